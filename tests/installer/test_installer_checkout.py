"""The git hook that `python3 installer dev` writes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pleo_erp_installer import checkout, suite, system
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.places import Places

GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A repository; neither packages nor checks are for real."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:  # a hook may run these tests
        monkeypatch.delenv(name)
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.setattr(system, "ensure", lambda needs, places: None)
    monkeypatch.setattr(checkout, "ensure", lambda places, extras: None)
    monkeypatch.setattr(suite, "run_fast", lambda places, arguments: 7)
    return replace(Places.find(), checkout=tmp_path)


def hook(places: Places) -> Path:
    return checkout.hooks_folder(places) / "pre-commit"


def test_the_hook_is_written_and_written_again(places: Places) -> None:
    assert checkout.prepare(places) == 7
    text = hook(places).read_text("utf-8")
    assert str(places.scripts) in text
    hook(places).write_text(text.replace("ruff check", "ruff of old"), "utf-8")
    assert checkout.prepare(places) == 7
    assert hook(places).read_text("utf-8") == text


def test_a_hook_of_others_stays(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    hook(places).parent.mkdir(exist_ok=True)
    hook(places).write_text("#!/bin/sh\nexit 0\n", "utf-8")
    assert checkout.prepare(places) == 7
    assert hook(places).read_text("utf-8") == "#!/bin/sh\nexit 0\n"
    assert "is not ours" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="git brings its own shell there")
@pytest.mark.parametrize(("source", "code"), [("import os\n", 1), ("x = 1\n", 0)])
def test_a_commit_of_a_bad_file_is_stopped(places: Places, source: str, code: int) -> None:
    checkout.prepare(places)
    (places.checkout / "a.py").write_text(source, "utf-8")
    words = places.checkout / checkout.WORDS
    words.parent.mkdir(parents=True)
    words.write_text("def test_words() -> None:\n    assert True\n", "utf-8")
    done = subprocess.run([str(hook(places))], cwd=places.checkout, capture_output=True, text=True, check=False)
    assert done.returncode == code, done


def test_without_a_repository_it_says_so(places: Places, tmp_path: Path) -> None:
    with pytest.raises(InstallerError, match="is not a git repository"):
        checkout.hooks_folder(replace(places, checkout=tmp_path / "none"))
