"""The module's tables: made by the command or by a DBA, and what the doctor says about it all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing

import pytest

from cli.conftest import WorldFactory
from cli.world import World
from servers import PostgreSQL, database_name, postgresql_binaries


def apply_by_hand(world: World, script: str, server: PostgreSQL | None) -> None:
    """As a DBA would, with the database's own tools."""
    if server is None:
        with closing(sqlite3.connect(database_name(world.erp.connection))) as database:
            database.executescript(script)
        return
    file = world.folder / "install.sql"
    file.write_text(script, "utf-8")
    login = ["-h", server.host, "-p", str(server.port), "-U", server.user, "-d", database_name(world.erp.connection)]
    psql = postgresql_binaries() / "psql"
    command = [str(psql), *login, "-v", "ON_ERROR_STOP=1", "-q", "-f", str(file)]
    subprocess.run(command, env={**os.environ, "PGPASSWORD": server.password}, check=True, capture_output=True)


def test_a_dba_can_make_the_tables_by_hand(any_world: World, request: pytest.FixtureRequest) -> None:
    world = any_world
    server: PostgreSQL | None = request.getfixturevalue("postgresql") if world.erp.engine == "postgresql" else None
    before = world.table_names()
    script = world.human("install", "--sql")
    assert (script.code, script.err.count("\n")) == (0, 1)  # the warning about the pace
    assert script.out == world.good("install", "--sql")["sql"] + "\n"
    assert world.table_names() == before
    assert not world.key_file.exists()
    apply_by_hand(world, script.out, server)
    made = world.table_names()
    assert world.good("install")["applied"] == []
    assert world.good("install", "--sql")["sql"].strip() == ""
    assert world.table_names() == made
    world.connect("2", "DEP")
    assert world.synchronise()["status"] == "success"


def test_tables_may_stand_in_a_schema_of_their_own(world_factory: WorldFactory) -> None:
    world = world_factory("postgresql")
    world.erp.execute("CREATE SCHEMA pleo")
    world.configure(erp={"schema": "pleo"})
    before = world.table_names()
    world.connect("2", "DEP")
    assert world.synchronise()["status"] == "success"
    assert world.good("run", "sync-all", "--company", "2")["requests"]["writes"] == 0
    assert world.table_names() == before
    world.good("uninstall", "--drop-tables")
    assert world.erp.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'pleo'") == []


def test_the_doctor_follows_an_installation_from_nothing(any_world: World) -> None:
    world = any_world

    def findings() -> dict[str, tuple[str, str | None]]:
        answer = world.cli("doctor")
        assert answer.code == (0 if answer.data["ok"] else 1)
        person = world.human("doctor")
        assert person.code == answer.code
        for check in answer.data["checks"]:
            assert check["title"] in person.out
            assert check["status"] == "ok" or check["next"]
        return {check["check"]: (check["status"], check["code"]) for check in answer.data["checks"]}

    pace = ("warning", None)
    found = findings()
    assert found == {
        "database": ("ok", None),
        "tables": ("failed", "tables_missing"),
        "erp": ("ok", None),
        "pace": pace,
    }
    world.connect("2")
    found = findings()
    assert found.pop("pace") == pace
    assert set(found.values()) == {("ok", None)}
    assert "connection 2" in found

    world.erp.execute("ALTER TABLE company_company RENAME TO company_company_away")
    assert findings()["erp"] == ("failed", "erp_table_missing")
    world.configure(erp={"connection": "DSN=no_such_dsn"})
    assert findings() == {"database": ("failed", "dsn_unknown")}


def test_looking_changes_nothing(world: World) -> None:
    world.connect("2", "DEP")
    world.synchronise()
    world.pleo.reset_log()
    before = world.state()
    for command in (
        "doctor",
        "companies",
        "connections",
        "dimensions --company 2",
        "settings --company 2",
        "history --company 2",
        "why --company 2 tag --dimension DEP 100",
        "why --company 2 account 1",
        "why --company 2 tag-group DEP",
        "install",
        "install --sql",
        "uninstall",
    ):
        assert world.cli(*command.split()).code == 0, command
    assert world.state() == before
    assert world.pleo.writes() == []
