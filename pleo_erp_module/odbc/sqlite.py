"""SQLite through Christian Werner's SQLite3 ODBC driver."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.odbc.connection_string import ConnectionString, Item
from pleo_erp_module.odbc.database_errors import DatabaseError, DatabaseErrorKind
from pleo_erp_module.odbc.dialect import Dialect, Purpose
from pleo_erp_module.path_check import holds_or_hidden

if TYPE_CHECKING:
    import pyodbc

    from pleo_erp_module.odbc.database import Database

_FAULTS = (
    (r"no such table", DatabaseErrorKind.TABLE_MISSING),
    (r"no such column|has no column named", DatabaseErrorKind.COLUMN_MISSING),
    (r"constraint failed", DatabaseErrorKind.DUPLICATE),
    (r"\blocked\b|\bbusy\b", DatabaseErrorKind.LOCKED),
    (r"readonly database", DatabaseErrorKind.READ_ONLY),
    (r"not a database|malformed", DatabaseErrorKind.DATABASE_UNKNOWN),
    (r"connect failed|unable to open|disk I/O error", DatabaseErrorKind.UNREACHABLE),
)

_TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
_COLUMNS = " ".join(("SELECT t.name, c.name FROM (", _TABLES, ") t, pragma_table_info(t.name) c"))

_MARK = 0xE9  # a character whose bytes tell in which encoding the database keeps its texts
_ENCODINGS = {chr(_MARK).encode(encoding).hex().upper(): encoding for encoding in ("utf-8", "utf-16-le", "utf-16-be")}


class SQLite(Dialect):
    """The driver fetches a whole result before the first row arrives: its size, not the module, bounds the memory."""

    name = "sqlite"
    dbms_name = "SQLite"
    driver_words: ClassVar[tuple[str, ...]] = ("sqlite",)
    unsuited_file = r"sqlite(?!3)"
    better_driver = "SQLite3"
    has_schemas = False
    has_rights = False
    subject_pattern = r"no such (?:table|column): (\S+)"
    now_ms = "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"
    begin_write = ("BEGIN IMMEDIATE",)
    begin_snapshot = ("BEGIN DEFERRED",)  # the first read fixes the moment
    begin_shield = end_shield = undo_shield = ()  # a statement that fails does not spoil its transaction

    def options(self, purpose: Purpose) -> Mapping[str, str]:
        # NoCreat: a wrong path would silently become an empty database. BigInt: whole numbers beyond 32 bits would silently
        # lose their upper half. Timeout: milliseconds to wait for somebody else's lock. OEMCP: on Windows bytes would be
        # translated to this machine's code page.
        return {"NoCreat": "1", "BigInt": "1", "Timeout": "10000", "OEMCP": "0"}

    def complete(self, connection: ConnectionString, purpose: Purpose) -> ConnectionString:
        # The driver takes values as they stand: braces would become part of the file's name.
        plain = []
        if connection.get("Database", "DSN", "FILEDSN") is None:
            raise error("connection_string_invalid", detail=Message("string_without_file"))
        for item in super().complete(connection, purpose).items:
            if item.keyword.casefold() == "driver":
                plain.append(item)
            elif ";" in item.value:
                raise error("connection_string_invalid", detail=Message("string_semicolon", {"keyword": item.keyword}))
            else:
                plain.append(Item(item.keyword, item.value, item.value))
        return ConnectionString(tuple(plain))

    def set_encoding(self, raw: pyodbc.Connection) -> None:
        import pyodbc

        super().set_encoding(raw)
        # As bytes whatever type the driver gives a text, and decoded strictly by Python: where it makes UTF-16 of them itself,
        # the driver drops or replaces what is not UTF-8.
        raw.setdecoding(pyodbc.SQL_WCHAR, encoding="utf-8", ctype=pyodbc.SQL_CHAR)

    def set_up(self, database: Database, purpose: Purpose) -> None:
        database.execute("SELECT COUNT(*) FROM sqlite_master")  # a file that is not a database shows only when it is read
        if purpose == "erp":
            database.execute("PRAGMA query_only = 1")  # whatever happens, nothing is written to the ERP

    def fingerprint(self, database: Database) -> str:
        [path] = [row[2] for row in database.rows("PRAGMA database_list") if row[1] == "main"]
        where = Path(path).resolve().as_posix() if path else ":memory:"
        return f"sqlite://{platform.node().casefold()}/{where.lstrip('/')}"

    def table_columns(self, database: Database, names: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
        wanted = None if names is None else sorted({self.fold(name) for name in names})
        only = "" if wanted is None else f" WHERE LOWER(t.name) IN ({', '.join('?' * len(wanted))})"
        found: dict[str, set[str]] = {}
        try:
            for table, column in database.rows(_COLUMNS + only, wanted or ()):
                found.setdefault(self.fold(str(table)), set()).add(self.fold(str(column)))
        except DatabaseError:  # some drivers bring an SQLite older than that function
            tables = [str(row[0]) for row in database.rows(_TABLES)]
            for table in tables:
                if wanted is None or self.fold(table) in wanted:
                    rows = database.rows(f"PRAGMA table_info({self.quote(table)})")
                    found[self.fold(table)] = {self.fold(str(row[1])) for row in rows}
        return {table: frozenset(columns) for table, columns in found.items()}

    def table_names(self, database: Database) -> frozenset[str]:
        return frozenset(self.fold(str(row[0])) for row in database.rows(_TABLES))

    def classify(self, sqlstate: str, detail: str, numbers: Collection[int] = ()) -> DatabaseErrorKind:
        for pattern, kind in _FAULTS:
            if re.search(pattern, detail):
                return kind
        return DatabaseErrorKind.OTHER

    def connect_detail(self, connection: ConnectionString, detail: str) -> tuple[DatabaseErrorKind | None, Message | str]:
        named = connection.get("Database")
        if named is None:
            return None, detail
        if holds_or_hidden(Path(named).is_file):
            return DatabaseErrorKind.UNREACHABLE, Message("file_not_opened", {"path": named})
        return DatabaseErrorKind.DATABASE_UNKNOWN, Message("file_not_there", {"path": named})

    def fold(self, identifier: str) -> str:
        # As SQLite does it: A to Z only.
        return "".join(chr(ord(char) + 32) if "A" <= char <= "Z" else char for char in identifier)

    def marked(self, select: str, columns: Sequence[str], text: Collection[str]) -> str | None:
        # The driver ends a text at NUL without a word.
        has_nul = " OR ".join(f"COALESCE(INSTR(q.{self.quote(column)}, CHAR(0)), 0) > 0" for column in sorted(text))
        cells = ", ".join(f"q.{self.quote(column)}" for column in columns)
        return "\n".join(("SELECT", cells, f", {has_nul} FROM (", select, ") AS q")) if text else None

    def exact(self, select: str, columns: Sequence[str], text: Collection[str]) -> str:
        cells = []
        for column in columns:
            cell = f"q.{self.quote(column)}"
            exact = f"CASE WHEN {cell} IS NULL THEN NULL ELSE HEX(CHAR({_MARK}) || {cell}) END" if column in text else cell
            cells.append(f"{exact} AS {self.quote(column)}")
        return "\n".join(("SELECT", ", ".join(cells), "FROM (", select, ") AS q"))

    def decoder(self) -> Callable[[object], object] | None:
        return _from_hex


def _from_hex(value: object) -> object:
    return bytes.fromhex(value[4:]).decode(_ENCODINGS[value[:4]]) if isinstance(value, str) else value
