"""Who is logged in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pleo_erp_module.hosts.standalone.host_tables.tokens import fingerprint, new_token
from pleo_erp_module.hosts.standalone.host_tables.user_records import WebUser
from pleo_erp_module.hosts.standalone.host_tables.users import COLUMNS, web_user
from pleo_erp_module.store.codec import moment, stamp
from pleo_erp_module.store.module_tables import Tables

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
_NOTED = timedelta(minutes=1)  # how exactly it is known when a session was last used


class Sessions:
    """Sessions end after `IDLE` without use, and `LONGEST` after the login at any rate."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def begin(self, login: str, address: str) -> str:
        """The token of a new session."""
        token, now = new_token(), stamp(self._now())

        def work() -> None:
            self._prune()
            row = {"token_hash": fingerprint(token), "login_name": login, "started_at": now, "seen_at": now, "address": address}
            self._tables.insert("pleo_erp_web_session", [row])

        self._tables.atomically(work)
        return token

    def user(self, token: str) -> WebUser | None:
        """Whose session this is, if it is good and the account is active; the use is noted."""
        key, now = fingerprint(token), self._now()
        columns = ", ".join("p." + column for column in COLUMNS)
        sql = " ".join(
            (
                "SELECT s.seen_at,",
                columns,
                "FROM pleo_erp_web_session s JOIN pleo_erp_web_person p ON p.login_name = s.login_name",
                "WHERE s.token_hash = ? AND s.seen_at > ? AND s.started_at > ? AND p.is_active = 1",
            )
        )
        rows = self._tables.rows(sql, key, stamp(now - IDLE), stamp(now - LONGEST))
        if not rows:
            return None
        if now - moment(rows[0][0]) >= _NOTED:
            note = "UPDATE pleo_erp_web_session SET seen_at = ? WHERE token_hash = ?"
            self._tables.atomically(lambda: self._tables.execute(note, stamp(now), key))
        return web_user(rows[0][1:])

    def end(self, token: str) -> None:
        """Log out."""
        sql = "DELETE FROM pleo_erp_web_session WHERE token_hash = ?"
        self._tables.atomically(lambda: self._tables.execute(sql, fingerprint(token)))

    def end_all(self, login: str) -> None:
        """Log an account out everywhere."""
        sql = "DELETE FROM pleo_erp_web_session WHERE login_name = ?"
        self._tables.atomically(lambda: self._tables.execute(sql, login))

    def _prune(self) -> None:
        now = self._now()
        sql = "DELETE FROM pleo_erp_web_session WHERE seen_at <= ? OR started_at <= ?"
        self._tables.execute(sql, stamp(now - IDLE), stamp(now - LONGEST))
