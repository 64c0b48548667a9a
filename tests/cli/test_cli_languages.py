"""The command line speaks the user's language, and nothing of it is left in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pleo_erp_module.hosts.standalone.cli import run_command
from pleo_erp_module.hosts.standalone.commands import COMMANDS
from pleo_erp_module.hosts.standalone.terminal_language import spoken_language, terminal_language
from pleo_erp_module.messages.catalogue import LANGUAGES
from pseudo_language import LANGUAGE, pseudo, pseudo_catalogue, untranslated

#: What stands in a help text beside sentences: names of commands, options and what they take.
NAMES = (
    frozenset(re.findall(r"\w{3,}", " ".join(COMMANDS)))
    | {"pleo", "erp", "tag", "group", "account", "sync", "all"}
    | LANGUAGES.keys()
)


@pytest.fixture
def other_letters(tmp_path: Path) -> Iterator[None]:
    with pseudo_catalogue(tmp_path):
        yield


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_is_translated(command: str, other_letters: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*command.split(), "--help", "--language", LANGUAGE]) == 0
    text = re.sub(r"(?<!\w)--?[a-z][a-z-]*", " ", capsys.readouterr().out)
    assert pseudo("Usage:") in text
    assert untranslated(text, NAMES) == set()


@pytest.mark.parametrize("arguments", ["plan --wrong", "wrong", "connect 1 2", "history --company 1 --offset x", "run"])
def test_a_wrong_call_is_refused_in_the_users_language(
    arguments: str, other_letters: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command([*arguments.split(), "--language", LANGUAGE]) == 2
    first = capsys.readouterr().err.splitlines()[0]
    assert pseudo("Error:") in first
    assert untranslated(re.sub(r"'[^']*'|\[usage\]", " ", first), NAMES) == set()


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "da_DK.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LC_MESSAGES": "fr_CH"}, "fr"),
        ({"LANGUAGE": "pt:de:fr", "LANG": "fr_FR"}, "de"),
        ({"LANG": "pt_PT"}, "en"),
    ],
)
def test_the_language_is_the_environments(environ: dict[str, str], language: str) -> None:
    assert terminal_language(environ) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_program_reads_is_english_unless_it_asks_for_another(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGUAGE", language)
    assert run_command(["plan", "--wrong", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["message"].startswith("No such option '--wrong'")
    assert run_command(["plan", "--wrong", "--json", f"--language={language}"]) == 2
    answer = json.loads(capsys.readouterr().out)["error"]
    assert (answer["code"], answer["message"].startswith("No such option")) == ("usage", language == "en")
    assert spoken_language() == "en"
