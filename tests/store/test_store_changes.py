"""The history of changes: known before they leave, settled afterwards, counted when they fail again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Json, Status, Store, StoredChange, StoredOutcome

from .conftest import Clock
from .history_helpers import a_change, a_run, done, fail


def test_what_is_sent_is_committed_before_the_call_returns(store: Store, any_database: str, clock: Clock) -> None:
    assert store.history.sent("r", "1", [a_change("1"), a_change("2")]) == [0, 1]
    assert store.history.sent("r", "1", []) == []
    assert store.history.sent("r", "1", [a_change("3")]) == [2]
    with open_database(any_database, purpose="store") as database:
        seen = Store(database, None, clock).history.changes("1", "r")
    assert [(change.key, change.status, change.position) for change in seen] == [
        ("1", Status.SENT, 0),
        ("2", Status.SENT, 1),
        ("3", Status.SENT, 2),
    ]


def test_changes_that_are_not_sent_can_be_recorded_as_that(store: Store) -> None:
    store.history.sent("r", "1", [a_change("1")], Status.NOT_DONE)
    assert [change.status for change in store.history.changes("1", "r")] == [Status.NOT_DONE]
    assert store.history.open_and_answered("1")[0] == []


def test_a_create_learns_its_id_and_an_update_keeps_it(store: Store) -> None:
    store.history.sent("r", "1", [a_change("1", "create", record_id=None), a_change("2")])
    store.history.outcome([StoredOutcome("r", 0, Status.DONE, record_id="new"), StoredOutcome("r", 1, Status.DONE)])
    assert [change.record_id for change in store.history.changes("1", "r")] == ["new", "id1"]


def test_outcomes_are_recorded_all_or_none(store: Store, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    store.history.sent("r", "1", [a_change("1"), a_change("2")])
    real = store.history._settle

    def fail(outcome: StoredOutcome, at: str) -> None:
        if outcome.position == 1:
            raise RuntimeError
        real(outcome, at)

    with monkeypatch.context() as patch:
        patch.setattr(store.history, "_settle", fail)
        with pytest.raises(RuntimeError):
            store.history.outcome([StoredOutcome("r", 0, Status.DONE), StoredOutcome("r", 1, Status.DONE)])
    assert {change.status for change in store.history.changes("1", "r")} == {Status.SENT}


def test_what_landed_lately_is_read_newest_first(store: Store, clock: Clock) -> None:
    early = store.history.start(a_run(store, clock)).id
    done(store, early, a_change("old"))
    since = clock.pass_(days=8)
    late = store.history.start(a_run(store, clock)).id
    for key in ("1", "2"):
        done(store, late, a_change(key))
    fail(store, late, a_change("failed"))
    store.history.sent(late, "1", [a_change("open")])
    store.history.sent(late, "2", [a_change("another company's")])
    assert [change.key for change in store.history.landed("1", since, 10)] == ["open", "2", "1"]
    assert [change.key for change in store.history.landed("1", since, 1)] == ["open"]
    assert [change.key for change in store.history.landed("1", since - timedelta(days=9), 10)] == ["open", "2", "1", "old"]


def test_the_outcome_of_an_unknown_change_changes_nothing(store: Store) -> None:
    store.history.outcome([StoredOutcome("r", 0, Status.FAILED, error_code="x"), StoredOutcome("r", 1, Status.DONE)])
    assert store.history.changes("1", "r") == []


def test_a_failure_that_repeats_is_one_row_with_first_last_and_count(store: Store, clock: Clock) -> None:
    began = clock()
    for run in ("r1", "r2", "r3"):
        fail(store, run, replace(a_change(), after={"name": run}))
        last = clock()
        clock.pass_(hours=1)
    [row] = store.history.changes("1", "r1")
    assert (row.run, row.first_at, row.last_at, row.repeats) == ("r1", began, last, 3)
    assert (row.after, row.error_message, row.status) == ({"name": "r3"}, "No: r3", Status.FAILED)
    assert store.history.changes("1", "r3") == [row]
    assert store.history.last("1", "accounts", "6000") == row


def test_a_position_is_never_given_twice_in_a_run(store: Store) -> None:
    fail(store, "r1", a_change())
    fail(store, "r2", a_change())
    assert store.history.sent("r2", "1", [a_change("7000")]) == [1]


@pytest.mark.parametrize(
    "other",
    [
        {"change": a_change("7000")},
        {"change": a_change(action="archive")},
        {"change": a_change(unit="tags:DEP")},
        {"code": "pleo_timeout"},
        {"status": Status.SKIPPED},
    ],
)
def test_another_failure_is_a_row_of_its_own(store: Store, other: dict[str, Any]) -> None:
    fail(store, "r1", a_change())
    fail(store, "r2", **{"change": a_change(), **other})
    assert [(row.run, row.repeats) for row in store.history.changes("1", "r2")] == [("r2", 1)]


@pytest.mark.parametrize("status", [Status.SKIPPED, Status.NOT_DONE])
def test_what_is_left_out_again_for_the_same_reason_is_counted_too(store: Store, status: Status) -> None:
    fail(store, "r1", a_change(), status=status)
    fail(store, "r2", a_change(), status=status)
    assert [(row.run, row.repeats) for row in store.history.changes("1", "r2")] == [("r1", 2)]


def test_failures_that_alternate_are_counted_each_in_its_row(store: Store, clock: Clock) -> None:
    for run, code in (("r1", "a"), ("r2", "b"), ("r3", "a"), ("r4", "b")):
        fail(store, run, a_change(), code)
        clock.pass_(hours=1)
    assert [(row.run, row.repeats) for run in ("r1", "r2") for row in store.history.changes("1", run)] == [("r1", 2), ("r2", 2)]


def test_a_failure_after_a_success_is_a_row_of_its_own(store: Store, clock: Clock) -> None:
    fail(store, "r1", a_change())
    clock.pass_(hours=1)
    done(store, "r2", a_change())
    clock.pass_(hours=1)
    fail(store, "r3", a_change())
    clock.pass_(hours=1)
    fail(store, "r4", a_change())
    assert [(row.run, row.repeats) for row in store.history.changes("1", "r4")] == [("r3", 2)]
    assert [(row.run, row.repeats) for row in store.history.changes("1", "r1")] == [("r1", 1)]


def test_changes_are_read_page_by_page_with_the_failures_met_again(store: Store) -> None:
    fail(store, "r1", a_change("f"))
    store.history.sent("r2", "1", [a_change(str(n)) for n in range(5)])
    fail(store, "r2", a_change("f"))
    pages = [[row.key for row in store.history.changes("1", "r2", offset, 2)] for offset in range(0, 8, 2)]
    assert pages == [["f", "0"], ["1", "2"], ["3", "4"], []]
    assert store.history.changes("2", "r2") == []


def test_unsettled_changes_are_the_sent_and_the_unknown_of_the_company(store: Store, clock: Clock) -> None:
    run = store.history.start(a_run(store, clock))
    store.history.sent(run.id, "1", [a_change(str(n)) for n in range(4)] + [a_change("t", unit="tags:DEP")])
    failed = StoredOutcome(run.id, 1, Status.FAILED, error_code="x")
    store.history.outcome([StoredOutcome(run.id, 0, Status.DONE), failed])
    store.history.interrupt_open("1", "other")
    store.history.sent("other", "1", [a_change("5")])
    open_ones = store.history.open_and_answered("1")[0]
    assert {(row.key, row.status) for row in open_ones} == {
        ("2", Status.UNKNOWN),
        ("3", Status.UNKNOWN),
        ("t", Status.UNKNOWN),
        ("5", Status.SENT),
    }
    assert store.history.open_and_answered("2")[0] == []


def test_settling_touches_only_what_nobody_knows_the_end_of(store: Store) -> None:
    store.history.sent("r", "1", [a_change("1"), a_change("2")])
    store.history.outcome([StoredOutcome("r", 0, Status.DONE)])
    store.history.settle(
        [
            StoredOutcome("r", 0, Status.NOT_DONE),
            StoredOutcome("r", 1, Status.NOT_DONE, error_code="not_attempted"),
            StoredOutcome("r", 9, Status.DONE),
        ]
    )
    assert [row.status for row in store.history.changes("1", "r")] == [Status.DONE, Status.NOT_DONE]


def test_answered_holds_what_pleo_answered_otherwise_to_the_latest_change(store: Store, clock: Clock) -> None:
    steps: list[tuple[str, StoredChange, Json | None]] = [
        ("r1", a_change(record_id="same"), None),
        ("r1", a_change(record_id="other"), {"name": "B"}),
        ("r1", a_change(record_id="mended"), {"name": "B"}),
        ("r1", replace(a_change(record_id="twice"), after={"name": "1"}), {"name": "B"}),
        ("r2", a_change(record_id="mended"), None),
        ("r2", replace(a_change(record_id="twice"), after={"name": "2"}), {"name": "C"}),
        ("r2", a_change(record_id="elsewhere", unit="tags:DEP"), {"name": "B"}),
    ]
    for run, change, answered in steps:
        done(store, run, change, answered)
        clock.pass_(minutes=1)
    assert {(row.unit, row.record_id): (row.after, row.answered) for row in store.history.open_and_answered("1")[1]} == {
        ("accounts", "other"): ({"name": "b"}, {"name": "B"}),
        ("accounts", "twice"): ({"name": "2"}, {"name": "C"}),
        ("tags:DEP", "elsewhere"): ({"name": "b"}, {"name": "B"}),
    }
    assert store.history.open_and_answered("2")[1] == []


def test_the_last_that_happened_to_a_record_is_found_by_its_key(store: Store, clock: Clock) -> None:
    done(store, "r1", a_change())
    clock.pass_(minutes=1)
    fail(store, "r2", a_change())
    clock.pass_(minutes=1)
    done(store, "r3", a_change("7000"))
    last = store.history.last("1", "accounts", "6000")
    assert last is not None
    assert (last.run, last.error_code) == ("r2", "pleo_refused")
    assert store.history.last("1", "accounts", "8000") is None
    assert store.history.last("2", "accounts", "6000") is None


def test_a_create_that_found_its_record_there_learns_what_it_was(store: Store, clock: Clock) -> None:
    run = store.history.start(a_run(store, clock))
    create = replace(a_change(action="create", record_id=None), before=None)
    first, second = store.history.sent(run.id, "1", [create, replace(create, key="7000")])
    store.history.outcome(
        [StoredOutcome(run.id, first, Status.DONE, "id1", before={"name": "c"}), StoredOutcome(run.id, second, Status.DONE)]
    )
    assert [row.before for row in store.history.changes("1", run.id)] == [{"name": "c"}, None]
