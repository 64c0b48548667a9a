"""What can go wrong in a database, independent of the engine and of pyodbc."""

from __future__ import annotations

import re
from enum import StrEnum


class DatabaseErrorKind(StrEnum):
    """What a caller can act on."""

    UNREACHABLE = "unreachable"  # the server is down, or the connection was lost
    LOGIN = "login"
    DATABASE_UNKNOWN = "database_unknown"
    PERMISSION = "permission"
    TABLE_MISSING = "table_missing"
    COLUMN_MISSING = "column_missing"
    DUPLICATE = "duplicate"  # a unique key or another constraint refused the row
    LOCKED = "locked"  # somebody else held a lock for longer than we wait, or won a conflict
    TIMEOUT = "timeout"  # the statement ran longer than allowed
    READ_ONLY = "read_only"
    INVALID_TEXT = "invalid_text"  # bytes that are not text in the database's encoding
    OTHER = "other"


class DatabaseError(Exception):
    """A statement failed. ``detail`` is the engine's own sentence on one line, without its driver's wrapping or any secret.

    ``subject`` is the table or column that is missing, where the engine says so.
    """

    def __init__(self, kind: DatabaseErrorKind, detail: str, sqlstate: str = "", subject: str | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.sqlstate = sqlstate
        self.subject = subject


def split(exc: BaseException) -> tuple[str, str]:
    """SQLSTATE and bare sentence of an exception of pyodbc (or of decoding what it fetched)."""
    arguments = [str(argument) for argument in exc.args] if not isinstance(exc, UnicodeError) else [str(exc)]
    sqlstate = arguments[0] if len(arguments) > 1 else ""
    return sqlstate, tidy(arguments[-1] if arguments else type(exc).__name__)


def numbers(exc: BaseException) -> tuple[int, ...]:
    """The engine's own numbers of an exception of pyodbc, one for each record that the driver gave."""
    found = re.findall(r"\((-?\d+)\)(?=\s*\(SQL\w+\)\s*(?:;|$)|\s*;\s*\[|\s*$)", str(exc.args[-1]) if exc.args else "")
    return tuple(int(number) for number in found)


def tidy(message: str) -> str:
    """The first record, without ``[28000] [unixODBC][driver]`` in front and ``(101) (SQLDriverConnect)`` behind, on one line."""
    message = re.split(r";\s*(?=\[\w{5}\]\s*\[)", message, maxsplit=1)[0]
    message = re.sub(r"^(\s*\[[^\]]*\])+\s*", "", message)
    message = re.sub(r"\s*;?\s*Error while executing the query\s*", " ", message)
    message = re.sub(r"(\s*\(-?\d+\))*\s*\(SQL\w+\)\s*$", "", message)
    return " ".join(message.split()).rstrip(".;: ") or "no reason given"
