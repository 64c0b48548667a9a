"""Plans that were shown, releases and approvals, and holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Store, StoredChange, StoredPlan
from pleo_erp_module.store.codec import stamp

from .conftest import Clock

DAYS = timedelta(hours=72)


def _plan(clock: Clock, plan_hash: str = "h", company: str = "1") -> StoredPlan:
    return StoredPlan(company, plan_hash, "sync-all", clock(), clock() + DAYS, clock(), False, "anna")


def _change(number: int, approval: str | None = None) -> StoredChange:
    after = {"code": str(number), "name": f"Økonomi {number}", "archived": False}
    return StoredChange(
        "tags:DEP", "create", str(number), None, None, after, Message("new_in_erp"), "T-3", False, approval or f"a{number}"
    )


def _stale(call: Callable[[], object]) -> None:
    with pytest.raises(PleoErpError) as caught:
        call()
    assert caught.value.code == "stale_plan"


def test_a_plan_of_ten_thousand_changes_comes_back_page_by_page(store: Store, clock: Clock) -> None:
    changes = [_change(number) for number in range(10_000)]
    store.plans.put(_plan(clock), changes)
    pages = [store.plans.changes("1", "h", offset, 3000) for offset in range(0, 12_001, 3000)]
    assert [len(page) for page in pages] == [3000, 3000, 3000, 1000, 0]
    assert [change for page in pages for change in page] == changes
    assert store.plans.release("1", "h", "anna", clock() + DAYS) == 10_000
    assert len(store.plans.decisions("1")[0]) == 10_000


def test_a_plan_is_unknown_to_another_company_and_under_another_hash(store: Store, clock: Clock) -> None:
    store.plans.put(_plan(clock), [_change(1)])
    assert store.plans.get("2", "h") is None
    assert store.plans.get("1", "H") is None
    _stale(lambda: store.plans.release("2", "h", "anna", clock() + DAYS))
    _stale(lambda: store.plans.release("1", "H", "anna", clock() + DAYS))
    assert store.plans.decisions("1")[0] == set()


def test_a_plan_ends_with_its_time(store: Store, clock: Clock) -> None:
    store.plans.put(_plan(clock), [_change(1)])
    clock.pass_(hours=72, microseconds=-1)
    assert store.plans.get("1", "h") is not None
    assert store.plans.hashes("1") == ["h"]
    clock.pass_(microseconds=1)
    assert store.plans.get("1", "h") is None
    assert store.plans.hashes("1") == []
    _stale(lambda: store.plans.release("1", "h", "anna", clock() + DAYS))


def test_showing_a_plan_again_renews_it_and_replaces_its_changes(store: Store, clock: Clock) -> None:
    store.plans.put(_plan(clock), [_change(1), _change(2)])
    clock.pass_(hours=50)
    again = replace(_plan(clock), shows_tags=True, user="bo")
    store.plans.put(again, [replace(_change(1), held=True), _change(2)])
    clock.pass_(hours=50)
    assert store.plans.get("1", "h") == again
    assert store.plans.changes("1", "h") == [replace(_change(1), held=True), _change(2)]


def test_expired_plans_go_when_another_is_shown(store: Store, clock: Clock, database: Database) -> None:
    store.plans.put(_plan(clock, "old"), [_change(1)])
    store.plans.put(_plan(clock, "old", company="2"), [_change(1)])
    clock.pass_(hours=73)
    store.plans.put(_plan(clock, "new"), [_change(2)])
    rows = database.rows("SELECT company, plan_hash FROM pleo_erp_plan_change ORDER BY company")
    assert [tuple(row) for row in rows] == [("1", "new"), ("2", "old")]


def test_a_release_approves_what_the_plan_showed(store: Store, clock: Clock) -> None:
    store.plans.put(_plan(clock), [_change(1), _change(2), _change(3, approval="a2")])
    store.plans.put(_plan(clock, "other"), [_change(9)])
    assert store.plans.release("1", "h", "anna", clock() + DAYS) == 2
    assert store.plans.decisions("1")[0] == {"a1", "a2"}
    assert store.plans.decisions("2")[0] == set()


def test_an_empty_plan_can_be_released(store: Store, clock: Clock, database: Database) -> None:
    store.plans.put(_plan(clock), [])
    assert store.plans.release("1", "h", "anna", clock() + DAYS) == 0
    assert [tuple(row) for row in database.rows("SELECT plan_hash, released_by FROM pleo_erp_release")] == [("h", "anna")]


def test_releasing_again_renews(store: Store, clock: Clock, database: Database) -> None:
    store.plans.put(_plan(clock), [_change(1), _change(2)])
    store.plans.release("1", "h", "anna", clock() + DAYS)
    clock.pass_(hours=50)
    assert store.plans.release("1", "h", "bo", clock() + DAYS) == 2
    clock.pass_(hours=50)
    assert store.plans.decisions("1")[0] == {"a1", "a2"}
    open_ones = database.rows("SELECT release_id FROM pleo_erp_approval WHERE expires_at > ?", [stamp(clock())])
    assert len({row[0] for row in open_ones}) == 1
    who = database.rows("SELECT released_by FROM pleo_erp_release ORDER BY released_at")
    assert [row[0] for row in who] == ["anna", "bo"]
    assert next(iter(database.rows("SELECT COUNT(*) FROM pleo_erp_approval")))[0] == 2


def test_an_approval_is_used_up_and_stays_on_record(store: Store, clock: Clock, database: Database) -> None:
    store.plans.put(_plan(clock), [_change(1), _change(2)])
    store.plans.release("1", "h", "anna", clock() + DAYS)
    store.plans.use("1", ["a1", "unknown"])
    store.plans.use("2", ["a2"])
    store.plans.use("1", [])
    assert store.plans.decisions("1")[0] == {"a2"}
    assert (store.plans.used("1"), store.plans.used("2")) == ({"a1"}, set())
    assert store.plans.release("1", "h", "anna", clock() + DAYS) == 2
    assert store.plans.decisions("1")[0] == {"a1", "a2"}
    used = database.rows("SELECT approval_key FROM pleo_erp_approval WHERE used_at IS NOT NULL")
    assert [row[0] for row in used] == ["a1"]


def test_an_approval_ends_with_its_time(store: Store, clock: Clock) -> None:
    store.plans.put(_plan(clock), [_change(1)])
    store.plans.release("1", "h", "anna", clock() + timedelta(hours=1))
    clock.pass_(hours=1)
    assert store.plans.decisions("1")[0] == set()


@pytest.mark.parametrize("lapses", [True, False])
def test_an_approval_lapses_when_its_unit_is_planned_without_its_change(store: Store, clock: Clock, lapses: bool) -> None:
    changes = [_change(number) for number in range(1, 4)]
    unit = changes[0].unit
    store.plans.put(_plan(clock), changes)
    store.plans.release("1", "h", "anna", clock() + DAYS, lapses=lapses)
    given = store.plans.decisions("1")[0]
    store.plans.lapse("1", given, {"another": set()})
    store.plans.lapse("2", given, {unit.lower(): set()})
    store.plans.lapse("1", {"a1"}, {unit.lower(): {"a1"}})
    assert store.plans.decisions("1")[0] == {"a1", "a2", "a3"}
    store.plans.lapse("1", {"a1", "a2"}, {unit.lower(): {"a1"}})
    assert store.plans.decisions("1")[0] == ({"a1", "a3"} if lapses else {"a1", "a2", "a3"})


def test_changes_can_be_approved_without_a_plan(store: Store, clock: Clock, database: Database) -> None:
    store.plans.approve("1", "accounts", ["a1", "a2", "a1"], "anna", clock() + timedelta(hours=1))
    assert store.plans.decisions("1")[0] == {"a1", "a2"}
    store.plans.approve("1", "accounts", ["a1"], "bo", clock() + DAYS)
    clock.pass_(hours=2)
    assert store.plans.decisions("1")[0] == {"a1"}
    who = database.rows("SELECT released_by, plan_hash FROM pleo_erp_release ORDER BY released_at, expires_at")
    assert [tuple(row) for row in who] == [("anna", None), ("bo", None)]
    store.plans.approve("2", "accounts", [], "anna", clock() + DAYS)
    assert store.plans.decisions("2")[0] == set()


def test_two_that_show_the_same_plan_at_once_both_succeed(
    pair: tuple[Store, Store], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    tables = first.plans._tables
    real, inserts = tables.insert, [0]

    def insert(table: str, rows: Sequence[Mapping[str, object]]) -> None:
        inserts[0] += 1
        if inserts[0] == 1:  # the other session commits between this one's look and its insert
            second.plans.put(_plan(clock), [_change(1)])
        real(table, rows)

    monkeypatch.setattr(tables, "insert", insert)
    first.plans.put(_plan(clock), [_change(1)])
    assert inserts == [2]  # the first met the other's row; then the plan was renewed and its changes inserted
    assert second.plans.changes("1", "h") == [_change(1)]


# -- holds


def test_only_guards_that_held_nothing_before_are_news(store: Store) -> None:
    replace_ = store.holds.replace
    assert replace_("1", {"accounts": {"a": "share", "b": "share"}}, "r1") == {"accounts": {"share"}}
    assert replace_("1", {"accounts": {"a": "share", "b": "share", "c": "share"}}, "r2") == {}
    assert replace_("1", {"accounts": {"a": "count", "b": "share"}}, "r3") == {"accounts": {"count"}}
    assert store.holds.of("1") == {"accounts": {"a": "count", "b": "share"}}
    assert replace_("1", {"accounts": {}}, "r4") == {}
    assert store.holds.of("1") == {}
    assert replace_("1", {"accounts": {"a": "share"}}, "r5") == {"accounts": {"share"}}


def test_holds_of_units_and_companies_are_apart(store: Store) -> None:
    store.holds.replace("1", {"accounts": {"a": "share"}}, "r")
    assert store.holds.replace("1", {"tags:DEP": {"a": "share"}, "tags:PRJ": {}}, "r") == {"tags:DEP": {"share"}}
    assert store.holds.replace("2", {"accounts": {"a": "share"}}, "r") == {"accounts": {"share"}}
    store.holds.replace("1", {"accounts": {}}, "r")
    assert store.holds.of("1") == {"tags:DEP": {"a": "share"}}
    assert store.holds.of("2") == {"accounts": {"a": "share"}}


def test_a_hold_remembers_the_run_and_the_time_that_began_it(store: Store, clock: Clock, database: Database) -> None:
    began = clock()
    store.holds.replace("1", {"accounts": {"a": "share"}}, "r1")
    clock.pass_(hours=1)
    store.holds.replace("1", {"accounts": {"a": "share", "b": "share"}}, "r2")
    rows = database.rows("SELECT change_identity, run_id, held_at FROM pleo_erp_hold ORDER BY change_identity")
    first, other = (tuple(row) for row in rows)
    assert first == ("a", "r1", f"{began:%Y-%m-%dT%H:%M:%S.%fZ}")
    assert other[:2] == ("b", "r2")


def test_the_plan_that_was_released_last_is_found_by_its_job_while_its_release_is_good(store: Store, clock: Clock) -> None:
    assert store.plans.released("1", "undo") is None
    for plan_hash in ("first", "second", "shown only"):
        store.plans.put(replace(_plan(clock, plan_hash), job="undo"), [_change(1)])
    store.plans.put(_plan(clock, "of a run"), [_change(1)])
    for plan_hash in ("second", "first", "of a run"):
        clock.pass_(minutes=1)
        store.plans.release("1", plan_hash, "anna", clock() + DAYS)
    found = store.plans.released("1", "undo")
    assert found is not None
    assert (found.hash, found.job) == ("first", "undo")
    assert store.plans.released("2", "undo") is None
    clock.pass_(hours=73)
    assert store.plans.released("1", "undo") is None


def test_a_plan_can_be_kept_for_longer_and_never_for_less(store: Store, clock: Clock) -> None:
    store.plans.put(_plan(clock), [_change(1)])
    store.plans.keep("1", "h", clock() + 2 * DAYS)
    store.plans.keep("1", "h", clock())
    clock.pass_(hours=143)
    assert store.plans.get("1", "h") is not None
    assert len(store.plans.changes("1", "h")) == 1
    clock.pass_(hours=2)
    assert store.plans.get("1", "h") is None
