"""Errors that people were told about and that are not over."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from pleo_erp_module.store.codec import stamp
from pleo_erp_module.store.module_tables import Tables


class ReportedErrors:
    """One row for each reason."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def replace(self, company: str, reasons: Collection[str], concerned: Callable[[str], bool]) -> set[str]:
        """Of the reasons that are ``concerned``, let these be all that stand; those of them that are new."""

        def work() -> set[str]:
            sql = "SELECT reason FROM pleo_erp_web_fault WHERE company = ?"
            before = {str(row[0]) for row in self._tables.rows(sql, company)}
            over = [reason for reason in before if concerned(reason) and reason not in reasons]
            self._tables.many(
                "DELETE FROM pleo_erp_web_fault WHERE company = ? AND reason = ?", [(company, reason) for reason in over]
            )
            new = set(reasons) - before
            at = stamp(self._now())
            self._tables.insert("pleo_erp_web_fault", [{"company": company, "reason": one, "told_at": at} for one in sorted(new)])
            return new

        return self._tables.atomically(work)
