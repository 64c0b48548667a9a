"""Statements, transactions and snapshots behave the same on every engine."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import servers
from engines import ENGINES, DatabaseFactory
from pleo_erp_module.odbc import Database, DatabaseError, DatabaseErrorKind, open_database

LONG_TEXT = {"mariadb": "LONGTEXT", "sqlserver": "NVARCHAR(MAX)"}  # where TEXT will not do for these tests
REMOTE = {"sqlserver"}  # engines whose server may be on another machine
FIRST_READ = {"sqlite", "sqlserver"}  # engines whose snapshot begins with its first read


@pytest.fixture
def database(any_database: str) -> Iterator[Database]:
    with open_database(any_database, purpose="store") as database:
        database.execute(f"CREATE TABLE t (id BIGINT PRIMARY KEY, v {LONG_TEXT.get(database.dialect.name, 'TEXT')})")
        yield database


@pytest.fixture
def other(any_database: str, database: Database) -> Iterator[Database]:
    """A second connection to the same database."""
    with open_database(any_database, purpose="erp") as other:
        yield other


def ids(database: Database) -> list[int]:
    return [row[0] for row in database.rows("SELECT id FROM t ORDER BY id")]


TEXTS = ["", " ", "Ø😀漢", "a'b\"c;--", "{}?:x", "𝒳" * 300, "line\nline\r\n\ttab", "e\u0301", "x" * 5_000_000 + "é"]


@pytest.mark.parametrize("text", [*TEXTS, None], ids=lambda text: ascii(text)[:20])
def test_text_survives_the_way_there_and_back(database: Database, text: str | None) -> None:
    database.execute("INSERT INTO t VALUES (1, ?)", (text,))
    database.executemany("INSERT INTO t VALUES (?, ?)", [(2, text), (3, "other")])
    assert [row[0] for row in database.rows("SELECT v FROM t WHERE id < 3")] == [text, text]
    if text is not None and len(text) < 1000:
        assert [row[0] for row in database.rows("SELECT id FROM t WHERE v = ? ORDER BY id", (text,))] == [1, 2]


@pytest.mark.parametrize("number", [0, -1, 2**31, 1796000000000, 2**53 + 1, 2**63 - 1, -(2**63)])
def test_whole_numbers_keep_all_their_bits(database: Database, number: int) -> None:
    database.execute("INSERT INTO t VALUES (?, 'x')", (number,))
    assert [tuple(row) for row in database.rows("SELECT id, MAX(id) + 0 FROM t GROUP BY id")] == [(number, number)]


def test_the_databases_clock_is_in_milliseconds(database: Database) -> None:
    sql = "SELECT " + database.dialect.now_ms
    first, second = (row[0] for _ in range(2) for row in database.rows(sql))
    assert isinstance(first, int)
    assert 1_700_000_000_000 < first <= second < first + 60_000


def test_rows_stream_and_may_be_abandoned(database: Database) -> None:
    database.executemany("INSERT INTO t VALUES (?, ?)", ((n, "v") for n in range(2500)))
    rows = database.rows("SELECT id FROM t ORDER BY id")
    assert [next(rows)[0] for _ in range(3)] == [0, 1, 2]
    rows.close()
    assert len(ids(database)) == 2500


def test_rowcounts_and_columns(database: Database) -> None:
    database.executemany("INSERT INTO t VALUES (?, ?)", [])
    database.executemany("INSERT INTO t VALUES (?, ?)", [(1, "a"), (2, "b")])
    assert database.execute("UPDATE t SET v = 'c' WHERE id < ?", (9,)) == 2
    assert database.columns("SELECT id AS a, v FROM t WHERE id = ?", (1,)) == ("a", "v")
    assert database.columns("UPDATE t SET v = 'd'") == ()


def test_a_transaction_commits_or_rolls_back(database: Database, other: Database) -> None:
    with database.transaction():
        database.executemany("INSERT INTO t VALUES (?, ?)", [(1, "a"), (2, "b")])
        assert ids(other) == []
    assert ids(other) == [1, 2]

    def change_and_fail(last: str) -> None:
        with database.transaction():
            database.execute("DELETE FROM t WHERE id = 1")
            database.execute(last)
            raise KeyError

    with pytest.raises(KeyError):
        change_and_fail("DELETE FROM t")
    with pytest.raises(DatabaseError) as caught:
        change_and_fail("INSERT INTO t VALUES (2, 'twice')")
    assert caught.value.kind is DatabaseErrorKind.DUPLICATE
    assert ids(database) == ids(other) == [1, 2]


def test_what_fails_behind_a_shield_does_not_spoil_the_transaction(database: Database) -> None:
    with database.transaction():
        database.execute("INSERT INTO t VALUES (1, 'a')")
        with pytest.raises(DatabaseError), database.shield():
            database.execute("SELECT absent FROM nowhere")
        database.execute("INSERT INTO t VALUES (2, 'x')")
    assert ids(database) == [1, 2]


def test_sqlite_writers_wait_for_each_other(database_factory: DatabaseFactory) -> None:
    connection = database_factory("sqlite") + "Timeout=50;"
    with open_database(connection, purpose="store") as one, open_database(connection, purpose="store") as two:
        one.execute("CREATE TABLE t (id INTEGER)")
        with one.transaction(), pytest.raises(DatabaseError) as caught, two.transaction():
            pass
        assert caught.value.kind is DatabaseErrorKind.LOCKED


def test_a_lock_on_postgresql_is_not_waited_for_for_ever(database_factory: DatabaseFactory) -> None:
    connection = database_factory("postgresql")
    with open_database(connection, purpose="store") as one, open_database(connection, purpose="store") as two:
        one.execute("CREATE TABLE t (id INTEGER)")
        two.execute("SET lock_timeout = '50ms'")
        with one.transaction():
            one.execute("LOCK TABLE t")
            with pytest.raises(DatabaseError) as caught:
                two.execute("INSERT INTO t VALUES (1)")
        assert caught.value.kind is DatabaseErrorKind.LOCKED
        two.execute("SET statement_timeout = '50ms'")
        with pytest.raises(DatabaseError) as caught:
            two.execute("SELECT pg_sleep(5)")
        assert caught.value.kind is DatabaseErrorKind.TIMEOUT


def test_a_snapshot_sees_one_moment_and_refuses_to_write(database: Database, other: Database) -> None:
    if database.dialect.name == "sqlite":
        database.columns("PRAGMA journal_mode = WAL")
    database.execute("INSERT INTO t VALUES (1, 'a')")
    with other.snapshot():
        if other.dialect.name in FIRST_READ:
            ids(other)
        database.execute("INSERT INTO t VALUES (2, 'b')")
        assert ids(other) == [1]
        if other.dialect.name != "sqlserver":  # it knows no read-only transaction
            with pytest.raises(DatabaseError) as caught, other.shield():
                other.execute("DELETE FROM t")
            assert caught.value.kind is DatabaseErrorKind.READ_ONLY
        with pytest.raises(DatabaseError), other.shield():
            list(other.rows("SELECT absent FROM nowhere"))
        assert ids(other) == [1]
    assert ids(other) == [1, 2]
    if other.dialect.name != "sqlite":  # which writes nothing at all over a connection to the ERP
        other.execute("INSERT INTO t VALUES (3, 'c')")
        assert ids(database) == [1, 2, 3]


def test_a_snapshot_survives_a_select_that_fails_while_it_streams(database_factory: DatabaseFactory) -> None:
    with open_database(database_factory("postgresql"), purpose="erp") as database, database.snapshot():
        with pytest.raises(DatabaseError) as caught, database.shield():
            list(database.rows("SELECT 1 / (n - 5000) FROM generate_series(1, 9000) n"))
        assert caught.value.kind is DatabaseErrorKind.OTHER
        assert "division by zero" in caught.value.detail
        assert [row[0] for row in database.rows("SELECT 7")] == [7]


def test_a_connection_that_is_lost_in_mid_fetch_is_unreachable(postgresql: servers.PostgreSQL) -> None:
    with open_database(postgresql.dsn("postgres"), purpose="erp") as database:
        with database.snapshot():
            [(pid,)] = database.rows("SELECT pg_backend_pid()")
            rows = database.rows("SELECT n FROM generate_series(1, 100000) n")
            assert next(rows)[0] == 1
            postgresql.execute("SELECT pg_terminate_backend(?)", parameters=[pid])
            with pytest.raises(DatabaseError) as caught:
                list(rows)
            assert caught.value.kind is DatabaseErrorKind.UNREACHABLE
            with pytest.raises(DatabaseError) as caught:
                database.execute("SELECT 1")
            assert caught.value.kind is DatabaseErrorKind.UNREACHABLE
        with pytest.raises(DatabaseError), database.transaction():
            pass


@pytest.mark.parametrize(
    ("sql", "kind", "subject"),
    [
        ("SELECT 1 FROM nowhere", DatabaseErrorKind.TABLE_MISSING, "nowhere"),
        ("SELECT absent FROM t", DatabaseErrorKind.COLUMN_MISSING, "absent"),
        ("SELECT FROM WHERE", DatabaseErrorKind.OTHER, None),
    ],
)
def test_errors_have_a_kind_and_a_subject(database: Database, sql: str, kind: DatabaseErrorKind, subject: str | None) -> None:
    with pytest.raises(DatabaseError) as caught:
        database.execute(sql)
    assert (caught.value.kind, caught.value.subject) == (kind, subject)
    assert "\n" not in caught.value.detail
    assert "[" not in caught.value.detail


def test_a_right_that_is_missing(postgresql: servers.PostgreSQL, database_factory: DatabaseFactory) -> None:
    name = servers.database_name(database_factory("postgresql"))
    postgresql.execute("DROP ROLE IF EXISTS reader")
    postgresql.execute("CREATE ROLE reader LOGIN PASSWORD 'reader'")
    postgresql.execute("CREATE TABLE secret (a INTEGER)", name)
    with open_database(postgresql.dsn(name, user="reader", password="reader"), purpose="erp") as database:
        assert database.dialect.table_columns(database, ["secret"]) == {"secret": {"a"}}
        with pytest.raises(DatabaseError) as caught:
            list(database.rows("SELECT a FROM secret"))
    assert caught.value.kind is DatabaseErrorKind.PERMISSION
    postgresql.execute("DROP ROLE reader")


def test_text_that_is_not_in_the_databases_encoding(postgresql: servers.PostgreSQL) -> None:
    postgresql.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    with open_database(postgresql.dsn("ascii"), purpose="erp") as database:
        database.execute("CREATE TABLE t (v TEXT)")
        database.execute(r"INSERT INTO t VALUES (E'A\xff')")
        with pytest.raises(DatabaseError) as caught:
            list(database.rows("SELECT v FROM t"))
    assert caught.value.kind is DatabaseErrorKind.INVALID_TEXT
    postgresql.drop("ascii")


def test_a_decoding_error_is_an_error_too(database: Database) -> None:
    with pytest.raises(DatabaseError) as caught, database._translated():
        b"\xff".decode()
    assert caught.value.kind is DatabaseErrorKind.INVALID_TEXT


def test_the_fingerprint_is_the_same_in_another_process(any_database: str, database: Database, other: Database) -> None:
    code = (
        "import sys; from pleo_erp_module.odbc import open_database\n"
        "print(ascii(open_database(sys.argv[1], purpose='erp').fingerprint()), end='')"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{root / 'hookspecs'}"}
    done = subprocess.run([sys.executable, "-c", code, any_database], capture_output=True, text=True, check=True, env=environment)
    assert database.fingerprint() == other.fingerprint() == other.fingerprint()
    assert done.stdout == ascii(database.fingerprint())
    assert platform.node().casefold() in database.fingerprint() or database.dialect.name in REMOTE


@pytest.mark.heavy
def test_two_databases_have_two_fingerprints(database_factory: DatabaseFactory) -> None:
    prints = set()
    for engine in (*ENGINES, *ENGINES):
        with open_database(database_factory(engine), purpose="store") as database:
            prints.add(database.fingerprint())
    assert len(prints) == 2 * len(ENGINES)


def test_another_spelling_of_the_path_is_the_same_database(tmp_path: Path) -> None:
    (tmp_path / "real.db").touch()
    (tmp_path / "folder").mkdir()
    prints = set()
    for path in (tmp_path / "real.db", tmp_path / "folder" / ".." / "real.db"):
        with open_database(servers.sqlite_connection(path), purpose="store") as database:
            prints.add(database.fingerprint())
    assert len(prints) == 1
