"""The module's tables: applied step by step, again after any failure, by two at once, or by hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import servers
from engines import ENGINES, DatabaseFactory
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import DIALECTS, Database, DatabaseError, DatabaseErrorKind, open_database
from pleo_erp_module.store import Migration, Store, script, table_scripts
from pleo_erp_module.store.migrations import TABLES

from .conftest import Clock
from .migration_helpers import DDL_COMMITS, STEPS, code, structure


def _run_by_hand(database: Database, text: str) -> None:
    for statement in table_scripts.statements(text):
        database.execute(statement)


def _fail_at(database: Database, k: int, patch: pytest.MonkeyPatch) -> None:
    """Make the k-th statement from now fail."""
    real, left = database.execute, [k]

    def execute(sql: str, params: Iterable[object] = ()) -> int:
        left[0] -= 1
        if left[0] == 0:
            raise DatabaseError(DatabaseErrorKind.OTHER, "the power went out", "XX000")
        return real(sql, params)

    patch.setattr(database, "execute", execute)


def _fault(call: Callable[[], object]) -> str | None:
    try:
        call()
    except PleoErpError as exc:
        return exc.code
    return None


def test_applying_makes_every_table_once(database: Database, clock: Clock) -> None:
    store = Store(database, None, clock)
    assert store.migrations.applied() == []
    assert store.migrations.pending() == STEPS
    assert store.migrations.apply() == STEPS
    assert store.migrations.applied() == STEPS
    assert store.migrations.pending() == []
    assert store.migrations.apply() == []
    assert set(database.dialect.table_columns(database)) == set(TABLES)
    store.migrations.check()


@pytest.mark.heavy
def test_the_installation_id_is_drawn_once_and_differs_between_databases(database_factory: DatabaseFactory, clock: Clock) -> None:
    drawn = []
    for engine in (*ENGINES, *ENGINES):
        with open_database(database_factory(engine), purpose="store") as database:
            store = Store(database, None, clock)
            store.migrations.apply()
            drawn.append(store.installation_id())
            store.migrations.apply()
            assert store.installation_id() == drawn[-1]
    assert len(set(drawn)) == len(drawn)
    assert all(re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", each) for each in drawn)


def test_the_moment_of_a_step_is_written_like_every_other(store: Store, database: Database) -> None:
    moments = [applied_at for (applied_at,) in database.rows("SELECT applied_at FROM pleo_erp_schema_version")]
    assert len(moments) == len(STEPS)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", moment) for moment in moments)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_step_that_fails_at_any_statement_is_not_there_and_can_be_applied_again(
    database_factory: DatabaseFactory, clock: Clock, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database(database_factory(engine), purpose="store") as database:
        store = Store(database, None, clock)
        for k in range(1, 100):
            with monkeypatch.context() as patch:
                _fail_at(database, k, patch)
                fault = _fault(store.migrations.apply)
            if fault is None:
                break
            assert fault == "store_failed"
            started = bool(store.migrations.applied())
            assert database.dialect.table_columns(database) == {} or started or engine in DDL_COMMITS, k
            assert code(store.migrations.check) == ("tables_older" if started else "tables_missing")
            if started:
                store.migrations.drop()
        assert k > len(TABLES) + 3
        store.migrations.check()
        store.installation_id()
        pieced = structure(database)
        store.migrations.drop()
        assert store.migrations.apply() == STEPS
        assert structure(database) == pieced


KILLED = """
import os, sys
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Store
left, real = int(sys.argv[2]), Database.execute
def execute(database, sql, params=()):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), 9)
    return real(database, sql, params)
Database.execute = execute
Store(open_database(sys.argv[1], purpose="store"), None, None).migrations.apply()
"""


@pytest.mark.parametrize("k", [2, 9, 16])
def test_a_process_that_is_killed_while_it_installs_leaves_nothing_that_counts(any_database: str, clock: Clock, k: int) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    killed = subprocess.run([sys.executable, "-c", KILLED, any_database, str(k)], env=environment, check=False)
    assert killed.returncode != 0
    with open_database(any_database, purpose="store") as database:
        assert database.dialect.table_columns(database) == {} or database.dialect.name in DDL_COMMITS
        assert Store(database, None, clock).migrations.apply() == STEPS


def test_the_script_run_by_hand_equals_what_apply_does(
    database_factory: DatabaseFactory, clock: Clock, any_database: str
) -> None:
    with open_database(any_database, purpose="store") as by_hand:
        text = Store(by_hand, None, clock).migrations.script()
        _run_by_hand(by_hand, text)
        with open_database(database_factory(by_hand.dialect.name), purpose="store") as applied:
            Store(applied, None, clock).migrations.apply()
            assert structure(by_hand) == structure(applied)
        store = Store(by_hand, None, clock)
        store.migrations.check()
        assert store.migrations.applied() == STEPS
        assert store.migrations.script() == ""
        assert store.installation_id()


def test_the_script_runs_as_a_whole_in_the_engine_s_own_client(
    postgresql: servers.PostgreSQL, database_factory: DatabaseFactory, clock: Clock
) -> None:
    connection = database_factory("postgresql")
    postgresql.execute(script("postgresql"), servers.database_name(connection))  # the simple protocol takes many statements
    with open_database(connection, purpose="store") as database:
        Store(database, None, clock).migrations.check()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_script_needs_no_database_and_keeps_the_comments(engine: str) -> None:
    text = script(engine)
    assert text.startswith(f"{DIALECTS[engine].script_begin}\n")
    assert text.rstrip().endswith(DIALECTS[engine].script_end)
    assert "-- API keys, encrypted." in text


def test_an_engine_without_files_is_unsupported() -> None:
    with pytest.raises(PleoErpError) as caught:
        script("oracle")
    assert caught.value.code == "engine_unsupported"
    assert "mariadb, postgresql, sqlite" in caught.value.message


def test_many_that_install_at_once_do_not_collide(any_database: str, clock: Clock) -> None:
    results: list[list[Migration]] = []
    faults: list[BaseException] = []
    start = threading.Barrier(4)

    def install() -> None:
        with open_database(any_database, purpose="store") as database:
            start.wait()
            try:
                results.append(Store(database, None, clock).migrations.apply())
            except PleoErpError as exc:
                faults.append(exc)

    threads = [threading.Thread(target=install) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted((step for applied in results for step in applied), key=lambda step: step.number) == STEPS


def test_missing_older_and_newer_tables_are_told_apart(
    database: Database, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(database, None, clock)
    assert code(store.migrations.check) == "tables_missing"
    assert code(lambda: store.connections.get("1")) == "tables_missing"
    store.migrations.apply()
    step = (
        "ALTER TABLE pleo_erp_unit ADD note VARCHAR(10);\n"
        "INSERT INTO pleo_erp_schema_version (step_number, step_name, applied_at) VALUES (4, 'note', '2026')"
    )
    for done in STEPS:
        (tmp_path / f"{done.number:03}_{done.name}.sql").write_text("SELECT 1;")
    (tmp_path / "004_note.sql").write_text(step)
    (tmp_path / "README.sql").write_text("no step")
    with monkeypatch.context() as patch:
        patch.setattr(table_scripts, "folder", lambda engine, family: tmp_path)
        assert code(store.migrations.check) == "tables_older"
        assert store.migrations.script().count("INSERT INTO") == 1
        assert store.migrations.apply() == [Migration(4, "note")]
        store.migrations.check()
    another = Store(database, None, clock)  # one session checks the tables once
    assert code(another.migrations.check) == "tables_newer"
    assert code(another.migrations.apply) == "tables_newer"


def test_what_an_earlier_version_stored_is_still_there_after_each_step(
    database: Database, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(database, None, clock)
    files = table_scripts.available(database.dialect.name)
    (tmp_path / files[STEPS[0]].name).write_text(files[STEPS[0]].read_text("utf-8"), "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(table_scripts, "folder", lambda engine, family: tmp_path)
        assert store.migrations.apply() == STEPS[:1]
    written = ("1", "p-1", "f", "2026-01-01T00:00:00.000000Z", "ada", "Æblø ApS")
    database.execute(
        "INSERT INTO pleo_erp_connection (company, pleo_company, fingerprint, connected_at, connected_by, pleo_name)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        written,
    )
    assert code(store.migrations.check) == "tables_older"
    assert store.migrations.apply() == STEPS[1:]
    kept = store.connections.get("1")
    assert kept is not None
    assert (kept.pleo_company, kept.pleo_name, kept.company_name, kept.key_end) == ("p-1", "Æblø ApS", None, None)


def test_dropping_leaves_nothing_of_the_module_and_all_of_the_erp(store: Store, database: Database) -> None:
    database.execute("CREATE TABLE account_account (id BIGINT)")
    store.migrations.drop()
    store.migrations.drop()
    assert set(database.dialect.table_columns(database)) == {"account_account"}
    assert code(store.migrations.check) == "tables_missing"
