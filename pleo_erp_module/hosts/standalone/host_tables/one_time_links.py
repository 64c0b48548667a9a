"""One-time links: to choose a password, or to become the first administrator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pleo_erp_module.hosts.standalone.host_tables.tokens import fingerprint, new_token
from pleo_erp_module.store.codec import stamp
from pleo_erp_module.store.module_tables import Tables

LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is for: an account's password, or (None) the set-up of an administrator."""

    login: str | None


class Links:
    """Links that were not used yet; only their hashes are stored."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def make(self, login: str | None, by: str) -> str:
        """The token of a new link, valid for `LIFE`; an earlier one for the same purpose is void."""
        token, now = new_token(), self._now()

        def work() -> None:
            self.void(login)
            self._tables.execute("DELETE FROM pleo_erp_web_link WHERE expires_at <= ?", stamp(now))
            row = {
                "token_hash": fingerprint(token),
                "login_name": login,
                "made_at": stamp(now),
                "made_by": by,
                "expires_at": stamp(now + LIFE),
            }
            self._tables.insert("pleo_erp_web_link", [row])

        self._tables.atomically(work)
        return token

    def find(self, token: str) -> Link | None:
        """What a link is for, if it is good."""
        sql = "SELECT login_name FROM pleo_erp_web_link WHERE token_hash = ? AND expires_at > ?"
        rows = self._tables.rows(sql, fingerprint(token), stamp(self._now()))
        return Link(rows[0][0]) if rows else None

    def use(self, token: str) -> bool:
        """Void a link; True for the one who did it. Belongs into `atomically` with what the link is for."""
        sql = "DELETE FROM pleo_erp_web_link WHERE token_hash = ? AND expires_at > ?"
        return self._tables.execute(sql, fingerprint(token), stamp(self._now())) == 1

    def void(self, login: str | None) -> None:
        """Void the links of an account, or (None) of the set-up."""
        if login is None:
            self._tables.execute("DELETE FROM pleo_erp_web_link WHERE login_name IS NULL")
        else:
            self._tables.execute("DELETE FROM pleo_erp_web_link WHERE login_name = ?", login)
