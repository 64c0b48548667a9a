"""The database, the module's tables or the vault are not as they should be: nothing is written anywhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cli.command import Answer
from cli.conftest import WorldFactory
from cli.refusal import check_refusal, move
from cli.shapes import check_run, total
from cli.world import KEY, World
from engines import DatabaseFactory
from servers import PostgreSQL, database_name, sqlite_connection
from tryton_erp.cache import copy_sqlite

PLAN, RUN, SELECT = "plan --company 2", "run sync-all --company 2", "select --company 2 DEP ROU"
COMMANDS = (PLAN, RUN, SELECT)


@pytest.fixture
def ready(world: World) -> World:
    """A confirmed connection with one change to make."""
    return prepare(world)


def prepare(world: World) -> World:
    world.connect("2", "DEP", "ROU")
    world.synchronise()
    world.erp.edit_value("ROU", "R01", company="2", name="Route une")
    return world


def test_without_tables_every_command_says_so(any_world: World) -> None:
    more = "connections", "pause --company 2", "release --company 2 --plan 00", "history --company 2", "rotate-key"
    for command in (*COMMANDS, *more, "connect --company 2 --key-stdin", "settings --company 2", "dimensions --company 2"):
        check_refusal(any_world, command, "tables_missing", stdin=KEY, network=False)
    assert any_world.cli("companies").code == 0
    assert any_world.cli("doctor").code == 1


def test_tables_of_another_version_are_not_touched(ready: World) -> None:
    ready.erp.execute("INSERT INTO pleo_erp_schema_version VALUES (99, 'future', '2026-01-01T00:00:00.000000Z')")
    for command in (*COMMANDS, "install"):
        check_refusal(ready, command, "tables_newer", network=False)
    ready.erp.execute("DELETE FROM pleo_erp_schema_version WHERE step_number = 99")
    ready.erp.execute("DELETE FROM pleo_erp_schema_version WHERE step_number > 1")
    for command in COMMANDS:
        check_refusal(ready, command, "tables_older", network=False)
    ready.erp.execute("DELETE FROM pleo_erp_schema_version")
    for command in COMMANDS:
        check_refusal(ready, command, "tables_missing", network=False)


def missing(world: World) -> None:
    move(world.key_file)


def open_to_all(world: World) -> None:
    world.key_file.chmod(0o644)


def no_key(world: World) -> None:
    world.key_file.write_text("nonsense\n", "utf-8")


def a_folder(world: World) -> None:
    move(world.key_file)
    world.key_file.mkdir()


def another_key(world: World) -> None:
    content = world.key_file.read_text("utf-8")
    kid, key = content.splitlines()[-1].split()
    world.key_file.write_text(content.replace(kid, "k" + "0" * 16).replace(key, key), "utf-8")


def another_secret(world: World) -> None:
    lines = world.key_file.read_text("utf-8").splitlines()
    kid, key = lines[-1].split()
    swapped = ("A" if key[0] != "A" else "B") + key[1:]
    world.key_file.write_text(f"{kid} {swapped}\n", "utf-8")


def corrupted(world: World) -> None:
    ((sealed,),) = world.erp.rows("SELECT sealed FROM pleo_erp_secret")
    text = str(sealed)
    world.erp.execute("UPDATE pleo_erp_secret SET sealed = ?", text[:-10] + ("A" if text[-10] != "A" else "B") + text[-9:])


def cut_short(world: World) -> None:
    world.erp.execute("UPDATE pleo_erp_secret SET sealed = 'v1.k.AAAA'")


@pytest.mark.parametrize(
    ("arrange", "code"),
    [
        (missing, "vault_key_missing"),
        (open_to_all, "vault_key_unreadable"),
        (no_key, "vault_key_unreadable"),
        (a_folder, "vault_key_unreadable"),
        (another_key, "vault_key_wrong"),
        (another_secret, "secret_damaged"),
        (corrupted, "secret_damaged"),
        (cut_short, "vault_key_wrong"),
    ],
)
def test_a_key_that_cannot_be_opened(ready: World, arrange: Callable[[World], None], code: str) -> None:
    arrange(ready)
    for command in (*COMMANDS, "rotate-key"):
        check_refusal(ready, command, code, network=False)
    # The screens still open.
    for command in ("connections", "companies", "history --company 2", "settings --company 2", "dimensions --company 2"):
        assert ready.cli(*command.split()).code == 0
    doctor = ready.cli("doctor")
    assert (doctor.code, ready.human("doctor").code) == (1, 1)
    assert code in [check["code"] for check in doctor.data["checks"]]


def test_a_secret_copied_to_another_company_does_not_open(ready: World) -> None:
    ready.pleo.add_key("plp_second", company=ready.pleo.add_company("Second"))
    ready.connect("1", key="plp_second")
    ((sealed,),) = ready.erp.rows("SELECT sealed FROM pleo_erp_secret WHERE company = '2'")
    ready.erp.execute("UPDATE pleo_erp_secret SET sealed = ? WHERE company = '1'", sealed)
    check_refusal(ready, "plan --company 1", "secret_damaged", network=False)
    assert ready.cli("plan", "--company", "2").code == 0


def test_a_copied_database_cannot_write(any_world: World, database_factory: DatabaseFactory, tmp_path: Path) -> None:
    ready = prepare(any_world)
    if ready.erp.engine == "sqlite":
        original = Path(database_name(ready.erp.connection))
        connection = sqlite_connection(copy_sqlite(original, tmp_path / "copy.sqlite"))
    else:
        connection = copy_postgresql(ready.erp.connection, database_factory)
    ready.erp = replace(ready.erp, connection=connection)
    ready.configure(erp={"connection": connection})
    for command in COMMANDS:
        check_refusal(ready, command, "database_moved", network=False)
    check_refusal(ready, "connect --company 2 --key-stdin", "database_moved", stdin=KEY, network=False)
    assert ready.cli("doctor").code == 1

    # The administrator's word that the move was meant.
    ready.good("connect", "--company", "2", "--key-stdin", "--moved", stdin=KEY)
    assert total(ready.good("run", "sync-all", "--company", "2"), "updated") == 1


def copy_postgresql(connection: str, database_factory: DatabaseFactory) -> str:
    target = database_factory("postgresql")
    parts = dict(part.split("=", 1) for part in connection.split(";") if part)
    server = PostgreSQL("", int(parts["Port"]), parts["Pwd"], parts["Uid"], parts["Server"])
    server.drop(database_name(target))
    server.execute(f'CREATE DATABASE "{database_name(target)}" TEMPLATE "{database_name(connection)}"')
    return target


def test_an_erp_that_goes_away_during_a_read_leaves_its_units_alone(world_factory: WorldFactory) -> None:
    ready = prepare(world_factory("postgresql"))
    before = ready.state()
    with ready.erp.cursor() as locker:
        locker.connection.autocommit = False
        locker.execute("LOCK TABLE analytic_account_account IN ACCESS EXCLUSIVE MODE")
        answers: list[Answer] = []
        command = threading.Thread(target=lambda: answers.append(ready.process("plan", "--company", "2")))
        command.start()
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%analytic%'"
        while not (found := ready.erp.rows(waiting + " AND datname = current_database() AND pg_sleep(0.02) IS NOT NULL")):
            assert command.is_alive()
        ready.erp.rows("SELECT pg_terminate_backend(?)", found[0][0])
        command.join()
        locker.connection.rollback()
    assert (answers[0].code, answers[0].error) == (1, "erp_unreachable")
    assert "Traceback" not in answers[0].text
    assert ready.state() == before
    assert ready.good("run", "sync-all", "--company", "2")["status"] == "success"


@pytest.mark.parametrize("emptied", ["account_account", "analytic_account_account"])
def test_an_erp_that_is_suddenly_empty_is_held(ready: World, emptied: str) -> None:
    ready.erp.execute(f"DELETE FROM {emptied}")
    pleo = ready.pleo.dump()
    report = ready.good("run", "sync-all", "--company", "2", code=4)
    check_run(report, 4)
    assert report["requests"]["writes"] == 0 or emptied == "account_account"
    held = {unit["unit"]: unit["hold"]["guard"] for unit in report["units"] if unit["hold"]}
    if emptied == "account_account":
        assert held == {"accounts": "blind", "tags:ROU": "rewind"}  # most of what runs changed vanished
        assert ready.pleo.dump()["accounts"] == pleo["accounts"]
    else:
        assert held["tag_groups"] == "blind"
        assert ready.pleo.dump() == pleo
    assert ready.human("run", "sync-all", "--company", "2").code == 4
    plan = ready.good("plan", "--company", "2")  # exit 0 even with holds
    assert [hold["guard"] for hold in plan["holds"]][:1] == ["blind"]


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("ALTER TABLE account_account RENAME TO account_account_away", "erp_table_missing"),
        ("ALTER TABLE account_account RENAME COLUMN closed TO shut", "erp_column_missing"),
    ],
)
def test_an_erp_of_another_build_is_told(ready: World, damage: str, code: str) -> None:
    ready.erp.execute(damage)
    check_refusal(ready, PLAN, code, network=False)
    check_refusal(ready, RUN, code, network=False)
