"""Every guard at its limit: one below, on it, one above; with the limits as they come and with others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_hookspecs import Message
from pleo_erp_module.messages import render
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards import Thresholds
from reconcile.figures import OTHER, Figures, approvals, expected, fired, guard, holds_what
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import TAXED_ACCOUNTS

every_limit = pytest.mark.parametrize("limits", [Thresholds(), OTHER], ids=["defaults", "others"])
AROUND = (-1, 0, 1)
around = pytest.mark.parametrize("step", AROUND, ids=["below", "on it", "above"])


def vanished(active: int, count: int) -> Figures:
    return Figures(active, vanished=count)


def blocked(active: int, count: int) -> Figures:
    return Figures(active, blocked=count)


def renamed(active: int, count: int) -> Figures:
    return Figures(active, renamed=count)


def created(active: int, count: int) -> Figures:
    return Figures(active, created=count)


#: guard, figures for (active, count), the setting with the count, whether the count itself is still free, the setting in percent
SHARES: list[tuple[str, Callable[[int, int], Figures], str, bool, str]] = [
    ("share", vanished, "share_vanished", False, "share_vanished_percent"),
    ("share", blocked, "share_gone", False, "share_gone_percent"),
    ("shift", renamed, "shift_updates", False, "shift_percent"),
    ("flood", created, "flood_creates", True, "flood_percent"),
    ("flood", created, "flood_small_creates", True, "flood_small_percent"),
]
shares = pytest.mark.parametrize(("name", "figures", "count", "free", "percent"), SHARES, ids=[row[2] for row in SHARES])


@every_limit
@shares
@around
def test_the_count(
    name: str, figures: Callable[[int, int], Figures], count: str, free: bool, percent: str, step: int, limits: Thresholds
) -> None:
    limit = getattr(limits, count)
    most = ((limit - 1) * 100 - 1) // getattr(limits, percent)  # the largest unit in which even one less is over the share
    active = max(most, getattr(limits, count.replace("creates", "active")) if name == "flood" else 0)
    assert (name in fired(figures(active, limit + step).judged(limits, rows_before=active))) == (step > 0 if free else step >= 0)


@every_limit
@shares
@around
def test_the_share(
    name: str, figures: Callable[[int, int], Figures], count: str, free: bool, percent: str, step: int, limits: Thresholds
) -> None:
    share = getattr(limits, percent)
    active = 100 * (getattr(limits, count) // share + 1)  # large enough for the count not to matter
    assert (name in fired(figures(active, active * share // 100 + step).judged(limits, rows_before=active))) == (step > 0)


@every_limit
@around
def test_count(step: int, limits: Thresholds) -> None:
    gone = limits.count_gone + step
    assert ("count" in fired(blocked(10 * gone, gone).judged(limits))) == (step > 0)
    assert ("count" in fired(vanished(10 * gone, gone).judged(limits))) == (step > 0)


@every_limit
@around
def test_wipe_depends_on_how_many_were_active(step: int, limits: Thresholds) -> None:
    active = limits.wipe_active + step
    assert ("wipe" in fired(blocked(active, active).judged(limits))) == (step >= 0)
    assert "wipe" not in fired(blocked(active + 1, active).judged(limits))


@every_limit
@around
def test_blind_compares_the_rows_with_the_last_run(step: int, limits: Thresholds) -> None:
    before = 200
    rows = before * limits.blind_percent // 100 + step
    assert ("blind" in fired(vanished(100, 1).judged(limits, rows=rows, rows_before=before))) == (step < 0)


@every_limit
@around
def test_flood_is_for_units_that_have_something(step: int, limits: Thresholds) -> None:
    small, limits = limits.flood_small_active + step, replace(limits, flood_small_active=0)
    assert "flood" in fired(created(small, limits.flood_small_creates + small).judged(limits, rows_before=small))
    limits = replace(limits, flood_small_active=small - step)
    assert ("flood" in fired(created(small, limits.flood_small_creates + small).judged(limits, rows_before=small))) == (step >= 0)
    large, limits = limits.flood_active + step, replace(limits, flood_small_creates=1_000_000)
    assert ("flood" in fired(created(large, limits.flood_creates + large).judged(limits))) == (step >= 0)


def test_flood_is_for_confirmed_connections() -> None:
    assert fired(created(50, 501).judged(confirmed=True)) == {"flood"}
    assert fired(created(50, 501).judged(confirmed=False)) == set()


def test_the_rest_of_a_first_load_that_was_cut_short_is_not_a_flood() -> None:
    for before, guards in ((0, set()), (19, set()), (20, {"flood"}), (100, {"flood"})):
        assert fired(created(100, 900).judged(rows=1000, rows_before=before)) == guards


def test_blind_without_any_row_needs_no_earlier_run() -> None:
    assert fired(vanished(1, 1).judged(rows=0)) == {"blind"}
    assert fired(vanished(1, 1).judged(rows=1)) == set()


def test_blind_counts_unusable_rows_as_rows() -> None:
    assert "blind" not in fired(blocked(9, 1).judged(rows_before=9))


@pytest.mark.parametrize("figures", [Figures(0), Figures(60, renamed=1), Figures(0, created=3), Figures(3, returning=3)])
def test_blind_wipe_share_and_count_need_something_that_would_go(figures: Figures) -> None:
    nothing = Thresholds(wipe_active=0, share_vanished=0, share_gone=0, share_vanished_percent=0, share_gone_percent=0)
    assert fired(figures.judged(nothing, rows=0, rows_before=1000)) == set()


def test_k15_an_empty_answer_with_fifty_active_records_is_held_whole() -> None:
    guarded = Figures(50, vanished=50).judged(rows=0, rows_before=50)
    assert fired(guarded) == {"blind", "wipe", "share"}
    assert len(guarded.held) == 50
    assert set(guarded.held.values()) == {"blind"}
    assert guarded.whole


def test_c10_and_g9_the_same_without_an_earlier_run() -> None:
    assert len(Figures(40, vanished=40).judged(rows=0).held) == 40
    assert len(Figures(3, vanished=3).judged(rows=0).held) == 3


def test_blocked_rows_are_gone_and_not_vanished() -> None:
    assert fired(Figures(24, vanished=5).judged()) == {"share"}
    assert fired(Figures(24, vanished=4, blocked=5).judged()) == set()
    assert fired(Figures(19, vanished=4, blocked=6).judged()) == {"share"}


@pytest.mark.parametrize(
    ("figures", "rows", "guards"),
    [
        (Figures(9, vanished=1, renamed=1, created=1, returning=1), 0, {"blind"}),
        (Figures(3, blocked=3, created=1, returning=1), None, {"wipe"}),
        (Figures(19, vanished=5, renamed=1, created=1, returning=1), None, {"share"}),
        (Figures(300, blocked=101, renamed=1, created=1, returning=1), None, {"count"}),
        (Figures(20, vanished=1, renamed=10, created=1, returning=1), None, {"shift"}),
        (Figures(50, vanished=1, renamed=1, created=501, returning=1), None, {"flood"}),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, set) else "",
)
def test_each_guard_holds_what_it_is_for_and_nothing_else(figures: Figures, rows: int | None, guards: set[str]) -> None:
    guarded = figures.judged(rows=rows)
    assert fired(guarded) == guards
    assert guarded.whole == (guards <= {"blind", "wipe"})
    assert set(guarded.held.values()) == guards
    plan = figures.plan()
    held = [change for change in plan.changes if change.action in holds_what(guards)]
    assert len(guarded.held) == len(held) > 0


def test_a_hold_says_the_figures_and_the_limit() -> None:
    (hold,) = Figures(24, vanished=5).judged().holds
    assert (hold.unit, hold.guard, hold.active, hold.gone) == ("tags:DEPT", "share", 24, 5)
    assert hold.limit == Message("many_vanished", {"count": 5, "active": 24, "limit": 20})


@pytest.mark.parametrize(
    ("figures", "rows", "before", "said"),
    [
        (Figures(9, vanished=1), 0, None, "the ERP returned no rows, but 9 records are active in Pleo"),
        (Figures(9, vanished=1), 4, 9, "the ERP returned 4 rows, last time it was 9 (limit 50%)"),
        (Figures(3, blocked=3), 3, None, "all 3 active records would be archived"),
        (Figures(19, blocked=10), 19, None, "10 of 19 active records would be archived (limit 50%)"),
        (Figures(300, blocked=101), 300, None, "101 active records would be archived (limit 100)"),
        (Figures(20, renamed=10), 20, None, "10 of 20 active records would get a new name or code (limit 30%)"),
        (Figures(50, created=501), 551, None, "501 records would be created in addition to 50 active ones (limit 50%)"),
    ],
)
def test_every_limit_is_put_into_words(figures: Figures, rows: int, before: int | None, said: str) -> None:
    assert [render(hold.limit) for hold in figures.judged(rows=rows, rows_before=before).holds] == [said]


def test_an_update_of_neither_name_nor_code_is_not_a_shift() -> None:
    numbers = [f"{number:02}" for number in range(20)]
    rows = TAXED_ACCOUNTS.rows([(number, number, "Name", "T1", "A") for number in numbers])
    pleo = Pleo.of(TAXED_ACCOUNTS, ", ".join(f"{number}/{number}/Name/-/A" for number in numbers))
    plan = planned(pleo, rows)
    assert len(plan.changes) == 20
    assert fired(guard(plan, Thresholds(), rows=20, rows_before=20, confirmed=True)) == set()


percents = st.integers(0, 100)
small = st.integers(1, 6)
thresholds = st.builds(
    Thresholds,
    blind_percent=percents,
    wipe_active=small,
    share_vanished=small,
    share_vanished_percent=percents,
    share_gone=small,
    share_gone_percent=percents,
    count_gone=small,
    shift_updates=small,
    shift_percent=percents,
    flood_creates=small,
    flood_percent=percents,
    flood_active=small,
    flood_small_creates=small,
    flood_small_percent=percents,
    flood_small_active=small,
)


@st.composite
def any_figures(draw: st.DrawFn) -> Figures:
    lost, shut, other, same = (draw(st.integers(0, 6)) for _ in range(4))
    created_, returning = draw(st.integers(0, 9)), draw(st.integers(0, 3))
    return Figures(lost + shut + other + same, lost, shut, other, created_, returning)


@given(
    figures=any_figures(),
    limits=thresholds,
    rows=st.integers(0, 20),
    before=st.one_of(st.none(), st.integers(0, 20)),
    confirmed=st.booleans(),
)
def test_the_guards_are_the_table(figures: Figures, limits: Thresholds, rows: int, before: int | None, confirmed: bool) -> None:
    guarded = figures.judged(limits, rows=rows, rows_before=before, confirmed=confirmed)
    guards = expected(figures, limits, rows=rows, rows_before=before, confirmed=confirmed)
    assert fired(guarded) == guards
    assert guarded.whole == bool(guards & {"blind", "wipe"})
    changes = figures.plan().changes
    assert len(guarded.held) == sum(1 for change in changes if change.action in holds_what(guards))
    assert set(guarded.held.values()) <= guards
    assert guarded.sticky.keys() <= guarded.held.keys()


@given(
    figures=any_figures(),
    limits=thresholds,
    actions=st.sets(st.sampled_from([ChangeAction.ARCHIVE, ChangeAction.UPDATE, ChangeAction.CREATE])),
)
def test_approved_changes_and_their_records_are_left_out_of_every_figure(
    figures: Figures, limits: Thresholds, actions: set[ChangeAction]
) -> None:
    guarded = figures.judged(limits, rows=9, rows_before=9, approved=approvals(figures.plan().changes, *actions))
    gone, renamed_ = (
        figures.gone if ChangeAction.ARCHIVE in actions else 0,
        figures.renamed if ChangeAction.UPDATE in actions else 0,
    )
    rest = Figures(
        figures.active - gone - renamed_,
        0 if gone else figures.vanished,
        0 if gone else figures.blocked,
        figures.renamed - renamed_,
        0 if ChangeAction.CREATE in actions else figures.created,
    )
    assert fired(guarded) == expected(rest, limits, rows=9, rows_before=9)
