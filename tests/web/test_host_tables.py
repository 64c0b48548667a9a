"""The host's tables on every engine."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from engines import DatabaseFactory
from pleo_erp_hookspecs import PleoErpError, Role
from pleo_erp_module.hosts.standalone.host_tables import FAMILY, TABLES, HostTables
from pleo_erp_module.hosts.standalone.host_tables.login_attempts import FREE_OF_ACCOUNT, wait
from pleo_erp_module.odbc import DIALECTS, Database, open_database
from pleo_erp_module.store import table_scripts
from tsql.checks import problems
from tsql.on_sqlite import open_in_tsql
from world import Clock

DOCUMENT = (Path(__file__).parents[2] / "docs" / "hosts" / "standalone.md").read_text("utf-8")


def round_trip(database: Database) -> None:
    """Write and read everything."""
    clock = Clock()
    tables = HostTables(database, None, clock)
    assert tables.migrations.applied() == []
    tables.install()
    tables.install()
    tables.users.add("änna \N{GRINNING FACE}", "Änna ‘A’", Role.ADMINISTRATOR, "tests")
    tables.users.add("ben", "Ben", Role.BOOKKEEPER, "tests")
    with pytest.raises(PleoErpError, match="person_exists"):
        tables.users.add("ben", "Ben", Role.BOOKKEEPER, "tests")
    tables.users.set_password("ben", "hash")
    tables.users.set_choices("ben", "da", "Europe/Copenhagen")
    tables.users.note_login("ben")
    ben = tables.users.get("ben")
    assert ben is not None
    assert (ben.name, ben.role, ben.password_hash, ben.language, ben.time_zone, ben.active) == (
        "Ben",
        Role.BOOKKEEPER,
        "hash",
        "da",
        "Europe/Copenhagen",
        True,
    )
    assert ben.created_at < (ben.seen_at or ben.created_at) <= clock.time
    assert [one.name for one in tables.users.page()] == ["Ben", "Änna ‘A’"]
    assert tables.users.get("BEN") is None
    with pytest.raises(PleoErpError, match="last_administrator"):
        tables.users.change("änna \N{GRINNING FACE}", active=False)
    assert tables.users.page()[1].active

    token = tables.sessions.begin("ben", "::1")
    assert tables.sessions.user(token) == ben
    assert tables.sessions.user(token + "x") is None
    clock.pass_(minutes=59)
    assert tables.sessions.user(token) == ben
    clock.pass_(minutes=59)
    assert tables.sessions.user(token) == ben
    tables.users.change("ben", active=False)
    assert tables.sessions.user(token) is None
    tables.users.change("ben", active=True)
    tables.sessions.end_all("ben")
    assert tables.sessions.user(token) is None

    link = tables.links.make("ben", "tests")
    found = tables.links.find(link)
    assert found is not None
    assert found.login == "ben"
    assert tables.atomically(lambda: (tables.links.use(link), tables.links.use(link))) == (True, False)

    waits = [tables.tries.begin("ben", "::1") for _ in range(FREE_OF_ACCOUNT + 1)]
    assert [bool(one) for one in waits] == [False] * FREE_OF_ACCOUNT + [True]
    tables.tries.succeed("ben", "::1")
    assert tables.tries.begin("ben", "::1") == timedelta(0)

    for number in range(55):
        tables.audit.add("ben", "::1", "counted", None if number % 2 else "1", "x" * 600)
    page = tables.audit.page()
    assert [one.number for one in page] == list(range(55, 5, -1))
    assert (page[0].company, page[1].company, len(page[0].detail)) == ("1", None, 500)
    assert [one.number for one in tables.audit.page(page[-1].number)] == [5, 4, 3, 2, 1]

    tables.migrations.drop()
    tables.migrations.drop()
    assert tables.migrations.applied() == []


def test_accounts_sessions_links_failures_and_changes_come_back_as_they_were_written(any_database: str) -> None:
    with open_database(any_database, purpose="store") as database:
        round_trip(database)


def test_accounts_of_the_first_version_of_the_tables_stay(any_database: str) -> None:
    with open_database(any_database, purpose="store") as database:
        first = next(iter(table_scripts.available(database.dialect.name, FAMILY).values()))
        columns = "login_name, full_name, role_name, is_active, created_at, created_by"
        with database.transaction():
            for statement in table_scripts.statements(first.read_text("utf-8")):
                database.execute(statement)
            values = ("anna", "Anna", "administrator", 1, "2026-01-01T00:00:00.000000Z", "tests")
            database.execute(f"INSERT INTO pleo_erp_web_person ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)
        tables = HostTables(database, None, Clock())
        tables.install()
        tables.users.set_subject("anna", "a" * 64)
        found = tables.users.of_subject("a" * 64)
        assert found is not None
        assert (found.login, found.is_administrator, found.active, tables.users.of_subject("b" * 64)) == (
            "anna",
            True,
            True,
            None,
        )


def test_they_do_in_t_sql_too(database_factory: DatabaseFactory) -> None:
    with open_in_tsql(database_factory("sqlite"), purpose="store") as database:
        round_trip(database)


def test_what_is_done_together_is_undone_together(any_database: str) -> None:
    with open_database(any_database, purpose="store") as database:
        tables = HostTables(database, None, Clock())
        tables.install()

        def work() -> None:
            tables.users.add("ben", "Ben", Role.BOOKKEEPER, "tests")
            tables.audit.add("anna", "", "person added")
            raise RuntimeError

        with pytest.raises(RuntimeError):
            tables.atomically(work)
        assert tables.users.none_yet()
        assert tables.audit.latest() == 0


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_tries_at_the_same_moment_are_all_counted(engine: str, database_factory: DatabaseFactory) -> None:
    connection = database_factory(engine)
    with open_database(connection, purpose="store") as database:
        HostTables(database, None, Clock()).install()
    barrier = threading.Barrier(2)
    waits: list[timedelta] = []

    def act() -> None:
        with open_database(connection, purpose="store") as database:
            tables = HostTables(database, None, Clock())
            barrier.wait(30)
            waits.extend(tables.tries.begin("anna", "::1") for _ in range(10))

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(waits) == 20
    assert waits.count(timedelta(0)) == FREE_OF_ACCOUNT


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [wait(count, 5).total_seconds() for count in (0, 4, 5, 6, 7, 8, 10, 11, 1000)] == [
        0,
        0,
        15,
        30,
        60,
        120,
        480,
        900,
        900,
    ]


@pytest.mark.parametrize("engine", sorted(DIALECTS))
def test_the_steps_are_well_formed_on_every_engine(engine: str) -> None:
    created = []
    for step, path in table_scripts.available(engine, FAMILY).items():
        statements = list(table_scripts.statements(path.read_text("utf-8")))
        assert statements[-1].startswith("INSERT INTO pleo_erp_web_schema_version")
        assert f"({step.number}, '{step.name}'," in statements[-1]
        text = "\n".join(statements)
        assert max(map(len, re.findall(r"\w+", text))) <= 30
        created += re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", text)
        if engine == "sqlserver":
            assert [statement for statement in statements if problems(statement)] == []
    assert sorted(created) == sorted(TABLES)


def test_every_engine_has_the_same_tables_with_the_same_columns() -> None:
    found = set()
    for engine in DIALECTS:
        paths = table_scripts.available(engine, FAMILY).values()
        text = "\n".join("\n".join(table_scripts.statements(path.read_text("utf-8"))) for path in paths)
        tables = re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\)", text, re.DOTALL)
        added = tuple(re.findall(r"ALTER TABLE (\w+) ADD (?:COLUMN )?(?:IF NOT EXISTS )?(\w+)", text))
        found.add((*((name, tuple(re.findall(r"^    ([a-z]\w+) ", body, re.MULTILINE))) for name, body in tables), added))
    assert len(found) == 1


def test_every_table_has_its_row_in_the_document_and_there_is_no_other() -> None:
    assert sorted(re.findall(r"^\| `(pleo_erp_web_\w+)` \|", DOCUMENT, re.MULTILINE)) == sorted(TABLES)
