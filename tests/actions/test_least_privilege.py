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
        except DatabaseError as exc:
            return exc.kind is DatabaseErrorKind.PERMISSION or (
                exc.kind is DatabaseErrorKind.COLUMN_MISSING and "wage" in statement
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
        own = "pleo_erp" if schema == "public" else f"pleo_erp_{schema}"
        assert f'schema = "{own}"' in answer["sql"]
        world.host.erp = replace(world.host.erp, connection=login, schema=own)
        do_the_whole_job(world)
        assert [statement for statement in FORBIDDEN if not refused(login, statement)] == []
        tables = postgresql.execute("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename LIKE 'pleo_erp_%'", database)
        assert tables == [(own,)]
    finally:
        postgresql.execute(f"DROP OWNED BY {role} CASCADE", database)


def test_the_erps_own_login_keeps_the_right_that_it_lives_on(
    new_world: WorldFactory, postgresql: PostgreSQL, role: str, name: str
) -> None:
    """Up to PostgreSQL 14 an ERP's login that does not own its database creates its tables by this right alone."""
    world = new_world("postgresql")
    database = database_name(world.erp.connection)
    postgresql.execute("GRANT CREATE ON SCHEMA public TO PUBLIC", database)
    mine = postgresql.dsn(database, user=name, password="x")
    with open_database(mine, purpose="store") as erp:
        erp.execute("CREATE TABLE account_move (a INTEGER)")
    try:
        sql = world.host.do("grants", login=f"{name} reader")["sql"]
        assert "Remark: every login may create tables in " in sql
        assert f"-- {role}." in sql.splitlines()
        given = statements(sql)
        assert [line for line in given if not line.startswith(("GRANT ", "CREATE SCHEMA "))] == []
        reader = DIALECTS["postgresql"].login(f"{name} reader")
        postgresql.execute(f"CREATE ROLE {reader} LOGIN PASSWORD 'x'")
        for statement in given:
            postgresql.execute(statement, database)
        with open_database(mine, purpose="store") as erp:
            erp.execute("CREATE TABLE account_payment (a INTEGER)")  # what odoo-bin -i does
        postgresql.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database)
        assert refused(mine, "CREATE TABLE account_tax (a INTEGER)")  # who would lose what, as the remark says
        assert "Remark" not in world.host.do("grants", login=f"{name} reader")["sql"]
        postgresql.execute(f"DROP OWNED BY {reader} CASCADE; DROP ROLE {reader}", database)
    finally:
        postgresql.execute(f"DROP OWNED BY {role} CASCADE", database)


@pytest.fixture
def own_databases(mariadb: MariaDB) -> Iterator[list[str]]:
    """The databases of the module's tables that a test makes, by the name of each ERP's."""
    made: list[str] = []
    yield made
    for one in made:
        mariadb.drop(one)


def test_two_erps_on_one_mariadb_have_tables_of_their_own(
    new_world: WorldFactory, mariadb: MariaDB, own_databases: list[str]
) -> None:
    worlds = [prepared(new_world("mariadb")) for _ in range(2)]
    for world in worlds:
        erp = database_name(world.erp.connection)
        sql = world.host.do("grants", login=mariadb.user)["sql"]
        own_databases.append(f"pleo_erp_{erp}")
        assert f"CREATE DATABASE IF NOT EXISTS `pleo_erp_{erp}`;" in sql.splitlines()
        mariadb.execute(f"CREATE DATABASE `pleo_erp_{erp}`")
        world.host.erp = replace(world.host.erp, connection=mariadb.dsn(own_databases[-1]), read_connection=world.erp.connection)
        do_the_whole_job(world)
    for world in worlds:
        world.again()
    first, second = worlds
    second.erp.add_company("2", "Another")
    second.host.erp = replace(second.host.erp, connection=mariadb.dsn(own_databases[0]))
    with pytest.raises(PleoErpError) as taken:  # even of a company that the other ERP does not have
        second.host.do("connect", company="2", key=second.key)
    assert taken.value.code == "tables_of_other_erp"
    first.again()


def test_on_mariadb_with_a_database_of_its_own(
    new_world: WorldFactory, mariadb: MariaDB, own_databases: list[str], name: str
) -> None:
    world = prepared(new_world("mariadb"))
    erp = database_name(world.erp.connection)
    own_database = f"pleo_erp_{erp}"
    own_databases.append(own_database)
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
