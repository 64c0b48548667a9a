"""Whether an ERP is newer than the newest version that its profile was tested with."""

from __future__ import annotations

import re

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database, DatabaseError


def newer_erp(database: Database, profile: Profile) -> PleoErpError | None:
    """``erp_newer``, if the ERP says that it is; None also where the profile names no place of the version, or it cannot be read.

    To be asked outside a transaction: an error would spoil it.
    """
    place = profile.version
    if place is None:
        return None
    column, table, key = map(database.dialect.quote, (place.column, place.table, place.key))
    markers = ", ".join("?" * len(place.values))
    sql = " ".join(("SELECT", column, "FROM", table, "WHERE", key, "IN (", markers, ")"))
    try:
        found = [str(row[0] or "") for row in database.rows(sql, list(place.values))]
    except DatabaseError:
        return None
    version = max(found, key=_numbers, default="")
    newest = _numbers(place.newest)
    if _numbers(version)[: len(newest)] <= newest:
        return None
    return error("erp_newer", title=profile.title, version=version, newest=place.newest)


def _numbers(version: str) -> tuple[int, ...]:
    """``18.0.1.3`` as numbers, to be compared."""
    return tuple(map(int, re.findall(r"\d{1,9}", version)))
