"""The whole job under a login that has the printed rights and no others, and what that login is refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engines import DatabaseFactory
from mariadb_server import MariaDB
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import DIALECTS, DatabaseError, DatabaseErrorKind, open_database
from servers import PostgreSQL, database_name
from world import World, WorldFactory

FORBIDDEN = (
    "SELECT name FROM salary",
    "SELECT wage FROM ledger",
    "SELECT * FROM ledger",
    "INSERT INTO ledger (code) VALUES ('x')",
    "UPDATE ledger SET code = 'x'",
    "DELETE FROM ledger",
    "DROP TABLE ledger",
    "CREATE INDEX mine ON ledger (code)",
    "CREATE TABLE mine (a INTEGER)",
)


def statements(sql: str) -> list[str]:
    return [line for line in sql.splitlines() if not line.startswith("--")]


def prepared(world: World) -> World:
    """An ERP with a table and a column that are nobody's business, and no table of the module."""
    world.host.client.uninstall(drop_tables=True)
    world.erp.execute("CREATE TABLE salary (name VARCHAR(10))")
    world.erp.execute("ALTER TABLE ledger ADD wage INTEGER")
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("DEP", [("S", "Sælg"), "T"])
    world.erp.set_accounts([("11", "3000", "Rejser"), ("12", "3100", "Mad")])
    return world


def do_the_whole_job(world: World) -> None:
    assert world.host.client.install()["applied"]
    report = world.go("DEP")
    assert (report["status"], report["requests"]["writes"]) == ("success", 4)
    assert world.pleo.tags("DEP") == [("S", "Sælg", "A"), ("T", "T", "A")]
    world.again()
    assert world.host.do("doctor")["ok"]


def move_tables(server: PostgreSQL, database: str, schema: str) -> None:
    """The ERP's tables into another schema, where everybody but the new login looks for them."""
    if schema != "public":
        quoted = DIALECTS["postgresql"].quote(schema)
        server.execute(
            f"CREATE SCHEMA {quoted}; ALTER ROLE {server.user} IN DATABASE {database} SET search_path = {quoted}", database
        )
        for table in ("firm", "dimension", "dimension_value", "ledger", "salary"):
            server.execute(f"ALTER TABLE public.{table} SET SCHEMA {quoted}", database)


def refused(connection: str, statement: str) -> bool:
    with open_database(connection, purpose="store") as database:
        try:
            database.execute(statement)
        except DatabaseError as fault:
            return fault.kind is DatabaseErrorKind.PERMISSION or (
                fault.kind is DatabaseErrorKind.COLUMN_MISSING and "wage" in statement
            )
    return False


@pytest.fixture
def name() -> str:
    return f'pl"eo {secrets.token_hex(4)}'


@pytest.fixture
def role(postgresql: PostgreSQL, name: str) -> Iterator[str]:
    quoted = DIALECTS["postgresql"].login(name)
    postgresql.execute(f"CREATE ROLE {quoted} LOGIN PASSWORD 'x'")
    yield quoted
    postgresql.execute(f"DROP ROLE {quoted}")


@pytest.mark.parametrize("schema", ["public", 'The "ERP"'])
def test_on_postgresql_with_a_schema_of_its_own(
    schema: str, new_world: WorldFactory, postgresql: PostgreSQL, role: str, name: str
) -> None:
    world = prepared(new_world("postgresql"))
    database = database_name(world.erp.connection)
    move_tables(postgresql, database, schema)
    answer = world.host.do("grants", login=name)
    try:
        for statement in statements(answer["sql"]) * 2:  # may be repeated
            postgresql.execute(statement, database)
        login = postgresql.dsn(database, user=name, password="x")
        world.host.erp = replace(world.host.erp, connection=login, schema="pleo_erp")
        do_the_whole_job(world)
        assert [statement for statement in FORBIDDEN if not refused(login, statement)] == []
        tables = postgresql.execute("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename LIKE 'pleo_erp_%'", database)
        assert tables == [("pleo_erp",)]
    finally:
        postgresql.execute(f"DROP OWNED BY {role} CASCADE", database)


@pytest.fixture
def own_database(mariadb: MariaDB) -> Iterator[str]:
    yield "pleo_erp"
    mariadb.drop("pleo_erp")


def test_on_mariadb_with_a_database_of_its_own(new_world: WorldFactory, mariadb: MariaDB, own_database: str, name: str) -> None:
    world = prepared(new_world("mariadb"))
    erp = database_name(world.erp.connection)
    quoted = DIALECTS["mariadb"].login(f"{name}@127.0.0.1")
    mariadb.execute(f"CREATE USER {quoted} IDENTIFIED BY 'x'")
    try:
        for statement in statements(world.host.do("grants", login=f"{name}@127.0.0.1")["sql"]) * 2:
            mariadb.execute(statement, erp)
        reading, storing = (mariadb.dsn(one, user=name, password="x") for one in (erp, own_database))
        world.host.erp = replace(world.host.erp, connection=storing, read_connection=reading)
        do_the_whole_job(world)
        assert [statement for statement in FORBIDDEN if not refused(reading, statement)] == []
        assert mariadb.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = ?", "mysql", [erp])
        assert not mariadb.execute("SHOW TABLES LIKE 'pleo%'", erp)
        with pytest.raises(DatabaseError), open_database(storing, purpose="store") as database:
            database.execute("CREATE DATABASE pleoXerp")  # _ of the name stands for itself
    finally:
        mariadb.execute(f"DROP USER {quoted}")


def test_of_a_sqlite_file_it_says_that_there_are_no_rights(world: World) -> None:
    answer = world.host.do("grants", login="pleo")
    assert statements(answer["sql"]) == []
    assert "SQLite has no rights" in answer["sql"]


def test_the_tables_of_the_module_elsewhere_get_their_rights_there(
    new_world: WorldFactory, database_factory: DatabaseFactory
) -> None:
    world = new_world("mariadb")
    world.host.erp = replace(world.host.erp, connection=database_factory("postgresql"), read_connection=world.erp.connection)
    lines = statements(world.host.do("grants", login="pleo")["sql"])
    assert all("`pleo`@`%`" in line or "`pleo`@'%'" in line for line in lines if line.startswith("GRANT SELECT"))
    assert lines[-1] == 'CREATE SCHEMA IF NOT EXISTS "pleo_erp" AUTHORIZATION "pleo";'


@pytest.mark.parametrize("login", ["", " ", "a\nDROP TABLE x", "a\u2028b", "a\x00"])
def test_a_name_that_is_not_one_line_is_refused(world: World, login: str) -> None:
    with pytest.raises(PleoErpError) as refusal:
        world.host.do("grants", login=login)
    assert refusal.value.code == "usage"


def test_what_the_asking_login_does_not_see_is_a_comment(new_world: WorldFactory, mariadb: MariaDB) -> None:
    world = prepared(new_world("mariadb"))
    erp = database_name(world.erp.connection)
    user = f"weak_{secrets.token_hex(4)}"
    mariadb.create_login(user, "x", f"SELECT ON `{erp}`.firm")
    try:
        own = world.erp.connection
        read = mariadb.dsn(erp, user=user, password="x")
        world.host.erp = replace(world.host.erp, connection=own, read_connection=read)
        answer: dict[str, Any] = world.host.do("grants", login="pleo")
    finally:
        mariadb.execute(f"DROP USER `{user}`@'127.0.0.1'")
    assert answer["unseen"] == ["dimension", "dimension_value", "ledger"]
    granted = [line for line in statements(answer["sql"]) if line.startswith("GRANT SELECT")]
    assert [("`firm`" in line, "`ledger`" in line) for line in granted] == [(True, False)]
    assert "-- GRANT SELECT ON" in answer["sql"]


def test_an_sql_server_is_told_in_its_own_words() -> None:
    dialect = DIALECTS["sqlserver"]
    assert dialect.grant_select("dbo", "CRONUS]$Vendor", ("No_",), dialect.login("DOM\\o'k")) == (
        "GRANT SELECT ON OBJECT::[dbo].[CRONUS]]$Vendor] ([No_]) TO [DOM\\o'k]"
    )
