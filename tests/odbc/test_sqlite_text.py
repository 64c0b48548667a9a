"""No text of an SQLite file arrives changed: it is what is stored, or it is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pyodbc
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servers
from pleo_erp_module.odbc import DIALECTS, Database, DatabaseError, DatabaseErrorKind, open_database

DIALECT = DIALECTS["sqlite"]
NO_UTF8 = {
    "a lone byte": "41FF42",
    "a lone continuation": "80",
    "cut off": "41E282",
    "an overlong NUL": "C080",
    "an overlong slash": "E080AF",
    "half a surrogate": "EDA080",
    "a pair of surrogates": "EDA0BDEDB880",
    "beyond Unicode": "F4908080",
    "too high a first byte": "F888808080",
}


@pytest.fixture(scope="module", params=["UTF-8", "UTF-16le", "UTF-16be"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("text") / "text.sqlite"
    made = sqlite3.connect(path)
    made.execute(f"PRAGMA encoding = '{request.param}'")
    made.execute("CREATE TABLE t (a TEXT)")
    made.close()
    with open_database(servers.sqlite_connection(path), purpose="store") as database:
        yield database


def _stored(text: str | bytes) -> str:
    """A SELECT that answers the text."""
    octets = text.encode() if isinstance(text, str) else text
    return f"SELECT CAST(X'{octets.hex()}' AS TEXT) AS a"


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_text_arrives_or_is_known_to_need_care(database: Database, text: str) -> None:
    if next(database.rows("PRAGMA encoding"))[0] == "UTF-8":
        select = _stored(text)
        parameters: tuple[str, ...] = ()
    elif "\0" in text:  # only bytes can bring a NUL past the driver
        return
    else:
        select, parameters = "SELECT CAST(? AS TEXT) AS a", (text,)
    marked = DIALECT.marked(select, ["a"], {"a"})
    assert marked is not None
    [(arrived, needs_care)] = database.rows(marked, parameters)
    assert bool(needs_care) == ("\0" in text)
    if not needs_care:
        assert [arrived, *(row[0] for row in database.rows(select, parameters))] == [text, text]
    decode = DIALECT.decoder()
    assert decode is not None
    assert [decode(row[0]) for row in database.rows(DIALECT.exact(select, ["a"], {"a"}), parameters)] == [text]


@pytest.mark.parametrize("octets", NO_UTF8.values(), ids=NO_UTF8)
def test_bytes_that_are_not_utf_8_are_an_error_both_ways(sqlite_file: Path, octets: str) -> None:
    decode = DIALECT.decoder()
    assert decode is not None
    with open_database(servers.sqlite_connection(sqlite_file), purpose="erp") as database:
        select = _stored(bytes.fromhex(octets))
        with pytest.raises(DatabaseError) as caught:
            list(database.rows(select))
        assert caught.value.kind is DatabaseErrorKind.INVALID_TEXT
        [(cell,)] = database.rows(DIALECT.exact(select, ["a"], {"a"}))
        with pytest.raises(UnicodeDecodeError):
            decode(cell)


@pytest.mark.parametrize("size", [0, 1, 2047, 2048, 4094, 4095, 4096, 4097, 8191, 100_000])
@pytest.mark.parametrize("letter", ["x", "é", "漢", "😀"])
def test_no_length_of_text_is_cut_between_two_bytes(sqlite_file: Path, letter: str, size: int) -> None:
    with open_database(servers.sqlite_connection(sqlite_file), purpose="store") as database:
        database.execute("CREATE TABLE t (a TEXT, b VARCHAR(10), c)")
        text = letter * size
        database.execute("INSERT INTO t VALUES (?, ?, ?)", (text, f"x{text}", text))
        assert [tuple(row) for row in database.rows("SELECT a, b, c FROM t")] == [(text, f"x{text}", text)]


def test_nothing_is_asked_of_a_select_without_text() -> None:
    assert DIALECT.marked("SELECT 1", ["1"], ()) is None
    assert DIALECTS["postgresql"].marked("SELECT 1 AS a", ["a"], {"a"}) is None


def test_text_comes_as_bytes_whatever_type_the_driver_gives_it() -> None:
    asked: dict[int, tuple[str, int | None]] = {}

    def setdecoding(kind: int, encoding: str, ctype: int | None = None) -> None:
        asked[kind] = (encoding, ctype)

    raw = SimpleNamespace(setdecoding=setdecoding, setencoding=lambda encoding: None)
    DIALECT.set_encoding(cast(Any, raw))
    assert asked == {pyodbc.SQL_CHAR: ("utf-8", None), pyodbc.SQL_WCHAR: ("utf-8", pyodbc.SQL_CHAR)}
