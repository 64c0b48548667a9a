"""Brings a family of tables, such as the module's own, to the version that this module needs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.store import table_scripts
from pleo_erp_module.store.module_tables import Tables
from pleo_erp_module.store.table_scripts import Migration

# Every table, the one that says that they exist last.
TABLES = (
    "pleo_erp_lock",
    "pleo_erp_change",
    "pleo_erp_run",
    "pleo_erp_unit",
    "pleo_erp_hold",
    "pleo_erp_approval",
    "pleo_erp_release",
    "pleo_erp_plan_change",
    "pleo_erp_plan",
    "pleo_erp_setting",
    "pleo_erp_selection",
    "pleo_erp_secret",
    "pleo_erp_connection",
    "pleo_erp_installation",
    "pleo_erp_schema_version",
)


class Migrations:
    """The numbered steps of ``sql/<family>/<engine>/``; `pending`, `applied`, `check` and `script` only read.

    ``names`` are the family's tables, the one that records the steps last.
    """

    def __init__(self, tables: Tables, family: str = table_scripts.MODULE, names: Sequence[str] = TABLES) -> None:
        self._tables = tables
        self._engine = tables.database.dialect.name
        self._family = family
        self._names = names
        self._checked = False

    def applied(self) -> list[Migration]:
        """The steps that the database records, in order; none if there are no tables."""
        sql = " ".join(("SELECT step_number, step_name FROM", self._names[-1], "ORDER BY step_number"))
        try:
            rows = self._tables.rows(sql)
        except PleoErpError as exc:
            if exc.code == "tables_missing":
                return []
            raise
        return [Migration(int(number), name) for number, name in rows]

    def pending(self) -> list[Migration]:
        """The steps of this module that the database does not record, in order."""
        return self._pending(self.applied())

    def apply(self) -> list[Migration]:
        """Apply what is pending, each step and its record in one transaction; the steps that this call applied.

        May be repeated, also after a crash in the middle, and two that install at once do not collide. Raises ``tables_newer``,
        ``store_permission`` or ``store_failed``; then the step that failed has left nothing.
        """
        self._refuse_newer(self.applied())
        files = self._available()
        mine = []
        for step in self.pending():
            statements = list(table_scripts.statements(files[step].read_text("utf-8")))
            try:
                self._tables.atomically(partial(self._run, statements))
            except PleoErpError:
                if step not in self.applied():
                    raise
            else:
                mine.append(step)
        return mine

    def script(self) -> str:
        """The SQL of all pending steps for a DBA, with the schema's name filled in; empty if nothing is pending."""
        return table_scripts.script(self._engine, self._tables.prefix, self.pending(), self._family)

    def check(self) -> None:
        """Raises ``tables_missing``, ``tables_older`` or ``tables_newer`` unless the tables are of this module's version.

        Once they are found right they are not looked at again.
        """
        if self._checked:
            return
        applied = self.applied()
        if not applied:
            raise error("tables_missing")
        self._refuse_newer(applied)
        if self._pending(applied):
            raise error("tables_older", found=applied[-1].number, needed=self.needed())
        self._checked = True

    def drop(self) -> None:
        """Drop all tables of the family and everything in them. May be repeated."""

        def work() -> None:
            for table in self._names:
                self._tables.drop(table)

        self._checked = False
        self._tables.atomically(work)

    def _available(self) -> dict[Migration, Path]:
        return table_scripts.available(self._engine, self._family)

    def _pending(self, applied: Sequence[Migration]) -> list[Migration]:
        done = {step.number for step in applied}
        return [step for step in self._available() if step.number not in done]

    def needed(self) -> int:
        """The number of the latest step of this module."""
        return max(step.number for step in self._available())

    def _refuse_newer(self, applied: Sequence[Migration]) -> None:
        if applied and applied[-1].number > self.needed():
            raise error("tables_newer", found=applied[-1].number, needed=self.needed())

    def _run(self, statements: Sequence[str]) -> None:
        for statement in statements:
            self._tables.execute(statement)
