"""Connections, and all that belongs to one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pleo_erp_module.errors import error
from pleo_erp_module.odbc.like_pattern import containing
from pleo_erp_module.store.codec import moment, moment_or_none, stamp, stamp_or_none
from pleo_erp_module.store.module_tables import Row, Tables
from pleo_erp_module.store.preferences import selection_of
from pleo_erp_module.store.stored_records import Connection
from pleo_erp_module.text import has_all

_SELECT = (
    "SELECT c.company, c.pleo_company, c.pleo_name, c.fingerprint, c.connected_at, c.connected_by, c.confirmed_at,"
    " c.confirmed_by, c.paused_at, c.paused_by, c.company_name, c.key_end, c.confirmed_number,"
    " (SELECT COUNT(*) FROM pleo_erp_hold h WHERE h.company = c.company AND h.unit LIKE 'warning:%') AS warnings,"  # `WARNING`
    " s.dimensions_json, s.saved_at, s.saved_by, s.confirmed"
    " FROM pleo_erp_connection c LEFT JOIN pleo_erp_selection s ON s.company = c.company"
)
_HAS_WORD = "(LOWER(c.company) LIKE ? OR LOWER(c.company_name) LIKE ? OR LOWER(c.pleo_name) LIKE ?)"


class Connections:
    """One row for each ERP company that is connected; read with what the company selected."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def get(self, company: str) -> Connection | None:
        """The connection of an ERP company."""
        return self._one(_SELECT + " WHERE c.company = ?", company)

    def by_pleo_company(self, pleo_company: str) -> Connection | None:
        """The connection that feeds a Pleo company; there is at most one."""
        return self._one(_SELECT + " WHERE c.pleo_company = ?", pleo_company)

    def all(self) -> list[Connection]:
        """Every connection, by company."""
        return sorted((_connection(row) for row in self._tables.rows(_SELECT)), key=lambda connection: connection.company)

    def page(self, text: str, limit: int, offset: int) -> tuple[list[Connection], bool]:
        """A page of the connections by company, and whether there are more. Every word of ``text`` is in the company's id or in
        one of its names; one with letters beyond ASCII may leave a page short that has more after it.
        """
        words = text.split()
        sql = f"{_SELECT} WHERE {' AND '.join(_HAS_WORD for _ in words) or '1 = 1'} ORDER BY c.company"
        patterns = [containing(word) for word in words for _ in range(_HAS_WORD.count("?"))]
        rows = [_connection(row) for row in self._tables.page(sql, limit + 1, offset, *patterns)]
        found = [row for row in rows[:limit] if has_all(words, row.company, row.company_name, row.pleo_name)]
        return found, len(rows) > limit

    def put(self, connection: Connection) -> None:
        """Store a connection as it is given, also over an earlier one. Raises ``pleo_company_taken``."""

        def work() -> None:
            other = self.by_pleo_company(connection.pleo_company)
            if other is not None and other.company != connection.company:
                raise error("pleo_company_taken", pleo_company=connection.pleo_company, company=other.company)
            self._tables.upsert(
                "pleo_erp_connection",
                {"company": connection.company},
                {
                    "pleo_company": connection.pleo_company,
                    "pleo_name": connection.pleo_name,
                    "fingerprint": connection.fingerprint,
                    "connected_at": stamp(connection.connected_at),
                    "connected_by": connection.connected_by,
                    "confirmed_at": stamp_or_none(connection.confirmed_at),
                    "confirmed_by": connection.confirmed_by,
                    "paused_at": stamp_or_none(connection.paused_at),
                    "paused_by": connection.paused_by,
                    "company_name": connection.company_name,
                    "key_end": connection.key_end,
                    "confirmed_number": connection.confirmed_number,
                },
            )

        self._tables.atomically(work)

    def delete(self, company: str) -> None:
        """Forget the connection, its secrets and all that a person approved; selection, settings, history and units stay."""

        def work() -> None:
            self.void(company)
            self._tables.execute("DELETE FROM pleo_erp_secret WHERE company = ?", company)
            self._tables.execute("DELETE FROM pleo_erp_connection WHERE company = ?", company)

        self._tables.atomically(work)

    def void(self, company: str) -> None:
        """Forget plans, releases, approvals, holds and the confirmation: what follows concerns another Pleo company."""

        def work() -> None:
            for statement in (
                "DELETE FROM pleo_erp_plan_change WHERE company = ?",
                "DELETE FROM pleo_erp_plan WHERE company = ?",
                "DELETE FROM pleo_erp_approval WHERE company = ?",
                "DELETE FROM pleo_erp_release WHERE company = ?",
                "DELETE FROM pleo_erp_hold WHERE company = ?",
                "UPDATE pleo_erp_connection SET confirmed_at = NULL, confirmed_by = NULL WHERE company = ?",
            ):
                self._tables.execute(statement, company)

        self._tables.atomically(work)

    def confirm(self, company: str, at: datetime, by: str) -> bool:
        """Record the first release; True if it was the first. A later one changes nothing."""
        sql = (
            "UPDATE pleo_erp_connection SET confirmed_at = ?, confirmed_by = ?, confirmed_number = ?"
            " WHERE company = ? AND confirmed_at IS NULL"
        )

        def work() -> bool:
            return self._tables.execute(sql, stamp(at), by, self._tables.next_number(company), company) == 1

        return self._tables.atomically(work)

    def pause(self, company: str, by: str) -> bool:
        """Hold every run until `resume`; True unless the connection was paused (then who did it first stays recorded)."""
        sql = "UPDATE pleo_erp_connection SET paused_at = ?, paused_by = ? WHERE company = ? AND paused_at IS NULL"
        return self._tables.atomically(lambda: self._tables.execute(sql, stamp(self._now()), by, company)) == 1

    def is_paused(self, company: str, pleo_company: str) -> bool | None:
        """Whether the connection of these two companies is paused; None if there is none."""
        sql = "SELECT paused_at FROM pleo_erp_connection WHERE company = ? AND pleo_company = ?"
        rows = self._tables.rows(sql, company, pleo_company)
        return rows[0][0] is not None if rows else None

    def resume(self, company: str) -> bool:
        """End a pause; True if there was one."""
        sql = "UPDATE pleo_erp_connection SET paused_at = NULL, paused_by = NULL WHERE company = ? AND paused_at IS NOT NULL"
        return self._tables.atomically(lambda: self._tables.execute(sql, company)) == 1

    def _one(self, sql: str, value: str) -> Connection | None:
        rows = self._tables.rows(sql, value)
        return _connection(rows[0]) if rows else None


def _connection(row: Row) -> Connection:
    return Connection(
        company=row[0],
        pleo_company=row[1],
        pleo_name=row[2],
        fingerprint=row[3],
        connected_at=moment(row[4]),
        connected_by=row[5],
        confirmed_at=moment_or_none(row[6]),
        confirmed_by=row[7],
        paused_at=moment_or_none(row[8]),
        paused_by=row[9],
        company_name=row[10],
        key_end=row[11],
        selection=None if row[14] is None else selection_of(row[0], *row[14:]),
        confirmed_number=int(row[12]),
        warnings=int(row[13]),
    )
