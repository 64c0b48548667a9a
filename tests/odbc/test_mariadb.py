"""What only MariaDB and its driver do: text that the driver would cut, its flags, its numbers, its rights."""

from __future__ import annotations

import platform
import random
import shutil
from collections.abc import Iterable, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

import mariadb_server
import servers
from engines import DatabaseFactory
from mariadb_server import MariaDB
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import DIALECTS, Database, DatabaseError, DatabaseErrorKind, connector, open_database
from pleo_erp_module.odbc.connection_string import ConnectionString, braced

pytestmark = pytest.mark.heavy

DIALECT = DIALECTS["mariadb"]
PASSWORD = "hunter2;}{="  # as odd as passwords get
PIECES = [*"abXY09 '\"\\%_;?{}\r\n\t\0øæåØÆÅąćęłńóśźż漢字仮名交じり😀🧾𝒳\U0010ffffﬁ\ufeff\uffff\u2028", "e\u0301"]


def refusal(connection: str) -> PleoErpError:
    with pytest.raises(PleoErpError) as caught:
        open_database(connection, purpose="erp")
    assert "hunter2" not in f"{caught.value} {caught.value.next_step}"
    return caught.value


@pytest.fixture
def connection(database_factory: DatabaseFactory) -> str:
    return database_factory("mariadb")


@pytest.fixture
def database(connection: str) -> Iterator[Database]:
    with open_database(connection, purpose="erp") as database:
        yield database


def test_no_text_is_cut_in_either_direction(database: Database) -> None:
    chance = random.Random(1)
    texts = ["".join(chance.choices(PIECES, k=chance.randrange(80))) for _ in range(2000)]
    texts += [character * size for character in "xøí漢😀" for size in (254, 255, 256, 4095, 4096, 16_000)]
    texts += ["é😀" * size for size in (32_768, 100_000)]
    database.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, v VARCHAR(16000), m LONGTEXT) DEFAULT CHARACTER SET utf8mb4")
    short = [(number, text if len(text) <= 16_000 else "", text) for number, text in enumerate(texts)]
    with database.transaction():
        database.executemany("INSERT INTO t VALUES (?, ?, ?)", short)
    back = [tuple(row) for row in database.rows("SELECT id, v, m, HEX(m) FROM t ORDER BY id")]
    assert [row[:3] for row in back] == short
    assert [bytes.fromhex(row[3]).decode() for row in back] == texts
    for number, _, text in short[::20]:
        found = "SELECT id FROM t WHERE m = CAST(? AS CHAR) COLLATE utf8mb4_nopad_bin AND id = ?"
        assert [row[0] for row in database.rows(found, (text, number))] == [number]


def test_text_in_an_older_encoding_of_the_erp_arrives_as_it_is(database: Database) -> None:
    database.execute("CREATE TABLE t (v VARCHAR(20) CHARACTER SET latin1, w VARCHAR(20) CHARACTER SET utf16)")
    database.execute("INSERT INTO t VALUES (?, ?)", ("Søn & Çø €", "漢😀"))
    assert [tuple(row) for row in database.rows("SELECT v, w FROM t WHERE v = ?", ("Søn & Çø €",))] == [("Søn & Çø €", "漢😀")]


def test_text_that_a_column_cannot_hold_is_refused(database: Database) -> None:
    database.execute("CREATE TABLE t (v VARCHAR(5) CHARACTER SET latin1, n INTEGER)")
    with pytest.raises(DatabaseError) as caught:
        database.execute("INSERT INTO t VALUES (?, 1)", ("漢",))
    assert caught.value.kind is DatabaseErrorKind.INVALID_TEXT
    with pytest.raises(DatabaseError, match="too long"):
        database.execute("INSERT INTO t VALUES (?, 1)", ("123456",))
    with pytest.raises(DatabaseError, match="integer") as caught:
        database.execute("INSERT INTO t VALUES (NULL, ?)", ("x",))
    assert caught.value.kind is DatabaseErrorKind.OTHER
    assert list(database.rows("SELECT v FROM t")) == []


def test_values_arrive_in_their_kind(database: Database) -> None:
    database.execute(
        "CREATE TABLE t (b BOOLEAN, bit1 BIT(1), d DECIMAL(30, 10), u BIGINT UNSIGNED, at DATETIME(6), blank CHAR(5))"
    )
    database.execute(
        "INSERT INTO t VALUES (TRUE, b'1', 12345678901234567890.5, 18446744073709551615, '2026-01-31 23:59:59.5', 'a ')"
    )
    [row] = database.rows("SELECT b, bit1, d, u, CAST(at AS CHAR), blank FROM t")
    assert tuple(row) == (1, True, Decimal("12345678901234567890.5"), 2**64 - 1, "2026-01-31 23:59:59.500000", "a")


def test_a_large_result_costs_no_more_memory_than_its_size(database: Database) -> None:
    rows = 200_000
    wide = "SELECT seq, CONCAT('the name of row ', seq, REPEAT('x', 100)) FROM seq_1_to_200000 WHERE seq <= ?"
    process = psutil.Process()
    before, peak, count = process.memory_info().rss, 0, 0
    for number, name in database.rows(wide, (rows,)):
        count += 1
        if count % 1000 == 0:
            peak = max(peak, process.memory_info().rss - before)
        assert name.startswith(f"the name of row {number}x")
    assert count == rows
    assert peak < 100 * 2**20


def test_an_update_counts_the_rows_that_it_found(connection: str) -> None:
    for more in ("", "OPTION=0;", "options=67108864;"):
        with open_database(connection + more, purpose="store") as database:
            database.execute("CREATE OR REPLACE TABLE t (id BIGINT PRIMARY KEY, v INTEGER)")
            database.execute("INSERT INTO t VALUES (1, 1)")
            assert database.execute("UPDATE t SET v = 1 WHERE id = 1") == 1
            assert database.execute("UPDATE t SET v = 1 WHERE id = 2") == 0


def test_what_is_added_to_the_connection_string() -> None:
    def completed(text: str) -> str:
        return DIALECT.complete(ConnectionString.parse(text), "store").text()

    assert completed("Driver=x;") == "Driver=x;OPTION=2;CHARSET=utf8mb4;"
    assert completed("Driver=x;Charset=latin1;Options=5") == "Driver=x;OPTION=7;CHARSET=utf8mb4;"
    with pytest.raises(PleoErpError, match="OPTION"):
        completed("Driver=x;OPTION=all")


def test_another_charset_of_the_administrator_changes_no_text(connection: str) -> None:
    with open_database(connection + "CHARSET=latin1;", purpose="erp") as database:
        assert [row[0] for row in database.rows("SELECT CAST(? AS CHAR)", ("漢😀",))] == ["漢😀"]


def test_a_driver_that_changes_text_is_noticed(connection: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(DIALECT), "set_encoding", lambda self, raw: None)  # what pyodbc does by itself
    assert refusal(connection).code == "driver_unsuited"


def test_a_select_means_what_it_means_on_other_engines(database: Database) -> None:
    database.execute('CREATE TABLE "order" ("group" VARCHAR(10))')
    database.execute("INSERT INTO \"order\" VALUES ('a')")
    assert [row[0] for row in database.rows('SELECT "group" || ? FROM "order"', ("b",))] == ["ab"]
    [(zone,)] = database.rows("SELECT @@session.time_zone = @@global.time_zone")
    assert zone == 1


def test_time_limits_are_set_unless_the_server_has_its_own(connection: str) -> None:
    limits = "SELECT @@innodb_lock_wait_timeout, @@lock_wait_timeout, @@max_statement_time, @@wait_timeout"
    with open_database(connection, purpose="store") as database:
        assert [tuple(row) for row in database.rows(limits)] == [(10, 10, 60.0, 28800)]
    own = "INITSTMT={SET max_statement_time = 7, innodb_lock_wait_timeout = 3, wait_timeout = 60};"
    with open_database(connection + own, purpose="erp") as database:
        assert [tuple(row) for row in database.rows(limits)] == [(3, 10, 7.0, 28800)]


def test_locks_and_long_statements_end(connection: str) -> None:
    with open_database(connection, purpose="store") as one, open_database(connection, purpose="store") as two:
        one.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        one.execute("INSERT INTO t VALUES (1)")
        two.execute("SET innodb_lock_wait_timeout = 0, max_statement_time = 0.1")
        with one.transaction():
            one.execute("UPDATE t SET id = 2")
            with pytest.raises(DatabaseError) as caught:
                two.execute("UPDATE t SET id = 3")
            assert caught.value.kind is DatabaseErrorKind.LOCKED
        with pytest.raises(DatabaseError) as caught:
            list(two.rows("SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b"))
        assert caught.value.kind is DatabaseErrorKind.TIMEOUT


def test_a_connection_that_is_lost_is_unreachable(mariadb: MariaDB, connection: str) -> None:
    with open_database(connection, purpose="erp") as database:
        [(number,)] = database.rows("SELECT CONNECTION_ID()")
        mariadb.execute(f"KILL {number}")
        with pytest.raises(DatabaseError) as caught:
            database.execute("SELECT 1")
        assert caught.value.kind is DatabaseErrorKind.UNREACHABLE
        with pytest.raises(DatabaseError), database.transaction():
            pass


def test_wrong_login_database_and_port(mariadb: MariaDB, connection: str) -> None:
    name = servers.database_name(connection)
    assert refusal(mariadb.dsn(name, password="hunter2")).code == "login_failed"
    assert refusal(mariadb.dsn(name, user="nobody", password="hunter2")).code == "login_failed"
    assert refusal(mariadb.dsn("no_such_database")).code == "database_unknown"
    assert refusal(connection.replace(f"Port={mariadb.port}", f"Port={servers.free_port()}")).code == "erp_unreachable"
    nowhere = refusal(connection.replace(f"Database={name};", ""))
    assert (nowhere.code, "no Database" in nowhere.message) == ("connection_string_invalid", True)
    mariadb.create_login("stranger", PASSWORD)
    fault = refusal(mariadb.dsn(name, user="stranger", password=braced(PASSWORD)))
    assert fault.code == "login_failed"
    assert name in fault.message
    mariadb.execute("DROP USER stranger@'127.0.0.1'")


def test_an_odd_password_works(mariadb: MariaDB, connection: str) -> None:
    name = servers.database_name(connection)
    mariadb.create_login("odd", PASSWORD, f"SELECT ON `{name}`.*")
    with open_database(mariadb.dsn(name, user="odd", password=braced(PASSWORD)), purpose="erp") as database:
        assert "hunter2" not in repr(database)
    mariadb.execute("DROP USER odd@'127.0.0.1'")


def test_missing_rights_are_told_from_missing_tables(mariadb: MariaDB, connection: str) -> None:
    name = servers.database_name(connection)
    with open_database(connection, purpose="store") as owner:
        for table in ("seen", "unseen", "part"):
            owner.execute(f"CREATE TABLE {table} (a INTEGER, b INTEGER)")
    mariadb.create_login("reader", "reader", f"SELECT ON `{name}`.seen", f"SELECT (a) ON `{name}`.part")
    with open_database(mariadb.dsn(name, user="reader", password="reader"), purpose="erp") as database:
        assert DIALECT.table_columns(database, ["seen", "unseen", "part"]) == {"seen": {"a", "b"}, "part": {"a"}}
        assert DIALECT.hidden(database, ["unseen"]) == {"unseen"}
        for sql in ("SELECT a FROM unseen", "SELECT b FROM part", "DELETE FROM seen", "CREATE TABLE made (a INTEGER)"):
            with pytest.raises(DatabaseError) as caught:
                database.execute(sql)
            assert caught.value.kind is DatabaseErrorKind.PERMISSION, sql
    mariadb.create_login("reader", "reader", f"SELECT ON `{name}`.*")
    with open_database(mariadb.dsn(name, user="reader", password="reader"), purpose="erp") as database:
        assert DIALECT.hidden(database, ["unseen", "nowhere"]) == set()
    mariadb.execute("DROP USER reader@'127.0.0.1'")


def test_names_that_differ_in_case_are_found(database: Database) -> None:
    database.execute("CREATE TABLE Firms (Firm_No INTEGER, title INTEGER)")
    assert DIALECT.table_columns(database, ["firms"]) == {"firms": {"firm_no", "title"}}
    database.execute("CREATE TABLE firms (firm_no INTEGER, name INTEGER)")  # another one, on a system that tells them apart
    assert DIALECT.table_columns(database, ["FIRMS", "absent"]) == {"firms": {"firm_no"}}
    assert DIALECT.table_columns(database, ["absent"]) == {}


@pytest.mark.parametrize(
    ("number", "detail", "kind"),
    [
        (1045, "Access denied for user", DatabaseErrorKind.LOGIN),
        (1044, "Access denied for user 'x' to database 'y'", DatabaseErrorKind.PERMISSION),
        (1049, "Unknown database", DatabaseErrorKind.DATABASE_UNKNOWN),
        (1142, "SELECT command denied", DatabaseErrorKind.PERMISSION),
        (1143, "SELECT command denied", DatabaseErrorKind.PERMISSION),
        (1146, "Table 'a.b' doesn't exist", DatabaseErrorKind.TABLE_MISSING),
        (1054, "Unknown column 'c'", DatabaseErrorKind.COLUMN_MISSING),
        (1062, "Duplicate entry", DatabaseErrorKind.DUPLICATE),
        (4025, "CONSTRAINT failed", DatabaseErrorKind.DUPLICATE),
        (1205, "Lock wait timeout exceeded", DatabaseErrorKind.LOCKED),
        (1213, "Deadlock found", DatabaseErrorKind.LOCKED),
        (1969, "max_statement_time exceeded", DatabaseErrorKind.TIMEOUT),
        (3024, "maximum statement execution time exceeded", DatabaseErrorKind.TIMEOUT),
        (1040, "Too many connections", DatabaseErrorKind.UNREACHABLE),
        (2002, "Can't connect", DatabaseErrorKind.UNREACHABLE),
        (2003, "Can't connect", DatabaseErrorKind.UNREACHABLE),
        (2006, "Server has gone away", DatabaseErrorKind.UNREACHABLE),
        (2013, "Lost connection", DatabaseErrorKind.UNREACHABLE),
        (1290, "running with --read-only", DatabaseErrorKind.READ_ONLY),
        (1792, "READ ONLY transaction", DatabaseErrorKind.READ_ONLY),
        (1366, "Incorrect string value: 'x'", DatabaseErrorKind.INVALID_TEXT),
        (1366, "Incorrect integer value: 'x'", DatabaseErrorKind.OTHER),
        (1064, "You have an error", DatabaseErrorKind.OTHER),
    ],
)
def test_the_servers_numbers_have_a_kind(number: int, detail: str, kind: DatabaseErrorKind) -> None:
    assert DIALECT.classify("HY000", detail, (number,)) is kind


def test_without_a_number_the_state_tells() -> None:
    assert DIALECT.classify("08S01", "gone") is DatabaseErrorKind.UNREACHABLE


def test_a_mysql_server_and_its_driver_are_refused() -> None:
    with pytest.raises(PleoErpError, match="'MySQL'") as caught:
        connector._dialect_of(cast(Any, SimpleNamespace(getinfo=lambda what: "MySQL")))
    assert caught.value.code == "engine_unsupported"
    with pytest.raises(PleoErpError) as caught:
        DIALECT.check_driver("libmyodbc8w.so")
    assert caught.value.code == "driver_unsuited"


@pytest.mark.parametrize("name", ["Db.Example.com", "db.example.com"])
def test_the_fingerprint_is_the_servers_own_name(name: str) -> None:
    def rows(sql: str, params: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        return [(name, 3306, "erp")]

    assert DIALECT.fingerprint(cast(Database, SimpleNamespace(rows=rows))) == "mariadb://db.example.com:3306/erp"


def test_a_socket_and_every_address_of_the_server_are_one_database(mariadb: MariaDB, connection: str) -> None:
    name = servers.database_name(connection)
    by_socket = connection.replace("Server=127.0.0.1;", f"Server=localhost;Socket={mariadb.folder}/socket;")
    mariadb.execute("CREATE OR REPLACE USER local@localhost IDENTIFIED BY 'local'")
    mariadb.execute(f"GRANT SELECT ON `{name}`.* TO local@localhost")
    by_socket = by_socket.replace(f"Uid={mariadb.user};Pwd={mariadb.password}", "Uid=local;Pwd=local")
    with open_database(connection, purpose="erp") as one, open_database(by_socket, purpose="erp") as two:
        assert one.fingerprint() == two.fingerprint() == f"mariadb://{platform.node().casefold()}:{mariadb.port}/{name}"
    mariadb.execute("DROP USER local@localhost")


def test_missing_server_programs_are_named_with_the_command_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name, path: None)
    with pytest.raises(servers.MissingProgramError, match=r"apt-get install.*mariadb-server"):
        mariadb_server.server_programs()
