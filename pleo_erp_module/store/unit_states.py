"""What each unit looked like when it was last done."""

from __future__ import annotations

from datetime import datetime

from pleo_erp_module.store.codec import moment_or_none, stamp
from pleo_erp_module.store.module_tables import Tables
from pleo_erp_module.store.stored_records import UnitState


class Units:
    """The row count that the guard `blind` compares with, and when a unit is due."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def get(self, company: str, unit: str) -> UnitState:
        """The state of a unit; an empty one if it was never done."""
        sql = "SELECT row_count, checked_at FROM pleo_erp_unit WHERE company = ? AND unit = ?"
        for count, checked_at in self._tables.rows(sql, company, unit):
            return UnitState(None if count is None else int(count), moment_or_none(checked_at))
        return UnitState()

    def put(self, company: str, unit: str, rows: int | None = None, checked_at: datetime | None = None) -> None:
        """Store what is given; None leaves what was stored."""
        values: dict[str, object] = {}
        if rows is not None:
            values["row_count"] = rows
        if checked_at is not None:
            values["checked_at"] = stamp(checked_at)
        if values:
            key = {"company": company, "unit": unit}
            self._tables.atomically(lambda: self._tables.upsert("pleo_erp_unit", key, values))

    def due_now(self, company: str, *units: str) -> None:
        """Make these units due at the next run."""
        sql = "UPDATE pleo_erp_unit SET checked_at = NULL WHERE company = ? AND unit = ?"
        self._tables.atomically(lambda: self._tables.many(sql, [(company, unit) for unit in units]))
