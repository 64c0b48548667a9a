"""The history of runs: begun, finished, counted when they fail again, interrupted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pleo_erp_module.store import Status, Store, StoredOutcome

from .conftest import Clock
from .history_helpers import a_change, a_run, fail, finished


def test_run_ids_read_and_sort_by_time(store: Store, clock: Clock) -> None:
    first = store.history.new_id()
    clock.pass_(seconds=1)
    assert re.fullmatch("20261124T193809Z-[0-9a-f]{4}", first)
    assert first < store.history.new_id()


def test_a_run_whose_id_is_taken_gets_another(store: Store, clock: Clock) -> None:
    run = store.history.start(a_run(store, clock))
    other = store.history.start(replace(run, company="2"))
    assert other.id != run.id
    assert store.history.run("2", other.id) == other
    assert store.history.run("1", run.id) == run


def test_a_run_of_another_company_is_unknown(store: Store, clock: Clock) -> None:
    run = store.history.start(a_run(store, clock))
    assert store.history.run("2", run.id) is None
    assert store.history.runs("2") == []


def test_runs_are_listed_in_pages_the_newest_first(store: Store, clock: Clock) -> None:
    ids = [finished(store, clock, "success", None) for _ in range(7)]
    newest_first = ids[::-1]
    pages = [store.history.runs("1", 3, offset) for offset in range(0, 10, 3)]
    assert [[run.id for run in page] for page in pages] == [newest_first[:3], newest_first[3:6], newest_first[6:], []]


def test_runs_that_began_at_one_moment_are_paged_without_loss(store: Store, clock: Clock) -> None:
    ids = [store.history.start(a_run(store, clock, job=f"job{n}")).id for n in range(5)]
    assert [store.history.runs("1", 2, offset)[0].id for offset in range(5)] == ids[::-1]


def test_a_failure_that_repeats_is_one_run_with_first_last_and_count(store: Store, clock: Clock) -> None:
    began = clock()
    first = finished(store, clock)
    for _ in range(3):
        clock.pass_(hours=1)
        assert finished(store, clock, error_message="still") == first
    [run] = store.history.runs("1")
    assert (run.id, run.first_at, run.started_at, run.finished_at, run.repeats, run.error_message) == (
        first,
        began,
        clock() - timedelta(minutes=1),
        clock(),
        4,
        "still",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"code": "pleo_unreachable"}),
        ({}, {"job": "sync-all"}),
        ({}, {"writes": 1}),
        ({"writes": 1}, {}),
        ({"status": "success", "code": None}, {}),
        ({"status": "partial"}, {}),
        ({}, {"status": "partial"}),
        ({"code": None}, {"code": None}),
    ],
)
def test_another_run_is_a_row_of_its_own(store: Store, clock: Clock, before: dict[str, Any], after: dict[str, Any]) -> None:
    first = finished(store, clock, **before)
    clock.pass_(hours=1)
    assert finished(store, clock, **after) != first
    assert len(store.history.runs("1")) == 2


def test_a_success_in_between_begins_a_new_row(store: Store, clock: Clock) -> None:
    ids = [finished(store, clock), finished(store, clock, "success", None), finished(store, clock), finished(store, clock)]
    assert ids[2] == ids[3]
    assert [run.repeats for run in store.history.runs("1")] == [2, 1, 1]


def test_the_failures_of_companies_and_jobs_are_counted_apart(store: Store, clock: Clock) -> None:
    for _ in range(2):
        finished(store, clock)
        finished(store, clock, job="sync-all")
        finished(store, clock, company="2")
    assert [run.repeats for run in store.history.runs("1")] == [2, 2]
    assert [run.repeats for run in store.history.runs("2")] == [2]


@pytest.mark.parametrize("which", [0, 1])
def test_a_run_with_changes_is_never_counted_in_another(store: Store, clock: Clock, which: int) -> None:
    for number in range(2):
        run = store.history.start(a_run(store, clock))
        if number == which:
            fail(store, run.id, a_change())
        store.history.finish(replace(run, finished_at=clock.pass_(hours=1), status="failed", error_code="lease_lost"))
    assert len(store.history.runs("1")) == 2


def test_what_a_crash_left_open_is_interrupted_and_unknown(store: Store, clock: Clock) -> None:
    crashed = store.history.start(a_run(store, clock))
    store.history.sent(crashed.id, "1", [a_change("1"), a_change("2")])
    store.history.outcome([StoredOutcome(crashed.id, 0, Status.DONE)])
    foreign = store.history.start(a_run(store, clock, company="2"))
    ended = finished(store, clock, "success", None)
    now = clock.pass_(hours=1)
    mine = store.history.start(a_run(store, clock))
    store.history.sent(mine.id, "1", [a_change("3")])
    assert store.history.interrupt_open("1", mine.id) == 1
    assert store.history.run("1", crashed.id) == replace(crashed, status="interrupted", finished_at=now, changes=1)
    assert [change.status for change in store.history.changes("1", crashed.id)] == [Status.DONE, Status.UNKNOWN]
    for company, run_id, status in (("1", mine.id, "running"), ("2", foreign.id, "running"), ("1", ended, "success")):
        run = store.history.run(company, run_id)
        assert run is not None
        assert run.status == status
    assert [change.status for change in store.history.changes("1", mine.id)] == [Status.SENT]
    assert store.history.interrupt_open("1", mine.id) == 0


def test_the_last_run_that_wrote_is_the_latest_with_a_change_that_arrived_or_may_have(store: Store, clock: Clock) -> None:
    assert store.history.last_that_wrote("1", 0) is None
    ids = []
    for status in (Status.DONE, Status.UNKNOWN, Status.SENT):
        clock.pass_(minutes=1)
        run = store.history.start(a_run(store, clock))
        [position] = store.history.sent(run.id, "1", [a_change(str(status))])
        if status is not Status.SENT:
            store.history.outcome([StoredOutcome(run.id, position, status)])
        ids.append(run.id)
        found = store.history.last_that_wrote("1", 0)
        assert found is not None
        assert found.id == run.id
    run = store.history.start(a_run(store, clock))
    fail(store, run.id, a_change("failed"))
    finished(store, clock, "success", None)
    found = store.history.last_that_wrote("1", 0)
    assert found is not None
    assert (found.id, found.number) == (ids[-1], 3)
    assert store.history.last_that_wrote("1", 3) is None
    assert store.history.last_that_wrote("2", 0) is None


def test_an_interrupted_run_counts_what_it_did_and_what_is_found_out_later(store: Store, clock: Clock) -> None:
    run = store.history.start(a_run(store, clock))
    positions = store.history.sent(run.id, "1", [a_change(str(number)) for number in range(4)])
    store.history.outcome([StoredOutcome(run.id, positions[0], Status.DONE), StoredOutcome(run.id, positions[1], Status.FAILED)])
    other = store.history.start(a_run(store, clock, company="2"))
    assert store.history.interrupt_open("1", "") == 1
    found = store.history.run("1", run.id)
    assert found is not None
    assert (found.status, found.changes) == ("interrupted", 1)
    store.history.settle([StoredOutcome(run.id, positions[2], Status.DONE), StoredOutcome(run.id, positions[3], Status.NOT_DONE)])
    found = store.history.run("1", run.id)
    assert found is not None
    assert found.changes == 2
    untouched = store.history.run("2", other.id)
    assert untouched is not None
    assert (untouched.status, untouched.changes) == ("running", 0)


def test_the_ids_of_all_runs_can_be_looked_through(store: Store, clock: Clock) -> None:
    ids = [finished(store, clock, "success", None) for _ in range(3)]
    assert store.history.ids("1") == sorted(ids)
    assert store.history.ids("2") == []
