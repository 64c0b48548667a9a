"""Every command answers in the user's language, and leaves nothing of its answer in English."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cli.command import Answer, call
from pleo_erp_module.hosts.standalone.commands import COMMANDS
from pleo_erp_module.messages.catalogue import LANGUAGES
from pleo_erp_module.messages.labels import LABELS
from pleo_erp_module.sync.setting_registry import known_settings
from pseudo_language import LANGUAGE, untranslated
from web.process import configuration
from world import World

SAID, KEY_SAID = "no such name", "The API key is missing, wrong, expired or revoked"  # by Pleo
#: What is data in the world: names and codes of the ERP and of Pleo, of files, settings and jobs, and commands to type.
DATA = (
    *("Acme", "Pleo", "ERP", "DEP", "Department", "Sales", "Purchase", "Omsætning", "Löhne", "Easy", "easy", "anna", "root"),
    *("SQLite", "sqlite", "sqlite3odbc.so", "SELECTs", "id", "code", "firm", "dimension", "dimension_value", "ledger"),
    *("Old", "closed", "blocked", "none", "nothing", "root", "tag-group", "tag", "account", SAID, KEY_SAID),
    *LABELS["guard"],
    *known_settings(),
    *("sync", "sync-all", "sync-tags", "sync-accounts", "undo", "on", "off", *LANGUAGES),
)
#: What is typed again as it is: commands and options, paths, ids, codes of errors and keys of the configuration.
_TYPED = re.compile(
    r"pleo-erp [^\n)]*|\S*/\S*|\bk?[0-9a-f]{4,16}\b|\b[0-9a-f]{64}\b|\d{8}T\S+|\w+\.sql|--[a-z-]+|\[\w+\]|tags:\w+"
)
_LOG_AND_SQL = re.compile(r"(?m)^(?:\d{4}-\d\d-\d\d .* WARNING |-- ).*$")  # for administrators: English


def left(answer: Answer) -> set[str]:
    """The words that were not translated."""
    return untranslated(_TYPED.sub(" ", _LOG_AND_SQL.sub("", answer.text)), DATA)


def test_no_answer_of_a_command_has_a_word_that_was_not_translated(
    world: World, tmp_path: Path, other_letters: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    config = configuration(world, tmp_path, pleo={"base_url": world.pleo.base_url, "requests_per_minute": 600})
    tried, found = set(), {}

    def do(line: str, stdin: str = "") -> str:
        answer = call([*shlex.split(line), "--language", LANGUAGE, "--config", str(config)], stdin)
        tried.add(line.split()[0])
        if words := left(answer):
            found[line] = words
        return next(iter(re.findall(r"--plan ([0-9a-f]{64})", answer.out)), "")

    for line in ("install", "install --sql", "companies", "connections", "doctor", "probe", "plan --company 1"):
        do(line)
    world.erp.set_dimensions(("DEP", "Department"), ("OLD", "Old", "closed"))
    world.erp.set_values("DEP", [*((f"V{number:02}", f"Sales {number}") for number in range(30)), ("X", "Sales", "blocked")])
    world.erp.set_accounts([("1", "1000", "Omsætning"), ("2", "2000", "Löhne"), ("3", "", "Omsætning")])
    do("connect --company 1 --key-stdin", world.key)
    do("connect --company 1 --key-stdin", "nonsense")
    for line in ("dimensions", "select --none --dry-run", "select DEP", "select DEP OTHER", "select"):
        do(f"{line} --company 1")
    for line in ("settings", "settings tags_interval=90", "settings tags_interval=1", "settings nothing=1", "settings 1"):
        do(f"{line} --company 1")
    do("run sync-all --company 1")
    plan = do("plan --company 1")
    do(f"usage --company 1 --plan {plan}")
    do(f"release --company 1 --plan {plan}")
    for line in ("run sync-all", "run sync", "run nothing", "history", "run sync-tags --dimension DEP", "plan"):
        do(f"{line} --company 1")
    world.erp.set_values("DEP", [("V01", "Sales 1"), ("V02", "Purchase")])
    plan = do("plan --company 1")
    do(f"usage --company 1 --plan {plan}")
    for line in ("run sync-all", "history", "pause", "connections", "plan", "run sync-all", "resume"):
        do(line if line == "connections" else f"{line} --company 1")
    for line in ("tag V01 --dimension DEP", "tag V09 --dimension DEP", "tag-group DEP", "account 1000", "account none", "x y"):
        do(f"why --company 1 {line}")
    runs = world.do("history")["runs"]
    do(f"history --company 1 {runs[0]['id']}")
    do(f"history --company 1 {runs[-1]['id']}")
    world.fail("answer", "put tag", status=400, body={"message": SAID}, count=None)
    do(f"release --company 1 --plan {plan}")
    do("run sync-all --company 1")
    do(f"history --company 1 {world.do('history')['runs'][0]['id']}")
    world.pleo.faults.clear()
    plan = do("undo --company 1")
    do(f"release --company 1 --plan {plan}")
    do("run undo --company 1")
    do("run undo --company 1")
    do("resume --company 1")
    world.pleo.change_key(world.key, revoked=True)
    for line in ("run sync-all --all", "doctor", "notify-test", "grants --for books", "rotate-key"):
        do(line)
    do(f"bundle --output {tmp_path / 'b.zip'}")
    do("serve --new-link")
    do("serve --sql")
    do("disconnect --company 1")
    do("run sync --all")
    do("uninstall --drop-tables")
    do("companies --config nowhere.toml")
    assert found == {}
    assert COMMANDS.keys() - tried == set()
