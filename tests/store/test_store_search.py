"""Long lists are read page by page: looked for, counted, and never more than a page of them at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pleo_erp_module.store import ChangeFilter, ChangeRow, Count, Store, StoredChange, StoredPlan

from .conftest import Clock
from .history_helpers import a_change, a_run, done, fail, finished

NAMES = ["Ærø & Sön", "100 % [x]", "back\\slash", 'a "quoted" one', "under_score", "what!", "ΩMEGA 漢字 😀", "plain", "tab\there"]


def put(store: Store, clock: Clock, changes: list[StoredChange], plan: str = "p" * 64) -> str:
    store.plans.put(StoredPlan("1", plan, "sync", clock(), clock() + timedelta(hours=72), None, True, "anna"), changes)
    return plan


def named(names: list[str]) -> list[StoredChange]:
    return [
        replace(a_change(str(place)), before=None, after={"name": name}, held=place % 2 == 0) for place, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ærø", NAMES[:1]),
        ("SÖN", NAMES[:1]),
        ("%", ["100 % [x]"]),
        ("[X]", ["100 % [x]"]),
        ("\\", ["back\\slash"]),
        ("K\\S", ["back\\slash"]),
        ('"', ['a "quoted" one']),
        ("_", ["under_score"]),
        ("!", ["what!"]),
        ("ωmega", ["ΩMEGA 漢字 😀"]),
        ("😀", ["ΩMEGA 漢字 😀"]),
        ("PLAIN", ["plain"]),
        ("b\th", ["tab\there"]),
        ("name", []),
        ("nowhere", []),
        ("A", [name for name in NAMES if "a" in name.casefold()]),
    ],
)
def test_a_piece_of_a_name_is_found_whatever_its_case_and_letters(
    store: Store, clock: Clock, text: str, found: list[str]
) -> None:
    plan = put(store, clock, named(NAMES))
    page, following = store.plans.search("1", plan, ChangeFilter(text=text), 50)
    assert ([(change.after or {})["name"] for change in page], following) == (found, None)
    store.history.sent("r", "1", named(NAMES))
    rows, after = store.history.search("1", "r", ChangeFilter(text=text), 50)
    assert ([(change.after or {})["name"] for change in rows], after) == (found, None)


def test_a_key_and_the_values_before_are_looked_through_as_well(store: Store, clock: Clock) -> None:
    changes = [replace(a_change("KEY-7"), before={"name": "Formerly"}), a_change("8")]
    plan = put(store, clock, changes)
    for text in ("key-7", "formerly"):
        assert store.plans.search("1", plan, ChangeFilter(text=text), 5) == (changes[:1], None)


def test_a_plan_is_read_page_by_page_and_counted(store: Store, clock: Clock) -> None:
    changes = [
        *(a_change(f"a{number}") for number in range(5)),
        *(replace(a_change(f"t{number}", "archive", "tags:DEP"), held=True) for number in range(3)),
    ]
    plan = put(store, clock, changes)
    seen: list[StoredChange] = []
    after = -1
    while True:
        page, following = store.plans.search("1", plan, ChangeFilter(), 3, after)
        assert len(page) <= 3
        seen += page
        if following is None:
            break
        after = following
    assert seen == changes
    assert store.plans.search("1", plan, ChangeFilter("tags:DEP"), 2)[0] == changes[5:7]
    assert store.plans.search("1", plan, ChangeFilter(action="archive"), 9) == (changes[5:], None)
    assert store.plans.search("1", plan, ChangeFilter(), 9, held=True) == (changes[5:], None)
    assert store.plans.search("2", plan, ChangeFilter(), 9) == ([], None)
    assert store.plans.counts("1", plan) == [Count("accounts", "update", "", 5), Count("tags:DEP", "archive", "held", 3)]
    assert store.plans.counts("2", plan) == []


def test_a_run_is_read_page_by_page_with_the_failures_that_it_met_again(store: Store) -> None:
    fail(store, "r1", a_change("f"))
    for number in range(4):
        done(store, "r2", a_change(str(number)))
    fail(store, "r2", a_change("f"))
    seen: list[ChangeRow] = []
    after = None
    while True:
        page, after = store.history.search("1", "r2", ChangeFilter(), 2, after)
        seen += page
        if after is None:
            break
    assert [row.key for row in seen] == ["f", "0", "1", "2", "3"]
    assert seen == store.history.changes("1", "r2")
    assert [row.key for row in store.history.search("1", "r2", ChangeFilter(), 9, status="failed")[0]] == ["f"]
    assert sorted((one.state, one.count) for one in store.history.counts("1", "r2")) == [("done", 4), ("failed", 1)]


def test_the_last_check_the_last_change_and_the_last_run_of_a_plan_are_told_apart(store: Store, clock: Clock) -> None:
    assert (store.history.last_checked("1"), store.history.last_changed("1")) == (None, None)
    changed = finished(store, clock, "success", None, changes=2, units=[{"unit": "accounts"}], plan="h")
    held = finished(store, clock, "held", None, units=[{"unit": "accounts"}], plan="h")
    finished(store, clock, "success", None)  # nothing was due
    finished(store, clock, "failed", "key_rejected", units=[{"unit": "accounts"}])
    found = [store.history.last_checked("1"), store.history.last_changed("1"), store.history.last_of_plan("1", "h")]
    assert [run and run.id for run in found] == [held, changed, held]
    assert store.history.last_of_plan("2", "h") is None


def test_names_are_found_by_their_beginning_and_never_all_of_them(store: Store, clock: Clock) -> None:
    for number in range(30):
        put(store, clock, [], f"{number % 3}abc{number:02}")
        store.history.start(a_run(store, clock, id=f"2026_{number:02}"))
    assert store.plans.hashes("1", "1abc") == [f"1abc{number:02}" for number in range(1, 30, 3)]
    assert store.plans.hashes("1", "1_bc") == []
    assert len(store.history.ids("1", "2026_")) == 10
    assert store.history.ids("1", "2026_07") == ["2026_07"]
    assert store.history.ids("1", "2026%") == []


def test_the_latest_release_of_a_plan_is_known_as_long_as_it_is_good(store: Store, clock: Clock) -> None:
    plan = put(store, clock, [a_change()])
    assert store.plans.latest_release("1", plan) is None
    store.plans.release("1", plan, "anna", clock() + timedelta(hours=1))
    clock.pass_(minutes=1)
    store.plans.release("1", plan, "ben", clock() + timedelta(hours=1))
    latest = store.plans.latest_release("1", plan)
    assert latest is not None
    assert (latest.by, latest.at, latest.expires_at) == ("ben", clock(), clock() + timedelta(hours=1))
    clock.pass_(hours=2)
    assert store.plans.latest_release("1", plan) is None
