"""Logins that failed: who tries too often has to wait longer and longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from pleo_erp_module.hosts.standalone.host_tables.tokens import fingerprint
from pleo_erp_module.store.codec import moment, stamp
from pleo_erp_module.store.module_tables import Tables

FREE_OF_ACCOUNT = 5  # failures before the first wait
FREE_OF_ADDRESS = 20  # more, since many people may share an address
_FIRST = timedelta(seconds=15)
_LONGEST = timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=24)


def wait(count: int, free: int) -> timedelta:
    """How long to wait after ``count`` failures: nothing at first, then twice as long each time."""
    if count < free:
        return timedelta(0)
    return min(_FIRST * (1 << min(count - free, 10)), _LONGEST)


class LoginAttempts:
    """One row for each account and each address that failed within a day; their names are hashed, since people mistype them."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def begin(self, login: str, address: str) -> timedelta:
        """How long this try has to wait; if not at all, it counts as a failure until `succeed` says otherwise.

        Counted before the password is looked at, so that many tries at once are not one.
        """
        keys = ((_account(login), FREE_OF_ACCOUNT), (_address(address), FREE_OF_ADDRESS))

        def work() -> timedelta:
            now = self._now()
            self._tables.execute("DELETE FROM pleo_erp_web_try WHERE last_at <= ?", stamp(now - _FORGOTTEN))
            left = timedelta(0)
            for key, free in keys:
                count, last = self._count(key)
                left = max(left, last + wait(count, free) - now) if last else left
            if left <= timedelta(0):
                for key, _free in keys:
                    self._add(key, stamp(now))
            return max(left, timedelta(0))

        return self._tables.atomically(work)

    def succeed(self, login: str, address: str) -> None:
        """The account's failures are forgotten; of the address only this try, since its next may be for another account."""

        def work() -> None:
            self._tables.execute("DELETE FROM pleo_erp_web_try WHERE try_key = ?", _account(login))
            less = "UPDATE pleo_erp_web_try SET try_count = try_count - 1 WHERE try_key = ? AND try_count > 0"
            self._tables.execute(less, _address(address))

        self._tables.atomically(work)

    def _add(self, key: str, at: str) -> None:
        # Added by the database: of two first tries neither saw the other's row.
        one_more = "UPDATE pleo_erp_web_try SET try_count = try_count + 1, last_at = ? WHERE try_key = ?"
        if not self._tables.execute(one_more, at, key):
            self._tables.insert("pleo_erp_web_try", [{"try_key": key, "try_count": 1, "last_at": at}])

    def _count(self, key: str) -> tuple[int, datetime | None]:
        # Holds the row: tries at the same moment count one after the other.
        self._tables.execute("UPDATE pleo_erp_web_try SET try_count = try_count WHERE try_key = ?", key)
        rows = self._tables.rows("SELECT try_count, last_at FROM pleo_erp_web_try WHERE try_key = ?", key)
        return (int(rows[0][0]), moment(rows[0][1])) if rows else (0, None)


def _account(login: str) -> str:
    return fingerprint("account " + login)


def _address(address: str) -> str:
    return fingerprint("address " + address)
