"""The module's tables on one connection: schema names filled in, statements grouped, the database's errors given a code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database, Dialect
from pleo_erp_module.store.codec import storable
from pleo_erp_module.store.store_errors import CollisionError, translated

T = TypeVar("T")
Row = Sequence[Any]
ATTEMPTS = 3
NUMBERS = (
    "SELECT '', MAX(sequence_number) FROM pleo_erp_run WHERE company = ?"
    " UNION ALL SELECT '', MAX(sequence_number) FROM pleo_erp_release WHERE company = ?"
    " UNION ALL SELECT '', MAX(confirmed_number) FROM pleo_erp_connection WHERE company = ?"
)

_TABLE = re.compile(r"\bpleo_erp_\w+")


def qualify(sql: str, prefix: str) -> str:
    """The statement with ``prefix`` (a quoted schema and a dot, or nothing) before each of the module's tables."""
    return _TABLE.sub(lambda match: prefix + match.group(), sql) if prefix else sql


def schema_prefix(dialect: Dialect, schema: str | None) -> str:
    """What stands before a table name: the quoted schema and a dot, or nothing. Raises ``schema_unsupported``."""
    if not schema:
        return ""
    if not dialect.has_schemas:
        raise error("schema_unsupported", engine=dialect.dbms_name)
    return dialect.quote(schema) + "."


def marks(values: Sequence[object]) -> str:
    """A parameter's mark for each value, for ``IN (…)``."""
    return ", ".join("?" * len(values))


def number_after(rows: Iterable[Row]) -> int:
    """The number that follows those which `NUMBERS` found, among other rows."""
    return 1 + max((int(number) for name, number in rows if not name and number is not None), default=0)


def _storable(parameters: Sequence[object]) -> tuple[object, ...]:
    return tuple(storable(value) if isinstance(value, str) else value for value in parameters)


class Tables:
    """Runs statements against the module's tables. For one thread, on one connection.

    Every method raises ``tables_missing``, ``store_permission`` or ``store_failed`` for what the database refuses.
    """

    def __init__(self, database: Database, schema: str | None) -> None:
        self.database = database
        self.schema = schema
        self.prefix = schema_prefix(database.dialect, schema)
        self._prepared: dict[str, str] = {}

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        """All rows of a SELECT."""
        with translated():
            return list(self.database.rows(self._prepare(sql), _storable(parameters)))

    def page(self, sql: str, limit: int, offset: int, *parameters: object) -> list[Row]:
        """At most ``limit`` rows of a SELECT with an ORDER BY, those after the first ``offset``."""
        with translated():
            return list(self.database.rows(self.database.dialect.page(self._prepare(sql), limit, offset), _storable(parameters)))

    def execute(self, sql: str, *parameters: object) -> int:
        """Run one statement; how many rows it touched."""
        with translated():
            return self.database.execute(self._prepare(sql), _storable(parameters))

    def drop(self, table: str) -> None:
        """Drop a table if it is there."""
        with translated():
            self.database.execute(self.database.dialect.drop_table(self.prefix + table))

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one statement once for each row of parameters."""
        batch = [_storable(row) for row in rows]
        if batch:
            with translated():
                self.database.executemany(self._prepare(sql), batch)

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows that all have the same columns. Names come from this package only, never from data."""
        if rows:
            columns = tuple(rows[0])
            marks = ", ".join("?" * len(columns))
            sql = " ".join(("INSERT INTO", table, "(" + ", ".join(columns) + ")", "VALUES", "(" + marks + ")"))
            self.many(sql, (tuple(row[column] for column in columns) for row in rows))

    def next_number(self, company: str) -> int:
        """The place that the next run or release of a company gets. Belongs into `atomically`."""
        return number_after(self.rows(NUMBERS, company, company, company))

    def upsert(self, table: str, key: Mapping[str, object], values: Mapping[str, object]) -> None:
        """Update the row with this key, or insert it. Belongs into `atomically`."""
        assignments = ", ".join(column + " = ?" for column in values)
        condition = " AND ".join(column + " = ?" for column in key)
        if not self.execute(" ".join(("UPDATE", table, "SET", assignments, "WHERE", condition)), *values.values(), *key.values()):
            self.insert(table, [{**key, **values}])

    def atomically(self, work: Callable[[], T]) -> T:
        """Run ``work`` in one write transaction: all of it is committed, or nothing. Inside another one it joins that.

        A collision with another session (both insert the same key, a deadlock) is tried again from the start.
        """
        if self.database.in_transaction:
            return work()
        attempt = 1
        while True:
            try:
                return self._transaction(work)
            except CollisionError:
                if attempt == ATTEMPTS:
                    raise
                attempt += 1

    def _transaction(self, work: Callable[[], T]) -> T:
        with translated(), self.database.transaction():
            return work()

    def _prepare(self, sql: str) -> str:
        if sql not in self._prepared:
            self._prepared[sql] = qualify(sql, self.prefix)
        return self._prepared[sql]
