"""Who changed what, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pleo_erp_module.hosts.standalone.host_tables.user_records import AuditEntry
from pleo_erp_module.store.codec import moment, stamp
from pleo_erp_module.store.module_tables import Tables

KEPT = timedelta(days=730)
PAGE = 50
LONGEST = 500  # characters of a detail


class AuditTrail:
    """The changes, numbered one after the other: so a page is a range of numbers, which every engine finds by the key."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def add(self, user: str, address: str, action: str, company: str | None = None, detail: str = "") -> None:
        """Record a change. ``detail`` holds no secret; what is over long is cut."""
        short = detail if len(detail) <= LONGEST else detail[: LONGEST - 1] + "…"

        def work() -> None:
            row = {
                "entry_number": self.latest() + 1,
                "happened_at": stamp(self._now()),
                "user_name": user,
                "address": address,
                "action": action,
                "company": company,
                "detail": short,
            }
            self._tables.insert("pleo_erp_web_audit", [row])

        self._tables.atomically(work)

    def latest(self) -> int:
        """The number of the newest entry; 0 if there is none."""
        return int(self._tables.rows("SELECT MAX(entry_number) FROM pleo_erp_web_audit")[0][0] or 0)

    def oldest(self) -> int:
        """The number of the oldest entry that is kept; 0 if there is none."""
        return int(self._tables.rows("SELECT MIN(entry_number) FROM pleo_erp_web_audit")[0][0] or 0)

    def page(self, before: int | None = None) -> list[AuditEntry]:
        """Up to `PAGE` entries, the newest first; those before the number ``before``."""
        end = self.latest() + 1 if before is None else before
        rows = self._tables.rows(
            "SELECT entry_number, happened_at, user_name, address, action, company, detail FROM pleo_erp_web_audit"
            " WHERE entry_number < ? AND entry_number >= ? ORDER BY entry_number DESC",
            end,
            end - PAGE,
        )
        return [AuditEntry(int(row[0]), moment(row[1]), *row[2:7]) for row in rows]

    def prune(self) -> None:
        """Forget what is older than `KEPT`; the newest entry stays, so that the numbers go on."""
        sql = "DELETE FROM pleo_erp_web_audit WHERE happened_at < ? AND entry_number < ?"
        self._tables.atomically(lambda: self._tables.execute(sql, stamp(self._now() - KEPT), self.latest()))
