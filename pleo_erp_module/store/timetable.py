"""What decides when each connection is due, of all connections at once: a handful of statements, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pleo_erp_module.store import lease
from pleo_erp_module.store.codec import moment_or_none, stamp
from pleo_erp_module.store.lease import Holder
from pleo_erp_module.store.module_tables import Row, Tables, marks

# Each value asked for by the index: as a join, engines read the whole history.
_LATEST = (
    "SELECT l.company, (SELECT MAX(r.finished_at) {of_it}), (SELECT MAX(r.run_status) {of_it}),"
    " (SELECT MAX(r.error_code) {of_it}) FROM (SELECT c.company AS company, (SELECT MAX(m.sequence_number) FROM pleo_erp_run m"
    " WHERE m.company = c.company{of_job}) AS latest FROM pleo_erp_connection c WHERE 1 = 1{only}) l"
).replace("{of_it}", "FROM pleo_erp_run r WHERE r.company = l.company AND r.sequence_number = l.latest")
_LATEST_OF_JOB = _LATEST.replace("r.sequence_number = l.latest", "r.sequence_number = l.latest AND r.job = ?").replace(
    "{of_job}", " AND m.job = ? AND m.started_at >= ?"
)
_LATEST_OF_ALL = _LATEST.replace("{of_job}", "")
_CHECKS = (
    "SELECT u.company, u.unit, u.checked_at FROM pleo_erp_connection c, pleo_erp_unit u"
    " WHERE u.company = c.company AND u.unit IN ({units})"
)
_LOOKED_BACK = timedelta(days=1)  # for the latest run: one that ended longer ago decides nothing


@dataclass(slots=True)
class TimetableEntry:
    """One connection: its stored settings, when its units were checked, its latest run of the job, and who works on it now."""

    company: str
    settings: dict[str, str] = field(default_factory=dict)
    checked: dict[str, datetime | None] = field(default_factory=dict)
    ended: datetime | None = None
    status: str | None = None
    error_code: str | None = None
    last: tuple[datetime | None, str] | None = None  # the latest run of any job: when it ended, and its status
    holder: Holder | None = None


class Timetable:
    """Read for a scheduler that asks every minute."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def read(self, job: str, units: Iterable[str], companies: Sequence[str] | None = None) -> list[TimetableEntry]:
        """Every connection by company, or only those of ``companies``; of their units only ``units``."""
        if companies is not None and not companies:
            return []
        only = "" if companies is None else f" AND c.company IN ({', '.join('?' * len(companies))})"
        these = companies or ()

        def rows(sql: str, *parameters: object) -> list[Row]:
            return self._tables.rows(sql + only, *parameters, *these)

        found: dict[str, TimetableEntry] = {}
        for company, name, value in rows(
            "SELECT c.company, s.setting_name, s.setting_value FROM pleo_erp_connection c"
            " LEFT JOIN pleo_erp_setting s ON s.company = c.company WHERE 1 = 1"
        ):
            entry = found.setdefault(str(company), TimetableEntry(str(company)))
            if name is not None:
                entry.settings[str(name)] = str(value)
        wanted = tuple(units)
        checks = _CHECKS.replace("{units}", marks(wanted))
        for row in rows(checks, *wanted):
            if row[0] in found:
                found[row[0]].checked[str(row[1])] = moment_or_none(row[2])
        since = stamp(self._now() - _LOOKED_BACK)
        for row in self._tables.rows(_LATEST_OF_JOB.replace("{only}", only), job, job, job, job, since, *these):
            if row[0] in found:
                entry = found[row[0]]
                entry.ended, entry.status, entry.error_code = moment_or_none(row[1]), row[2], row[3]
        for row in self._tables.rows(_LATEST_OF_ALL.replace("{only}", only), *these):
            if row[0] in found and row[2] is not None:
                found[row[0]].last = moment_or_none(row[1]), row[2]
        for holder in lease.holders(self._tables):
            if holder.company in found:
                found[holder.company].holder = holder
        return sorted(found.values(), key=lambda entry: entry.company)
