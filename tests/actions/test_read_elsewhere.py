"""The ERP in one database and the module's tables in another; and what happens when the ERP becomes another one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from easy_erp import Erp, empty_erp
from engines import DatabaseFactory
from mariadb_server import MariaDB
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import open_database
from servers import PostgreSQL, database_name
from world import World, WorldFactory


def filled(erp: Erp) -> None:
    erp.set_dimensions("DEP")
    erp.set_values("DEP", [("S", "Sælg"), "T"])
    erp.set_accounts([("11", "3000", "Rejser")])


def apart(world: World, store: str) -> World:
    """The module's tables in ``store``, and none in the ERP's database."""
    world.host.client.uninstall(drop_tables=True)
    world.host.erp = replace(world.host.erp, connection=store, read_connection=world.erp.connection)
    world.host.client.install()
    filled(world.erp)
    return world


def own_tables(connection: str) -> list[str]:
    with open_database(connection, purpose="store") as database:
        return [name for name in database.dialect.table_names(database) if name.startswith("pleo_erp_")]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(PleoErpError) as refused:
        act()
    assert refused.value.next_step
    return refused.value.code


def run_refused(world: World) -> str:
    before = world.pleo.everything()
    report = world.run()
    assert (report["status"], report["requests"]["writes"]) == ("failed", 0)
    assert world.pleo.everything() == before
    return str(report["error"]["code"])


@pytest.mark.parametrize(("erp", "store"), [("postgresql", "sqlite"), ("mariadb", "postgresql"), ("sqlite", "mariadb")])
def test_the_whole_job_twice(erp: str, store: str, new_world: WorldFactory, database_factory: DatabaseFactory) -> None:
    world = apart(new_world(erp), database_factory(store))
    report = world.go("DEP")
    assert (report["status"], report["requests"]["writes"]) == ("success", 4)
    world.again()
    world.erp.set_values("DEP", [("S", "Salg"), "T", "U"])
    assert world.run()["requests"]["writes"] == 2
    world.again()
    assert own_tables(world.erp.connection) == []
    assert own_tables(world.host.erp.connection)
    assert world.host.do("doctor")["ok"]


def test_a_copy_of_the_modules_tables_does_not_open_though_the_erp_is_the_same(
    new_world: WorldFactory, database_factory: DatabaseFactory
) -> None:
    world = apart(new_world("postgresql"), database_factory("sqlite"))
    world.go("DEP")
    copy = database_factory("sqlite")
    shutil.copyfile(*(one.split("Database=")[1].rstrip(";") for one in (world.host.erp.connection, copy)))
    world.host.erp = replace(world.host.erp, connection=copy)
    assert run_refused(world) == "database_moved"


def test_one_replica_may_stand_in_for_another_but_no_other_database(
    new_world: WorldFactory, database_factory: DatabaseFactory, postgresql: PostgreSQL, mariadb: MariaDB
) -> None:
    world = apart(new_world("postgresql"), database_factory("sqlite"))
    world.go("DEP")
    name = database_name(world.erp.connection)
    replica = empty_erp(mariadb.create_database(name))  # on another server, under the same name
    try:
        filled(Erp(replica))
        world.host.erp = replace(world.host.erp, read_connection=replica)
        world.again()
        Erp(replica).execute("UPDATE firm SET name = 'Somebody else'")
        assert run_refused(world) == "read_database_changed"
        assert refusal(world.plan) == "read_database_changed"
        assert refusal(lambda: world.select("DEP")) == "read_database_changed"
    finally:
        mariadb.drop(name)
    other = empty_erp(database_factory("postgresql"))
    filled(Erp(other))
    world.host.erp = replace(world.host.erp, read_connection=other)
    assert run_refused(world) == "read_database_changed"
    failed = {one["check"]: one["code"] for one in world.host.do("doctor")["checks"] if one["status"] == "failed"}
    assert failed == dict.fromkeys(("connection 1", "run 1"), "read_database_changed")  # now, and in the last run
    assert refusal(world.connect) == "read_database_changed"
    world.connect(moved=True)
    world.again()


def test_reading_from_elsewhere_all_at_once_must_be_meant(new_world: WorldFactory, database_factory: DatabaseFactory) -> None:
    world = new_world("sqlite")
    filled(world.erp)
    world.go("DEP")
    other = empty_erp(database_factory("postgresql"))
    filled(Erp(other))
    world.host.erp = replace(world.host.erp, read_connection=other)
    assert run_refused(world) == "read_database_changed"
    world.host.erp = replace(world.host.erp, read_connection=None)
    world.again()


def recognisable(world: World) -> World:
    """The world's profile told by its tables, and nobody names it."""
    folder = world.host.erp.profiles_folder
    assert folder is not None
    description = folder / "easy" / "profile.toml"
    description.write_text('recognise = ["firm", "ledger"]\n' + description.read_text("utf-8"), "utf-8")
    world.host.erp = replace(world.host.erp, profile="auto")
    filled(world.erp)
    return world


def test_what_is_recognised_is_told_and_does_the_whole_job(world: World) -> None:
    recognisable(world)
    assert world.connect()["erp"] == {"profile": "easy", "title": "Easy"}
    world.go("DEP")
    world.again()
    [erp] = [one for one in world.host.do("doctor")["checks"] if one["check"] == "erp"]
    assert "Easy (profile easy, recognised) has 1 company: " in erp["message"]


def test_another_profile_than_that_of_the_connection_writes_nothing(world: World) -> None:
    recognisable(world).go("DEP")
    folder = world.host.erp.profiles_folder
    assert folder is not None
    (folder / "easy").rename(folder / "other")
    world.erp.set_values("DEP", ["X"])
    assert run_refused(world) == "profile_changed"
    assert refusal(world.plan) == "profile_changed"
    world.host.erp = replace(world.host.erp, profile="other")
    assert run_refused(world) == "profile_changed"
    assert refusal(world.connect) == "profile_changed"
    world.connect(moved=True)
    assert world.run()["status"] in {"success", "held"}


def test_an_erp_that_is_no_longer_recognised_writes_nothing(world: World) -> None:
    recognisable(world).go("DEP")
    world.erp.execute("ALTER TABLE ledger RENAME TO ledger2")
    assert run_refused(world) == "erp_unknown"
    world.erp.execute("ALTER TABLE ledger2 RENAME TO ledger")
    world.again()
