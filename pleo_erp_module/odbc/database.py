"""One open database: statements, transactions and snapshots, the same on every engine."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.database_errors import DatabaseError, DatabaseErrorKind, numbers, split
from pleo_erp_module.odbc.dialect import Dialect
from pleo_erp_module.odbc.driver import load_pyodbc

if TYPE_CHECKING:
    import pyodbc

_BATCH = 1000  # rows fetched at a time


class Database:
    """A connection in autocommit mode; transactions are begun and ended in SQL. Not to be shared between threads.

    At most one result is open at a time, since not every engine can have more: a statement ends the result of the one before.
    Every method that talks to the database raises `DatabaseFault` and nothing of pyodbc's.
    """

    def __init__(self, raw: pyodbc.Connection, dialect: Dialect, connection: ConnectionString) -> None:
        self.raw = raw
        self.dialect = dialect
        self._connection = connection
        self._fingerprint: str | None = None
        self._open: Any = None  # the cursor whose result is open
        self.in_transaction = False  # of `transaction`

    def __repr__(self) -> str:
        return f"<Database {self._connection.safe}>"

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Never fails: a lost connection is closed already."""
        self._end(self._open)
        with suppress(load_pyodbc().Error):
            self.raw.close()

    @property
    def driver(self) -> str:
        """The file of the ODBC driver, as it names itself."""
        return str(self.raw.getinfo(load_pyodbc().SQL_DRIVER_NAME))

    def fingerprint(self) -> str:
        """Server and database name as one text, the same in every process: what a secret is bound to."""
        if self._fingerprint is None:
            self._fingerprint = self.dialect.fingerprint(self)
        return self._fingerprint

    @property
    def identity(self) -> str:
        """What tells this database from others within this process. Holds the password: for comparing only."""
        return self._connection.text()

    def rows(self, sql: str, params: Iterable[object] = ()) -> Generator[pyodbc.Row, None, None]:
        """Run one statement, when the first row is asked for, and stream its rows.

        Raises RuntimeError if more rows are asked for after another statement was run.
        """
        cursor = self._run(sql, params)
        try:
            while batch := self._fetch(cursor):
                yield from batch
        finally:
            self._end(cursor)

    def execute(self, sql: str, params: Iterable[object] = ()) -> int:
        """Run one statement; the number of rows it changed (-1 where the driver does not tell)."""
        cursor = self._run(sql, params)
        count: int = cursor.rowcount
        self._end(cursor)
        return count

    def executemany(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        """Run one statement for each of ``params``; without any it does nothing."""
        batch: list[Any] = list(params)  # pyodbc refuses an empty list
        if batch:
            with self._translated():
                # Never fast_executemany: the SQLite driver crashes the process on it, and FreeTDS knows no arrays.
                self._new_cursor().executemany(sql, batch)
            self._end(self._open)

    def columns(self, sql: str, params: Iterable[object] = ()) -> tuple[str, ...]:
        """The names of the columns that a SELECT answers."""
        cursor = self._run(sql, params)
        names = tuple(str(column[0]) for column in cursor.description or ())
        self._end(cursor)
        return names

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """A write transaction: committed at the end, rolled back if anything is raised inside."""
        dialect = self.dialect
        self.in_transaction = True
        try:
            with self._bracket(dialect.begin_write, dialect.end_write, dialect.undo_write):
                yield
        finally:
            self.in_transaction = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One moment of the database for all statements inside, and no writing."""
        try:
            self.dialect.start_snapshot(self)
            yield
        finally:
            for sql in self.dialect.end_snapshot:
                # Nothing was written: what has been read is good even if the connection is lost by now.
                with suppress(DatabaseError):
                    self.execute(sql)

    @contextmanager
    def shield(self) -> Iterator[None]:
        """Inside a transaction or snapshot: a statement that fails inside does not spoil what follows. The error is raised."""
        dialect = self.dialect
        with self._bracket(dialect.begin_shield, dialect.end_shield, dialect.undo_shield):
            yield

    @contextmanager
    def _bracket(self, begin: Sequence[str], end: Sequence[str], undo: Sequence[str]) -> Iterator[None]:
        try:
            for sql in begin:
                self.execute(sql)
            yield
            for sql in end:
                self.execute(sql)
        except BaseException:
            for sql in undo:
                # What happened first counts; the engine may have rolled back by itself, or be gone.
                with suppress(DatabaseError):
                    self.execute(sql)
            raise

    def _run(self, sql: str, params: Iterable[object]) -> pyodbc.Cursor:
        """Run one statement; the caller ends its result."""
        with self._translated():
            return self._new_cursor().execute(sql, *params)

    def _new_cursor(self) -> pyodbc.Cursor:
        self._end(self._open)
        self._open = self.raw.cursor()
        return self._open

    def _end(self, cursor: Any) -> None:
        if cursor is not None and self._open is cursor:
            self._open = None
            with suppress(load_pyodbc().Error):
                cursor.close()

    def _fetch(self, cursor: pyodbc.Cursor) -> list[pyodbc.Row]:
        if self._open is not cursor:
            raise RuntimeError("a result was read on after another statement had begun on its connection")
        with self._translated():
            batch: list[pyodbc.Row] = cursor.fetchmany(_BATCH)
        return batch

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except UnicodeError as exc:
            raise DatabaseError(DatabaseErrorKind.INVALID_TEXT, split(exc)[1]) from None
        except load_pyodbc().Error as exc:
            sqlstate, detail = split(exc)
            kind = self.dialect.classify(sqlstate, detail, numbers(exc))
            raise DatabaseError(kind, self._connection.redact(detail), sqlstate, self.dialect.subject(detail)) from None
