"""Every command line that a page shows is one that the programs understand."""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from pathlib import Path

import click
import pytest
from pleo_erp_installer.main import parser

from pleo_erp_module.hosts.standalone import cli
from pleo_erp_module.hosts.standalone.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
SHOWN = re.compile(r"(?:(?<=`)|^ *(?:\$ )?)((?:pleo-erp|python3 installer) [^`\n#|]+)", re.M)
SYNTAX = re.compile(r"[\[\]…]|\.\.\.")  # a pattern of a command, not one to type


def shown(page: Path) -> list[list[str]]:
    """The words of each command, without those that only show what is possible."""
    return [shlex.split(line) for line in SHOWN.findall(page.read_text("utf-8")) if not SYNTAX.search(line)]


def understood(words: list[str]) -> None:
    """Raises what the program would answer to a command that it does not know."""
    if words[0] == "python3":
        parser().parse_known_args(words[2:])
        return
    place = next((place for place, word in enumerate(words) if word in COMMANDS), None)
    if place is None:
        raise click.UsageError(f"no command in {words}")
    top = cli.cli.make_context("pleo-erp", words[1 : place + 1])
    with suppress(click.MissingParameter):  # where a page names the command only
        command = cli.cli.get_command(top, words[place])
        assert command is not None
        command.make_context(words[place], words[place + 1 :], parent=top)


@pytest.mark.parametrize("page", [page for page in PAGES if shown(page)], ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_are_understood(page: Path) -> None:
    for words in shown(page):
        understood(words)


@pytest.mark.parametrize(
    "line", ["pleo-erp plann --company 1", "pleo-erp plan --companny 1", "pleo-erp disconnect --company 1 2"]
)
def test_a_command_that_does_not_exist_is_noticed(line: str) -> None:
    with pytest.raises(click.UsageError):
        understood(shlex.split(line))
