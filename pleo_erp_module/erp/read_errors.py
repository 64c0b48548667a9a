"""What the database says when it refuses a read, as one of the module's errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import DatabaseError, DatabaseErrorKind


@contextmanager
def translated(entity: str) -> Iterator[None]:
    """Raise what the database refuses inside as an ``erp_…`` error about ``entity`` ("accounts")."""
    try:
        yield
    except DatabaseError as exc:
        raise translate(exc, entity) from exc


def translate(fault: DatabaseError, entity: str) -> PleoErpError:
    """The module's error for a read that failed."""
    what = Message(f"entity_{entity}")
    match fault.kind:
        case DatabaseErrorKind.UNREACHABLE:
            return error("erp_unreachable", detail=fault.detail)
        case DatabaseErrorKind.PERMISSION:
            return error("erp_permission", entity=what, detail=fault.detail)
        case DatabaseErrorKind.INVALID_TEXT:
            return error("erp_row_invalid", entity=what, detail=fault.detail)
        case DatabaseErrorKind.TABLE_MISSING if fault.subject:
            return error("erp_table_missing", table=fault.subject)
    return error("erp_read_failed", entity=what, detail=fault.detail)


def hidden_table(names: Iterable[str]) -> PleoErpError:
    """The module's error for a table of which the database does not say whether it is there."""
    return error("erp_permission", entity=Message("entity_erp"), detail=Message("table_hidden", {"tables": list(names)}))
