"""A connection has one open result at a time, on every engine: SQL Server refuses a second one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import pyodbc
import pytest

from pleo_erp_module.odbc import Database, DatabaseError, open_database

THREE = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"


class Counting:
    """Counts the cursors of a connection that are open."""

    def __init__(self, raw: pyodbc.Connection) -> None:
        self._raw = raw
        self.open = 0
        self.most = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def cursor(self) -> Any:
        self.open += 1
        self.most = max(self.most, self.open)
        return _Cursor(self._raw.cursor(), self)


class _Cursor:
    def __init__(self, raw: pyodbc.Cursor, counting: Counting) -> None:
        self._raw = raw
        self._counting = counting

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def execute(self, sql: str, *parameters: object) -> _Cursor:
        self._raw.execute(sql, *parameters)
        return self

    def close(self) -> None:
        self._counting.open -= 1
        self._raw.close()


@pytest.fixture
def counting(any_database: str) -> Iterator[tuple[Database, Counting]]:
    with open_database(any_database, purpose="store") as opened:
        counter = Counting(opened.raw)
        opened.raw = cast(pyodbc.Connection, counter)
        yield opened, counter


def _read(database: Database) -> None:
    assert [int(row[0]) for row in database.rows(THREE)] == [1, 2, 3]


def _abandon(database: Database) -> None:
    next(database.rows(THREE))


def _fail(database: Database) -> None:
    with pytest.raises(DatabaseError), database.shield():
        list(database.rows("SELECT absent FROM nowhere"))


@pytest.mark.parametrize("first", [_read, _abandon, _fail])
@pytest.mark.parametrize("second", [_read, _abandon, _fail])
def test_nothing_leaves_a_result_open_beside_the_next(
    counting: tuple[Database, Counting], first: Callable[[Database], None], second: Callable[[Database], None]
) -> None:
    database, counter = counting
    with database.transaction():
        first(database)
        second(database)
        assert database.columns(THREE.replace("SELECT 1", "SELECT 1 AS a"))[0].casefold() == "a"
        database.executemany("SELECT ?", [(1,), (2,)])
    assert counter.most == 1
    assert counter.open == 0


def test_a_result_that_is_still_held_is_ended_by_the_next_statement_and_not_read_on(
    counting: tuple[Database, Counting],
) -> None:
    database, counter = counting
    held = database.rows(THREE)
    assert int(next(held)[0]) == 1
    _read(database)
    assert counter.most == 1
    with pytest.raises(RuntimeError, match="another statement"):
        list(held)
    assert list(held) == []
    _read(database)
