"""What each engine tells about itself, where the answer needs no statement, and what the catalogue answers."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import DatabaseFactory
from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.odbc import DIALECTS, Database, DatabaseErrorKind, open_database
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.database_errors import split, tidy

ODD = 'G_L Account$437 "x" [y].é?:{z}'


@pytest.mark.parametrize(
    ("engine", "sqlstate", "detail", "kind"),
    [
        ("postgresql", "08001", 'FATAL: password authentication failed for user "x"', DatabaseErrorKind.LOGIN),
        ("postgresql", "08001", "fe_sendauth: no password supplied", DatabaseErrorKind.LOGIN),
        ("postgresql", "08001", 'FATAL: no pg_hba.conf entry for host "x"', DatabaseErrorKind.LOGIN),
        ("postgresql", "08001", 'FATAL: database "x" does not exist', DatabaseErrorKind.DATABASE_UNKNOWN),
        ("postgresql", "08001", 'FATAL: permission denied for database "x"', DatabaseErrorKind.LOGIN),
        ("postgresql", "08001", "Connection refused", DatabaseErrorKind.UNREACHABLE),
        ("postgresql", "28P01", "", DatabaseErrorKind.LOGIN),
        ("postgresql", "3D000", "", DatabaseErrorKind.DATABASE_UNKNOWN),
        ("postgresql", "08S01", "", DatabaseErrorKind.UNREACHABLE),
        ("postgresql", "57P01", "", DatabaseErrorKind.UNREACHABLE),
        ("postgresql", "53300", "", DatabaseErrorKind.UNREACHABLE),
        ("postgresql", "HY000", "server closed the connection unexpectedly", DatabaseErrorKind.UNREACHABLE),
        ("postgresql", "HY000", "?", DatabaseErrorKind.OTHER),
        ("postgresql", "40001", "", DatabaseErrorKind.LOCKED),
        ("postgresql", "42S02", "", DatabaseErrorKind.TABLE_MISSING),
        ("postgresql", "3F000", "", DatabaseErrorKind.TABLE_MISSING),
        ("postgresql", "42S22", "", DatabaseErrorKind.COLUMN_MISSING),
        ("postgresql", "23505", "", DatabaseErrorKind.DUPLICATE),
        ("postgresql", "42601", "", DatabaseErrorKind.OTHER),
        ("sqlite", "HY000", "database is locked (5)", DatabaseErrorKind.LOCKED),
        ("sqlite", "HY000", "UNIQUE constraint failed: t.id", DatabaseErrorKind.DUPLICATE),
        ("sqlite", "HY000", "unable to open database file", DatabaseErrorKind.UNREACHABLE),
        ("sqlite", "HY000", "database disk image is malformed", DatabaseErrorKind.DATABASE_UNKNOWN),
        ("sqlite", "HY000", "no such column: x", DatabaseErrorKind.COLUMN_MISSING),
        ("sqlite", "HY000", "whatever", DatabaseErrorKind.OTHER),
    ],
)
def test_what_an_engine_says_has_a_kind(engine: str, sqlstate: str, detail: str, kind: DatabaseErrorKind) -> None:
    assert DIALECTS[engine].classify(sqlstate, detail) is kind


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("[08001] [unixODBC][Driver Manager]Nope (0) (SQLDriverConnect)", "Nope"),
        ("[42P01] ERROR: no;\nError while executing the query (1) (SQLExecDirectW)", "ERROR: no"),
        ("[HY000] [SQLite]database is locked (5) (5) (SQLExecDirectW)", "database is locked"),
        ("", "no reason given"),
    ],
)
def test_messages_lose_their_wrapping(message: str, expected: str) -> None:
    assert tidy(message) == expected


def test_an_exception_without_a_state_is_understood() -> None:
    assert split(RuntimeError("odd")) == ("", "odd")
    assert split(RuntimeError()) == ("", "RuntimeError")


@given(st.text(st.characters(exclude_characters="\0"), min_size=1))
def test_a_quoted_identifier_is_one_identifier(name: str) -> None:
    for dialect in DIALECTS.values():
        quoted = dialect.quote(name)
        end = quoted[-1]
        assert f"{quoted[0]}{end}" in {'""', "``", "[]"}
        assert quoted[1:-1].replace(end * 2, "") == name.replace(end, "")


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_an_impossible_identifier_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        DIALECTS["sqlite"].quote(name)


def test_schemas() -> None:
    assert DIALECTS["postgresql"].qualify("pleo", "t") == '"pleo"."t"'
    assert DIALECTS["sqlite"].qualify(None, "t") == '"t"'
    with pytest.raises(PleoErpError) as caught:
        DIALECTS["sqlite"].qualify("pleo", "t")
    assert caught.value.code == "schema_unsupported"


@pytest.fixture
def database(any_database: str) -> Iterator[Database]:
    with open_database(any_database, purpose="store") as database:
        quote = database.dialect.quote
        database.execute(f"CREATE TABLE {quote(ODD)} ({quote('No_ ?')} INTEGER, {quote('Name')} TEXT)")
        database.execute("CREATE TABLE plain (id INTEGER)")
        database.execute("CREATE VIEW seen AS SELECT id AS shown FROM plain")
        yield database


def test_the_catalogue_has_tables_and_views_with_their_columns(database: Database) -> None:
    fold = database.dialect.fold
    everything = database.dialect.table_columns(database)
    assert everything == {fold(ODD): {fold("No_ ?"), fold("Name")}, "plain": {"id"}, "seen": {"shown"}}
    assert database.dialect.table_columns(database, [ODD, "absent"]) == {fold(ODD): everything[fold(ODD)]}
    assert database.dialect.table_columns(database, []) == {}


def test_sqlite_folds_ascii_letters_only() -> None:
    assert DIALECTS["sqlite"].fold("ÆAZ") == "Æaz"
    assert DIALECTS["postgresql"].fold("AZ") == "AZ"


def test_a_probe_answers_columns_and_no_row(database: Database) -> None:
    database.execute("INSERT INTO plain VALUES (1)")
    probe = database.dialect.probe("SELECT id AS a, 'x' AS b FROM plain WHERE id > ? -- end")
    assert database.columns(probe, (0,)) == ("a", "b")
    assert list(database.rows(probe, (0,))) == []


def test_exact_text_is_what_is_stored(database: Database) -> None:
    dialect = database.dialect
    decode = dialect.decoder()
    national = "N" if dialect.name == "sqlserver" else ""
    select = f"SELECT CAST(? AS {national}VARCHAR(9)) AS a, NULL AS b, '' AS c, 7 AS d"
    [row] = database.rows(dialect.exact(select, ("a", "b", "c", "d"), {"a", "b", "c"}), ("Ø😀",))
    assert [(decode(cell) if decode else cell) for cell in row[:3]] == ["Ø😀", None, ""]
    assert int(row[3]) == 7


@pytest.mark.parametrize("address", [None, "127.0.0.1", "::1"])
def test_loopback_and_a_socket_are_this_machine(address: str | None) -> None:
    assert _fingerprint(address) == f"postgresql://{platform.node().casefold()}:5432/erp"


def test_another_machine_is_its_address() -> None:
    assert _fingerprint("192.0.2.7") == "postgresql://192.0.2.7:5432/erp"


def _fingerprint(address: str | None) -> str:
    def rows(sql: str, params: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        return [(address, "5432", "erp")]

    return DIALECTS["postgresql"].fingerprint(cast(Database, SimpleNamespace(rows=rows)))


def test_a_database_in_memory_has_a_fingerprint() -> None:
    def rows(sql: str, params: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        return [(0, "main", ""), (1, "temp", "")]

    assert DIALECTS["sqlite"].fingerprint(cast(Database, SimpleNamespace(rows=rows))).endswith("/:memory:")


def test_a_file_that_cannot_be_opened_is_told_from_a_missing_one(tmp_path: Path) -> None:
    dialect = DIALECTS["sqlite"]
    (tmp_path / "there.db").touch()
    kind, detail = dialect.connect_detail(ConnectionString.parse(f"Database={tmp_path / 'there.db'}"), "x")
    assert kind is DatabaseErrorKind.UNREACHABLE
    assert isinstance(detail, Message)
    assert detail.code == "file_not_opened"
    assert dialect.connect_detail(ConnectionString.parse("DSN=x"), "x") == (None, "x")
    assert DIALECTS["postgresql"].connect_detail(ConnectionString.parse("DSN=x"), "x") == (None, "x")


def test_the_columns_are_found_in_an_sqlite_without_the_function_for_them(
    database_factory: DatabaseFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database(database_factory("sqlite"), purpose="store") as database:
        database.execute("CREATE TABLE Plain (Id INTEGER)")
        database.execute("CREATE TABLE other (a INTEGER)")
        newer = database.dialect.table_columns(database, ["PLAIN"])
        monkeypatch.setattr("pleo_erp_module.odbc.sqlite._COLUMNS", "SELECT 1, 1 FROM absent t")
        assert database.dialect.table_columns(database, ["PLAIN"]) == newer == {"plain": {"id"}}
