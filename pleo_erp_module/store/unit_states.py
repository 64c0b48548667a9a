"""What each unit looked like when it was last done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pleo_erp_module.store.codec import moment_or_none, stamp
from pleo_erp_module.store.module_tables import Tables, marks
from pleo_erp_module.store.stored_records import UnitState


class Units:
    """The row count that the guard `blind` compares with, and when a unit is due."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def of(self, company: str) -> dict[str, UnitState]:
        """The state of every unit of a company that was ever done."""
        rows = self._tables.rows("SELECT unit, row_count, checked_at FROM pleo_erp_unit WHERE company = ?", company)
        return {
            str(unit): UnitState(None if count is None else int(count), moment_or_none(checked_at))
            for unit, count, checked_at in rows
        }

    def put(self, company: str, states: Mapping[str, UnitState]) -> None:
        """Store what is given of each unit; None leaves what was stored."""

        def work() -> None:
            for unit, state in states.items():
                values: dict[str, object] = {}
                if state.rows is not None:
                    values["row_count"] = state.rows
                if state.checked_at is not None:
                    values["checked_at"] = stamp(state.checked_at)
                if values:
                    self._tables.upsert("pleo_erp_unit", {"company": company, "unit": unit}, values)

        if states:
            self._tables.atomically(work)

    def note_check(self, company: str, units: Sequence[str], at: datetime) -> None:
        """These units were checked; one that `due_now` has made due meanwhile stays so."""
        sql = "UPDATE pleo_erp_unit SET checked_at = ? WHERE company = ? AND checked_at IS NOT NULL AND unit IN ("
        sql += marks(units) + ")"
        if units:
            self._tables.atomically(lambda: self._tables.execute(sql, stamp(at), company, *units))

    def due_now(self, company: str, *units: str) -> None:
        """Make these units due at the next run."""
        sql = "UPDATE pleo_erp_unit SET checked_at = NULL WHERE company = ? AND unit = ?"
        self._tables.atomically(lambda: self._tables.many(sql, [(company, unit) for unit in units]))
