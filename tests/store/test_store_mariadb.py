"""The module's tables in MariaDB: keys compare exactly, nothing is cut, every statement of a step can run again."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest

import servers
from engines import DatabaseFactory
from mariadb_server import MariaDB, server_programs
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Lease, Store, script, table_scripts
from pleo_erp_module.store.migrations import TABLES

from .conftest import Clock
from .migration_helpers import STEPS, code, structure

pytestmark = pytest.mark.heavy

ALIKE = ["sal", "SAL", "sal ", "sál", "ﬁ", "fi", "ss", "ß", "e\u0301", "é", "", " "]  # one and the same to utf8mb4_unicode_ci


@pytest.fixture
def connection(database_factory: DatabaseFactory) -> str:
    return database_factory("mariadb")


@pytest.fixture
def database(connection: str) -> Iterator[Database]:
    with open_database(connection, purpose="store") as database:
        yield database


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    store = Store(database, None, clock)
    store.migrations.apply()
    return store


def test_keys_that_look_alike_are_different_keys(store: Store) -> None:
    for key in ALIKE:
        store.settings.put(key, {other: key + other for other in ALIKE})
    for key in ALIKE:
        assert store.settings.get(key) == {other: key + other for other in ALIKE}
    assert list(store.settings.get("sal")) == sorted(ALIKE)


def test_a_key_that_is_too_long_is_refused_by_name_and_leaves_nothing(store: Store) -> None:
    with pytest.raises(PleoErpError, match="too long for column 'setting_name'") as caught:
        store.settings.put("1", {"a": "x", "k" * 201: "x"})
    assert caught.value.code == "store_failed"
    assert store.settings.get("1") == {}
    store.settings.put("漢" * 200, {"😀" * 200: "x" * 100_000})
    assert store.settings.get("漢" * 200) == {"😀" * 200: "x" * 100_000}


def test_every_statement_of_every_step_can_run_again_and_the_last_one_is_its_record(database: Database, clock: Clock) -> None:
    again = r"CREATE TABLE IF NOT EXISTS |ALTER TABLE \w+ (ADD|DROP) COLUMN IF |INSERT INTO \w+ .*NOT EXISTS"
    again += r"|CREATE INDEX IF NOT EXISTS |UPDATE \w+ SET (\w+) = .* WHERE .*\2 = 0$"  # only what is still 0
    for path in table_scripts.available("mariadb").values():
        *statements, record = table_scripts.statements(path.read_text("utf-8"))
        assert record.startswith("INSERT INTO pleo_erp_schema_version")
        for statement in statements:
            assert re.match(again, statement, re.DOTALL), statement
            database.execute(statement)
            database.execute(statement)
        database.execute(record)
    made = structure(database)
    store = Store(database, None, clock)
    store.migrations.check()
    assert store.installation_id()
    store.migrations.drop()
    assert store.migrations.apply() == STEPS
    assert structure(database) == made


def test_the_script_runs_as_a_whole_in_the_engines_own_client(mariadb: MariaDB, connection: str, clock: Clock) -> None:
    login = [f"--host={mariadb.host}", f"--port={mariadb.port}", f"--user={mariadb.user}", f"--password={mariadb.password}"]
    command = [str(server_programs()["mariadb"]), "--no-defaults", *login, servers.database_name(connection)]
    for _ in range(2):
        done = subprocess.run(command, input=script("mariadb"), capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Duplicate entry" in done.stderr  # the second time it ends at the record
    with open_database(connection, purpose="store") as database:
        Store(database, None, clock).migrations.check()


def test_the_tables_do_not_depend_on_the_defaults_of_the_database(database: Database, store: Store) -> None:
    sql = (
        "SELECT DISTINCT collation_name FROM information_schema.columns"
        " WHERE table_schema = DATABASE() AND collation_name IS NOT NULL"
    )
    assert [row[0] for row in database.rows(sql)] == ["utf8mb4_nopad_bin"]
    assert [
        row[0] for row in database.rows("SELECT DISTINCT engine FROM information_schema.tables WHERE table_schema = DATABASE()")
    ] == ["InnoDB"]


def test_missing_rights_are_named(mariadb: MariaDB, connection: str, clock: Clock) -> None:
    name = servers.database_name(connection)
    mariadb.create_login("looker", "secret", f"SELECT ON `{name}`.*")
    with open_database(mariadb.dsn(name, user="looker", password="secret"), purpose="store") as database:
        store = Store(database, None, clock)
        assert code(store.migrations.check) == "tables_missing"
        assert code(store.migrations.apply) == "store_permission"
        with open_database(connection, purpose="store") as owner:
            Store(owner, None, clock).migrations.apply()
        store.migrations.check()
        assert code(lambda: store.settings.put("1", {"tags": "off"})) == "store_permission"
    mariadb.create_login("looker", "secret", f"INSERT ON `{name}`.pleo_erp_lock")
    with open_database(mariadb.dsn(name, user="looker", password="secret"), purpose="store") as database:
        assert code(Store(database, None, clock).migrations.check) == "store_permission"
    mariadb.execute("DROP USER looker@'127.0.0.1'")


def test_the_rights_that_the_document_names_are_enough(mariadb: MariaDB, connection: str, clock: Clock) -> None:
    name = servers.database_name(connection)
    with open_database(connection, purpose="store") as owner:
        Store(owner, None, clock).migrations.apply()
    mariadb.create_login("module", "secret", *(f"SELECT, INSERT, UPDATE, DELETE ON `{name}`.{table}" for table in TABLES))

    def opener() -> Database:
        return open_database(mariadb.dsn(name, user="module", password="secret"), purpose="store")

    with opener() as database:
        store = Store(database, None, clock)
        store.migrations.check()
        assert store.migrations.apply() == []
        store.settings.put("1", {"tags": "off"})
        assert store.settings.get("1") == {"tags": "off"}
        store.connections.delete("1")
        with Lease.acquire(opener, None, "1", "one") as held:
            held.check()
    mariadb.execute("DROP USER module@'127.0.0.1'")
