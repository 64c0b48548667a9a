"""What the database says when it refuses, as one of the module's errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import DatabaseError, DatabaseErrorKind

_SCHEMA_MISSING = "3F"  # beginning of the SQLSTATE


class CollisionError(PleoErpError):
    """``store_failed`` because another session was quicker; the same work, done again, may succeed."""

    @classmethod
    def of(cls, detail: str) -> CollisionError:
        """The error with this detail."""
        failed = error("store_failed", detail=detail)
        return cls(failed.code, failed.message, failed.next_step, failed.kind, failed.facts, failed.action)


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the database refuses inside as ``tables_missing``, ``store_permission`` or ``store_failed``."""
    try:
        yield
    except DatabaseError as exc:
        raise translate(exc) from exc


def translate(fault: DatabaseError) -> PleoErpError:
    """The module's error for a database error."""
    match fault.kind:
        case DatabaseErrorKind.TABLE_MISSING if not fault.sqlstate.startswith(_SCHEMA_MISSING):
            return error("tables_missing")
        case DatabaseErrorKind.PERMISSION | DatabaseErrorKind.READ_ONLY:
            return error("store_permission", detail=fault.detail)
        case DatabaseErrorKind.DUPLICATE | DatabaseErrorKind.LOCKED:
            return CollisionError.of(fault.detail)
    return error("store_failed", detail=fault.detail)
