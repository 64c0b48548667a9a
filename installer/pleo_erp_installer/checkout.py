"""``python3 installer dev``: a checkout that one can work on: its environment, a git hook, and the fast checks."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from pleo_erp_installer import suite, system
from pleo_erp_installer.console import InstallerError, say
from pleo_erp_installer.environment import ensure
from pleo_erp_installer.places import Places

MARK = "# Written by `python3 installer dev`: format, lint and words, before each commit. Delete this file to do without."
HOOK = """#!/bin/sh
{mark}
cd "$(git rev-parse --show-toplevel)" || exit 1
PATH={scripts}:$PATH
ruff check --quiet . || exit 1
ruff format --quiet --check . || {{ echo "Run: ruff format ."; exit 1; }}
python -m pytest --quiet --no-header {words}
"""
WORDS = "tests/docs/test_words.py"


def prepare(places: Places) -> int:
    """0 if the fast checks pass."""
    system.ensure(system.FOR_THE_FAST_TESTS, places)
    ensure(places, suite.EXTRAS)
    hook = hooks_folder(places) / "pre-commit"
    if hook.exists() and MARK not in hook.read_text("utf-8", "replace"):
        say(f"{hook} is not ours, so it stays. Let it run: {places.program('ruff')} check .")
    else:
        hook.parent.mkdir(parents=True, exist_ok=True)
        hook.write_text(HOOK.format(mark=MARK, scripts=shlex.quote(str(places.scripts)), words=WORDS), "utf-8", newline="\n")
        hook.chmod(0o755)
        say(f"The hook {hook} checks each commit.")
    return suite.run_fast(places, [])


def hooks_folder(places: Places) -> Path:
    """Where git looks for this checkout's hooks. Raises InstallerError where there is no git or no repository."""
    command = ["git", "rev-parse", "--git-path", "hooks"]
    try:
        done = subprocess.run(command, cwd=places.checkout, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise InstallerError(f"{places.checkout} is not a git repository, or git is missing: {error}") from error
    return places.checkout / done.stdout.strip()
