"""The lease: one holder at a time, whatever dies, stalls or races."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Lease, Store, lease, process_identity
from pleo_erp_module.store.module_tables import Row, Tables

from .conftest import Clock
from .lease_helpers import (
    Ticks,
    busy,
    dead_process,
    holding_process,
    is_lost,
    lock_rows,
    put_lock,
    wait_without_reaping,
)


def test_a_second_start_is_told_who_is_at_it(opener: Callable[[], Database], database: Database) -> None:
    with Lease.acquire(opener, None, "1", "sync by anna") as held:
        held.check()
        message = busy(opener)
        assert "sync by anna, since 20" in message
        assert f"process {os.getpid()} on {process_identity.node(process_identity.host())}" in message
        with Lease.acquire(opener, None, "2", "sync by bo"):
            assert lock_rows(database) == [("1", "sync by anna"), ("2", "sync by bo")]
    assert lock_rows(database) == []
    assert is_lost(held)


def test_a_released_lease_can_be_taken_and_is_released_once(opener: Callable[[], Database]) -> None:
    first = Lease.acquire(opener, None, "1", "one")
    assert first.release()
    with Lease.acquire(opener, None, "1", "two"):
        assert not first.release()
        busy(opener)


def test_a_holder_in_another_process_is_respected_until_it_ends(
    any_database: str, opener: Callable[[], Database], database: Database
) -> None:
    with holding_process(any_database):
        assert "sync by anna" in busy(opener)
    assert lock_rows(database) == []


def test_a_killed_process_is_replaced_at_once(any_database: str, opener: Callable[[], Database], database: Database) -> None:
    with holding_process(any_database) as holder:
        holder.kill()  # SIGKILL
        wait_without_reaping(holder)
        with Lease.acquire(opener, None, "1", "next"):
            assert lock_rows(database) == [("1", "next")]


def test_a_process_id_that_is_in_use_again_is_another_process(opener: Callable[[], Database], database: Database) -> None:
    put_lock(database, process_identity.host(), f"{os.getpid()} 1", 30_000)
    with Lease.acquire(opener, None, "1", "next"):
        assert lock_rows(database) == [("1", "next")]


@pytest.mark.parametrize("host", ["elsewhere", "{node} another-boot", "{here} pid:[1]"])
def test_a_process_of_another_host_is_waited_for_until_its_lease_ends(
    opener: Callable[[], Database], database: Database, host: str
) -> None:
    named = host.format(node=process_identity.node(process_identity.host()), here=process_identity.host())
    put_lock(database, named, dead_process(), 30_000)
    assert "sync by bo, since 2026-11-24T19:00:00.000000Z, process " in busy(opener)
    put_lock(database, named, dead_process(), 0)
    with Lease.acquire(opener, None, "1", "next"):
        assert lock_rows(database) == [("1", "next")]


def test_a_stalled_holder_refuses_before_its_row_can_have_ended(opener: Callable[[], Database], ticks: Ticks) -> None:
    with Lease.acquire(opener, None, "1", "one", ticks) as held:
        ticks.time += 24.9
        held.check()
        ticks.time += 0.2
        assert is_lost(held)


def test_the_time_counts_from_before_the_renewal_was_sent(
    opener: Callable[[], Database], database: Database, ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lease.acquire(opener, None, "1", "one", ticks) as held:
        real = database.execute

        def slow(sql: str, params: Iterable[object] = ()) -> int:
            if sql.startswith("UPDATE"):
                ticks.time += 20
            return real(sql, params)

        monkeypatch.setattr(database, "execute", slow)
        assert held.renew(Tables(database, None))
        ticks.time += 4.9
        held.check()
        ticks.time += 0.2
        assert is_lost(held)


def test_the_time_counts_from_before_the_lease_was_asked_for(
    any_database: str, store: Store, ticks: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Tables.execute

    def slow(tables: Tables, sql: str, *parameters: object) -> int:
        ticks.time += 20
        return real(tables, sql, *parameters)

    with monkeypatch.context() as patch:
        patch.setattr(Tables, "execute", slow)
        held = Lease.acquire(lambda: open_database(any_database, purpose="store"), None, "1", "one", ticks)
    with held:
        ticks.time += 4.9
        held.check()
        ticks.time += 0.2
        assert is_lost(held)


def test_a_stalled_holder_whose_lease_was_taken_knows_and_leaves_the_row(
    opener: Callable[[], Database], database: Database
) -> None:
    stalled = Lease.acquire(opener, None, "1", "one")
    database.execute("UPDATE pleo_erp_lock SET expires_at = 1")
    with Lease.acquire(opener, None, "1", "two") as held:
        assert not stalled.renew(Tables(database, None))
        assert is_lost(stalled)
        assert not stalled.release()
        held.check()
        assert lock_rows(database) == [("1", "two")]


def test_a_lease_that_ended_but_that_nobody_took_is_renewed(opener: Callable[[], Database], database: Database) -> None:
    with Lease.acquire(opener, None, "1", "one") as held:
        database.execute("UPDATE pleo_erp_lock SET expires_at = 1")
        assert held.renew(Tables(database, None))
        held.check()
        busy(opener)


@pytest.mark.parametrize("left", ["nothing", "ended", "dead"])
def test_of_eight_that_start_at_once_exactly_one_wins(opener: Callable[[], Database], database: Database, left: str) -> None:
    if left == "ended":
        put_lock(database, "elsewhere", "1 1", 0)
    elif left == "dead":
        put_lock(database, process_identity.host(), dead_process(), 30_000)
    won: list[Lease] = []
    lost: list[str] = []
    start = threading.Barrier(8)

    def take(number: int) -> None:
        start.wait()
        try:
            won.append(Lease.acquire(opener, None, "1", f"thread {number}"))
        except PleoErpError as exc:
            lost.append(exc.code)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert lost == ["busy"] * 7
    won[0].check()
    assert won[0].release()


def test_a_row_that_its_holder_renews_while_we_look_is_not_taken(
    opener: Callable[[], Database], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Tables.rows
    put_lock(database, "elsewhere", "1 1", 30_000)

    def stale_once(tables: Tables, sql: str, *parameters: object) -> list[Row]:
        monkeypatch.undo()
        [row] = real(tables, sql, *parameters)
        return [(*row[:5], 1, 1)]  # as it looked when it had ended

    monkeypatch.setattr(Tables, "rows", stale_once)
    assert "sync by bo" in busy(opener)


def test_starting_gives_up_when_others_are_always_quicker(
    opener: Callable[[], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_claim", lambda *arguments: False)
    assert "other runs are starting" in busy(opener)


def test_the_lease_lives_in_the_schema_of_the_tables(postgresql_database: str, clock: Clock) -> None:
    with open_database(postgresql_database, purpose="store") as database:
        database.execute('CREATE SCHEMA IF NOT EXISTS "Büro"')
        Store(database, "Büro", clock).migrations.apply()
        with Lease.acquire(lambda: open_database(postgresql_database, purpose="store"), "Büro", "1", "one"):
            assert [row[0] for row in database.rows('SELECT owner_name FROM "Büro".pleo_erp_lock')] == ["one"]
        database.execute('DROP SCHEMA "Büro" CASCADE')


def test_without_tables_there_is_no_lease(any_database: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        Lease.acquire(lambda: open_database(any_database, purpose="store"), None, "1", "one")
    assert caught.value.code == "tables_missing"


def test_the_clock_of_the_lease_only_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    first = lease.steady_clock()
    assert lease.steady_clock() >= first
    monkeypatch.delattr("time.CLOCK_BOOTTIME")
    first = lease.steady_clock()
    assert lease.steady_clock() >= first
