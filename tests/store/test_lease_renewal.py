"""The thread that renews the lease."""

from __future__ import annotations

import threading
from collections.abc import Callable
from unittest import mock

import pytest

from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Lease
from pleo_erp_module.store.module_tables import Tables

from .lease_helpers import (
    busy,
    is_lost,
    lock_rows,
)


def _renewals(number: int) -> tuple[Callable[[Lease, Tables], bool], threading.Event]:
    """A `Lease.renew` that says when it has been called so many times."""
    real, done, count = Lease.renew, threading.Event(), [0]

    def renew(held: Lease, tables: Tables) -> bool:
        kept = real(held, tables)
        count[0] += 1
        if count[0] >= number or not kept:
            done.set()
        return kept

    return renew, done


def test_the_lease_is_renewed_until_it_is_released(opener: Callable[[], Database], database: Database) -> None:
    renew, done = _renewals(3)
    with mock.patch.object(Lease, "renew", renew), Lease.acquire(opener, None, "1", "one", every=0.01) as held:
        database.execute("UPDATE pleo_erp_lock SET expires_at = 1")
        assert done.wait(30)
        held.check()
        busy(opener)
    assert not held._thread.is_alive()


def test_renewing_ends_when_the_lease_was_taken(opener: Callable[[], Database], database: Database) -> None:
    renew, done = _renewals(1_000_000)
    with mock.patch.object(Lease, "renew", renew):
        held = Lease.acquire(opener, None, "1", "one", every=0.01)
        database.execute("UPDATE pleo_erp_lock SET token = 'another'")
        assert done.wait(30)
        held._thread.join(30)
    assert not held._thread.is_alive()
    assert is_lost(held)
    assert not held.release()


@pytest.mark.parametrize("fault", ["opening", "renewing", "connection"])
def test_renewing_survives_a_passing_error_of_the_database(opener: Callable[[], Database], fault: str) -> None:
    renew, done = _renewals(2)
    faults = [0]
    opened: list[Database] = []

    def open_or_fail() -> Database:
        opened.append(opener())
        if fault == "opening" and len(opened) == 2:
            faults[0] += 1
            opened[-1].close()
            raise error("erp_unreachable", detail="down")
        return opened[-1]

    def renew_or_fail(held: Lease, tables: Tables) -> bool:
        if fault != "opening" and not faults[0]:
            faults[0] += 1
            if fault == "renewing":
                raise error("store_failed", detail="down")
            tables.database.raw.close()
        return renew(held, tables)

    with mock.patch.object(Lease, "renew", renew_or_fail), Lease.acquire(open_or_fail, None, "1", "one", every=0.01) as held:
        assert done.wait(30)
        held.check()
    assert faults == [1]
    assert not held._thread.is_alive()


def test_releasing_without_a_database_leaves_the_row_to_end_by_itself(opener: Callable[[], Database], database: Database) -> None:
    down = [False]

    def open_or_fail() -> Database:
        if down[0]:
            raise error("erp_unreachable", detail="down")
        return opener()

    held = Lease.acquire(open_or_fail, None, "1", "one")
    down[0] = True
    assert not held.release()
    assert lock_rows(database) == [("1", "one")]
