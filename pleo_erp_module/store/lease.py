"""One run at a time: a lease on a company, the same on every engine.

The row in pleo_erp_lock ends by itself after 30 s of the database's clock; a thread renews it every 10 s. The holder asks
`Lease.check` before each request: it refuses as soon as the row could have ended by our own clock, counted from before the last
renewal was sent, so a stalled process never sends beside the next holder. A dead process on the same host is replaced at once.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import process_identity
from pleo_erp_module.store.codec import stamp
from pleo_erp_module.store.module_tables import Row, Tables

SECONDS = 30.0
RENEW_EVERY = 10.0
RETRY_EVERY = 2.0  # after a renewal that failed
MARGIN = 5.0  # for a request that is under way, and for clocks that do not run equally fast
ATTEMPTS = 10


def steady_clock() -> float:
    """Seconds that only grow and, where the system can tell, count the time that the machine slept."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Lease:
    """The right to write to the Pleo company of one ERP company, for as long as `check` does not raise. Made by `acquire`."""

    def __init__(
        self,
        open_database: Callable[[], Database],
        schema: str | None,
        company: str,
        token: str,
        taken_at: float,
        clock: Callable[[], float],
        seconds: float,
        every: float,
        database: Database | None = None,
    ) -> None:
        self.company = company
        self._open_database = open_database
        self._database = database
        self._schema = schema
        self._token = token
        self._clock = clock
        self._seconds = seconds
        self._every = every
        self._valid_until = taken_at + seconds - min(MARGIN, seconds / 4)
        self._taken = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"pleo-erp-lease-{company}", daemon=True)

    @classmethod
    def acquire(
        cls,
        open_database: Callable[[], Database],
        schema: str | None,
        company: str,
        owner: str,
        clock: Callable[[], float] = steady_clock,
        *,
        seconds: float = SECONDS,
        every: float = RENEW_EVERY,
        database: Database | None = None,
    ) -> Lease:
        """Take the lease and begin to renew it on a connection of its own.

        ``owner`` says to others what is under way, such as "sync by anna". ``database`` is a connection of this thread that stays
        open until `release`; without one, others are opened to take and to give back. Raises ``busy``, naming the holder, while
        another one has it; also what opening the database and `Tables` raise.
        """
        with nullcontext(database) if database is not None else open_database() as used:
            token, taken_at = _take(Tables(used, schema), company, owner, clock, seconds)
        lease = cls(open_database, schema, company, token, taken_at, clock, seconds, every, database)
        lease._thread.start()
        return lease

    def __enter__(self) -> Lease:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        self.release()

    def check(self) -> None:
        """Raises ``lease_lost`` unless the lease is ours for certain. Call it before each request."""
        if self._taken or self._stop.is_set() or self._clock() >= self._valid_until:
            raise error("lease_lost")

    def release(self) -> bool:
        """Stop renewing and give the lease back; True if it was still ours. Never raises: a row that stays ends by itself."""
        self._stop.set()
        self._thread.join(timeout=self._seconds)
        if self._database is not None:
            with suppress(PleoErpError):  # if it is lost by now, another one is tried
                return self._give_back(self._database)
        with suppress(PleoErpError), self._open_database() as database:
            return self._give_back(database)
        return False

    def _give_back(self, database: Database) -> bool:
        tables = Tables(database, self._schema)
        delete = "DELETE FROM pleo_erp_lock WHERE company = ? AND token = ?"
        return tables.atomically(lambda: tables.execute(delete, self.company, self._token)) == 1

    def renew(self, tables: Tables) -> bool:
        """Renew once; False if the row is no longer ours."""
        sent_at = self._clock()
        sql = _with_clock(tables, "UPDATE pleo_erp_lock SET expires_at = {now} + ? WHERE company = ? AND token = ?")
        milliseconds = round(self._seconds * 1000)
        if tables.atomically(lambda: tables.execute(sql, milliseconds, self.company, self._token)) != 1:
            self._taken = True
            return False
        self._valid_until = sent_at + self._seconds - min(MARGIN, self._seconds / 4)
        return True

    def _keep(self) -> None:
        """The thread: renew until told to stop, or until the lease is taken. After a database error it retries soon."""
        wait = self._every
        while not self._stop.wait(wait):
            try:
                with self._open_database() as database:
                    tables = Tables(database, self._schema)
                    while self.renew(tables):
                        wait = self._every
                        if self._stop.wait(wait):
                            return
                    return
            except PleoErpError:
                wait = min(RETRY_EVERY, self._every)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the lease of a company now. ``owner`` says what is under way."""

    company: str
    owner: str
    since: str


def holders(tables: Tables) -> list[Holder]:
    """All who have a lease, but for dead processes on this host."""
    sql = _with_clock(
        tables, "SELECT company, owner_name, started_at, host_name, process_id FROM pleo_erp_lock WHERE expires_at > {now}"
    )
    here = process_identity.host()
    return [Holder(*row[:3]) for row in tables.rows(sql) if not (row[3] == here and process_identity.is_dead(row[4]))]


def _take(tables: Tables, company: str, owner: str, clock: Callable[[], float], seconds: float) -> tuple[str, float]:
    """The token of the lease, and the time before it was asked for. Raises ``busy``."""
    here, me, token = process_identity.host(), process_identity.process(), secrets.token_hex(16)
    claim = (owner, here, me, stamp(datetime.now(UTC)), token, round(seconds * 1000), company)
    for _ in range(ATTEMPTS):
        taken_at = clock()
        if tables.atomically(lambda: _claim(tables, company, here, claim)):
            return token, taken_at
    raise error("busy", company=company, owner=Message("others_starting"))


def _claim(tables: Tables, company: str, here: str, claim: tuple[object, ...]) -> bool:
    """Take the lease if it is free, has ended, or was left by a dead process; False if somebody was quicker. Raises ``busy``."""
    sql = _with_clock(
        tables,
        "SELECT owner_name, host_name, process_id, started_at, token, expires_at, CASE WHEN expires_at <= {now} THEN 1 ELSE 0 END"
        " FROM pleo_erp_lock WHERE company = ?",
    )
    rows = tables.rows(sql, company)
    if not rows:
        insert = (
            "INSERT INTO pleo_erp_lock (owner_name, host_name, process_id, started_at, token, expires_at, company)"
            " VALUES (?, ?, ?, ?, ?, {now} + ?, ?)"
        )
        return tables.execute(_with_clock(tables, insert), *claim) == 1
    _, host_name, process_id, _, token, expires_at, ended = rows[0]
    if not int(ended) and not (host_name == here and process_identity.is_dead(process_id)):
        raise error("busy", company=company, owner=_holder(rows[0]))
    # Only if the row is still as we saw it: another one may have taken it, or its holder renewed it after all.
    update = (
        "UPDATE pleo_erp_lock SET owner_name = ?, host_name = ?, process_id = ?, started_at = ?, token = ?,"
        " expires_at = {now} + ? WHERE company = ? AND token = ? AND expires_at = ?"
    )
    return tables.execute(_with_clock(tables, update), *claim, token, expires_at) == 1


def _holder(row: Row) -> Message:
    owner, host_name, process_id, started_at = row[:4]
    process, machine = str(process_id).split(" ")[0], process_identity.node(host_name)
    return Message("lock_holder", {"owner": owner, "since": started_at, "process": process, "machine": machine})


def _with_clock(tables: Tables, sql: str) -> str:
    return sql.replace("{now}", tables.database.dialect.now_ms)
