"""What an earlier version stored: the rows of its tables, as it wrote them, read and used by this version on every engine.

``rows/step_2.jsonl`` holds a company with a released plan, a plan that was shown, holds, history and a run that crashed, and a
second one that is paused. No row of it is ever changed: a later step of the tables adds a file of its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from host import ErpHost
from pleo_erp_hookspecs import ErpAccess, PleoAccess, module_manager
from pleo_erp_module.extensions import ExtensionManager
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.plugin import Module
from pleo_erp_module.store import Status, Store, UnitState, table_scripts
from pleo_erp_module.store.codec import moment
from pleo_erp_module.store.module_tables import Tables
from pleo_erp_module.sync.runtime import Runtime

ROWS = [json.loads(line) for line in (Path(__file__).parent / "rows" / "step_2.jsonl").read_text("utf-8").splitlines()]
RELEASED, SHOWN = (begin + "*" for begin in ("745c241e581c", "a1fb2e7df846"))
NOW = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
ADDED = {"pleo_erp_connection": ("company_name", "key_end"), "pleo_erp_plan": ("told_json",)}  # by step 2


def rows(table: str, **where: object) -> list[dict[str, Any]]:
    """The rows of one table, or those in which these columns have these values."""
    found = [row for row in ROWS if row["table"] == f"pleo_erp_{table}"]
    return [row for row in found if all(row[column] == value for column, value in where.items())]


def plan_hash(shown: str) -> str:
    return next(str(row["plan_hash"]) for row in rows("plan") if row["plan_hash"].startswith(shown.rstrip("*")))


def load(database: Database, columns_left_out: Mapping[str, Sequence[str]]) -> None:
    """Insert the rows as the earlier version wrote them."""
    tables = Tables(database, None)
    tables.execute("DELETE FROM pleo_erp_installation")
    for row in ROWS:
        left_out = ("table", *columns_left_out.get(row["table"], ()))
        tables.insert(row["table"], [{column: value for column, value in row.items() if column not in left_out}])


@pytest.fixture(params=[1, 2], ids=["from step 1", "from step 2"])
def upgraded(request: pytest.FixtureRequest, any_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with these rows in the tables of that step, and then the upgrade."""
    with open_database(any_database, purpose="store") as database:
        store = Store(database, None, lambda: NOW)
        with monkeypatch.context() as patch:
            patch.setattr(store.migrations, "_available", lambda: first_steps(database, request.param))
            store.migrations.apply()
        load(database, ADDED if request.param == 1 else {})
        store.migrations.apply()
    return any_database


def first_steps(database: Database, last: int) -> dict[Any, Path]:
    found = table_scripts.available(database.dialect.name)
    return {step: path for step, path in found.items() if step.number <= last}


@pytest.fixture
def host(upgraded: str, tmp_path: Path) -> ErpHost:
    """A host of this version on that database."""
    modules = module_manager({"pleo": Module(ExtensionManager(), lambda host, plugins: Runtime(host, plugins, now=lambda: NOW))})
    return ErpHost(ErpAccess(upgraded), PleoAccess(), tmp_path / "pleo-erp.key", modules)


def test_connections_settings_and_selections_stay(host: ErpHost) -> None:
    first, second = host.do("connections")["connections"]
    [stored] = rows("connection", company="1")
    assert (first["confirmed"], first["paused"], first["pleo_company"]["id"]) == (True, False, stored["pleo_company"])
    assert [one["code"] for one in first["selected"]] == ["DEP", "PRJ"]
    assert (second["confirmed"], second["paused_by"], second["selected"]) == (False, "anna", None)
    settings = host.do("settings", company="1")["settings"]
    assert (settings["tags_interval"], settings["key_expires"]) == (120, "2027-06-30")


def test_what_was_released_is_still_approved_and_what_was_shown_can_be_released(host: ErpHost, upgraded: str) -> None:
    released = host.do("shown", company="1", plan=plan_hash(RELEASED))
    assert (released["released"]["by"], released["total"]) == ("anna", len(rows("plan_change", plan_hash=plan_hash(RELEASED))))
    open_ones = {row["approval_key"] for row in rows("approval", used_at=None)}
    with open_database(upgraded, purpose="store") as database:
        assert Store(database, None, lambda: NOW).plans.decisions("1")[0] == open_ones
    changes = rows("plan_change", plan_hash=plan_hash(SHOWN))
    shown = host.do("shown", company="1", plan=plan_hash(SHOWN))
    assert shown["released"] is None
    assert Counter(change["held"] for change in shown["changes"]) == Counter(bool(row["held"]) for row in changes)
    assert {change["reason"] for change in shown["changes"]} == {row["reason"] for row in changes}
    assert host.do("release", company="1", plan=plan_hash(SHOWN)[:12])["approved"] == len(
        {row["approval_key"] for row in changes}
    )


def test_holds_memory_and_secrets_stay(upgraded: str) -> None:
    with open_database(upgraded, purpose="store") as database:
        store = Store(database, None, lambda: NOW)
        holds = store.holds.of("1")
        assert sum(map(len, holds.values())) == len(rows("hold")) > 0
        assert holds["tags:dep"] == {row["change_identity"]: row["guard"] for row in rows("hold", unit="tags:dep")}
        assert store.units.of("1") == {
            row["unit"]: UnitState(row["row_count"], row["checked_at"] and moment(row["checked_at"]))
            for row in rows("unit", company="1")
        }
        assert [row.record_id for row in store.history.open_and_answered("1")[0]] == ["rec-3"]
        assert [(row.record_id, row.answered) for row in store.history.open_and_answered("1")[1]] == [("rec-2", {"name": "B"})]
        assert {sealed for _, _, sealed in store.secrets.all()} == {row["sealed"] for row in rows("secret")}
        assert store.installation_id() == rows("installation")[0]["installation_id"]


def test_the_history_reads_as_it_was_told(host: ErpHost) -> None:
    runs = host.do("history", company="1")["runs"]
    assert {run["id"] for run in runs} == {row["run_id"] for row in rows("run", company="1")}
    for run in runs:
        found = host.do("history", company="1", run=run["id"])
        stored = rows("change", run_id=run["id"])
        assert [(row["key"], row["status"], row["reason"]) for row in found["changes"]] == [
            (row["record_key"], row["change_status"], row["reason"]) for row in sorted(stored, key=lambda row: int(row["pos"]))
        ]
        assert all(Status(row["status"]) for row in found["changes"])
    [failed] = host.do("history", company="2")["runs"]
    assert (failed["error_code"], failed["error_message"]) == ("pleo_unreachable", "Pleo cannot be reached.")
