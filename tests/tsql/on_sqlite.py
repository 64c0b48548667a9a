"""T-SQL run for real, though not by SQL Server: a connection that takes what the module would send there and lets SQLite do it.

What it proves is that the statements mean what the store needs. Locks, isolation, collations and types stay SQL Server's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import Any, cast

import pyodbc
import sqlglot

from pleo_erp_module.odbc import DIALECTS, Database, DatabaseErrorKind, Purpose
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.sqlserver import SQLServer

from .checks import problems

_SQLITE = DIALECTS["sqlite"]
_CATALOGUE = (
    "SELECT 0, m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p"
    " WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'"
)
_SAID: tuple[tuple[str, str], ...] = (
    (r"SET TRANSACTION ISOLATION LEVEL .*|(SET [A-Z_, ]+ (ON|OFF|LOW|ymd|\d+)(; )?)+", "SELECT 1"),
    (r"BEGIN TRANSACTION", "BEGIN IMMEDIATE"),
    (r"COMMIT TRANSACTION", "COMMIT"),
    (r"IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION", "ROLLBACK"),
    (r"SAVE TRANSACTION (\w+)", r"SAVEPOINT \1"),
    (r"IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION (\w+)", r"ROLLBACK TO SAVEPOINT \1"),
    (r"IF OBJECT_ID\(N'(\w+)', N'U'\) IS NOT NULL DROP TABLE \1", r"DROP TABLE IF EXISTS \1"),
    (r"SELECT CAST\(\? AS NVARCHAR\(10\)\)", "SELECT ?"),
    (r"SELECT snapshot_isolation_state FROM sys\.databases .*", "SELECT 1"),
    (r"SELECT CAST\(SERVERPROPERTY\('ServerName'\) AS NVARCHAR\(256\)\), DB_NAME\(\)", "SELECT 'SERVER', 'erp'"),
    (r"\s*SELECT CASE WHEN o\.schema_id = .*(AND o\.name) COLLATE \w+ (IN \(.*?\)).*", rf"{_CATALOGUE} AND m.name \2"),
    (r"\s*SELECT CASE WHEN o\.schema_id = .*", _CATALOGUE),
)


@cache
def in_sqlite(sql: str) -> str:
    """What SQLite has to do for a statement; one that SQL Server would not take is an AssertionError."""
    assert not problems(sql), (sql, problems(sql))
    for pattern, said in _SAID:
        if match := re.fullmatch(pattern, sql, re.DOTALL):
            return match.expand(said)
    if sql.startswith(("CREATE", "ALTER")):
        return _created(sql)
    known = sql.replace(SQLServer.now_ms, "0 + pleo_erp_now")
    known = known.replace("LOWER(CAST(NEWID() AS NVARCHAR(36)))", "pleo_erp_uuid")
    known = re.sub(r"REPLACE\(CONVERT\(NVARCHAR\(26\), .*, 121\), ' ', 'T'\) \+ 'Z'", "pleo_erp_moment", known)
    [translated] = sqlglot.transpile(known, read="tsql", write="sqlite")
    uuid = " || '-' || ".join(f"hex(randomblob({size}))" for size in (4, 2, 2, 2, 6))
    return (
        translated.replace("pleo_erp_now", _SQLITE.now_ms)
        .replace("pleo_erp_uuid", f"lower({uuid})")
        .replace("pleo_erp_moment", "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')")
    )


def _created(sql: str) -> str:
    """A table or column whose texts have the same limits, or an index."""
    sql = re.sub(r" INCLUDE \(\w+\)", "", sql)
    sql = re.sub(r" COLLATE \w+", "", sql)
    sql = re.sub(r"(\w+) NVARCHAR\((\d+)\)([^,\n]*)", r"\1 TEXT\3 CHECK (LENGTH(\1) <= \2)", sql)
    return sql.replace("NVARCHAR(MAX)", "TEXT")


class _Cursor:
    def __init__(self, raw: pyodbc.Cursor, closed: Callable[[], None]) -> None:
        self._raw = raw
        self._closed = closed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def execute(self, sql: str, *parameters: object) -> _Cursor:
        self._raw.execute(in_sqlite(sql), *parameters)
        return self

    def executemany(self, sql: str, parameters: list[Any]) -> None:
        self._raw.executemany(in_sqlite(sql), parameters)

    def close(self) -> None:
        self._closed()
        self._raw.close()


class Connection:
    """Takes T-SQL; refuses a second cursor while one is open, as a connection without MARS does."""

    def __init__(self, raw: pyodbc.Connection) -> None:
        self._raw = raw
        self._open = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def cursor(self) -> _Cursor:
        assert self._open == 0, "Connection is busy with results for another command"
        cursor = _Cursor(self._raw.cursor(), self._end)
        self._open = 1
        return cursor

    def _end(self) -> None:
        self._open = 0


class OnSqlite(SQLServer):
    """SQL Server's dialect, with the errors of the engine that does the work."""

    subject_pattern = _SQLITE.subject_pattern

    def classify(self, sqlstate: str, detail: str, numbers: Collection[int] = ()) -> DatabaseErrorKind:
        return _SQLITE.classify(sqlstate, detail, numbers)


def open_in_tsql(connection: str, *, purpose: Purpose) -> Database:
    """A database that speaks T-SQL, in the SQLite file of this connection string."""
    complete = _SQLITE.complete(ConnectionString.parse(connection), purpose)
    raw = pyodbc.connect(complete.text(), autocommit=True)
    dialect = OnSqlite()
    _SQLITE.set_encoding(raw)
    database = Database(cast(pyodbc.Connection, Connection(raw)), dialect, complete)
    dialect.set_up(database, purpose)
    return database
