"""What was held stays held, until it is released or no longer planned; what was released passes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pleo_erp_hookspecs import Message
from pleo_erp_module.kinds.tags import TAGS as _TAGS
from pleo_erp_module.reconcile.approval import approval, identity
from pleo_erp_module.reconcile.change_model import ChangeAction, UnitPlan
from pleo_erp_module.reconcile.guards import Thresholds, Verdict
from reconcile.figures import Figures, approvals, fired, guard
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import TAGS as TAG_SHAPE
from reconcile.notation import cells

TAGS = _TAGS.declaration({})
CALM = Thresholds(wipe_active=1000, share_vanished=1000, share_gone=1000, count_gone=1000, shift_updates=1000)


def held_actions(plan: UnitPlan, guarded: Verdict) -> list[str]:
    """The actions of the held changes, in order."""
    return [change.action.value for change in plan.changes if identity(TAGS, change) in guarded.held]


def judge(plan: UnitPlan, limits: Thresholds, sticky: Mapping[str, str] | None = None, rows: int = 1000) -> Verdict:
    return guard(plan, limits, rows=rows, rows_before=None, confirmed=True, sticky=sticky)


ALL = Figures(20, vanished=10, renamed=10, created=2, returning=2)


@pytest.mark.parametrize(
    ("figures", "rows", "held", "stays"),
    [
        (Figures(3, vanished=1, renamed=1, created=1, returning=1), 0, {"create", "unarchive", "update", "archive"}, {"archive"}),
        (Figures(3, blocked=3, created=1, returning=1), 9, {"create", "unarchive", "archive"}, {"archive"}),
        (Figures(10, vanished=5, renamed=1, created=1), 9, {"create", "archive"}, {"create", "archive"}),
        (Figures(300, blocked=101, renamed=1, created=1), 999, {"create", "archive"}, {"create", "archive"}),
        (Figures(20, vanished=1, renamed=10, created=1), 99, {"create", "update", "archive"}, {"create", "update", "archive"}),
        (Figures(50, vanished=1, renamed=1, created=501), 999, {"create", "archive"}, {"create", "archive"}),
        (Figures(20, vanished=1, renamed=10, created=1), 0, {"create", "update", "archive"}, {"create", "update", "archive"}),
        (Figures(50, vanished=1, renamed=1, created=501), 0, {"create", "update", "archive"}, {"create", "archive"}),
    ],
    ids=["blind", "wipe", "share", "count", "shift", "flood", "blind and shift", "blind and flood"],
)
def test_what_each_guard_holds_and_what_of_it_stays_held(figures: Figures, rows: int, held: set[str], stays: set[str]) -> None:
    plan = figures.plan()
    first = judge(plan, Thresholds(), rows=rows)
    assert set(held_actions(plan, first)) == held
    calm = judge(plan, CALM, first.sticky, rows=9999)
    # CALM and so many rows: no guard fires, but `flood` cannot be calmed by more rows, so it is raised by hand.
    assert set(held_actions(plan, guard(plan, CALM, rows=9999, rows_before=None, confirmed=False, sticky=first.sticky))) == stays
    assert calm.sticky == first.sticky
    assert not calm.whole


def test_what_stays_held_keeps_the_name_of_the_guard_that_held_it() -> None:
    plan = Figures(24, vanished=5).plan()
    first = judge(plan, Thresholds())
    (hold,) = judge(plan, CALM, first.sticky).holds
    assert (hold.guard, hold.limit) == ("share", Message("held_earlier"))


def test_what_blind_once_held_does_not_hold_the_unit_whole_when_the_rows_are_back() -> None:
    figures = Figures(9, vanished=1, created=1)
    plan = figures.plan()
    blind = judge(plan, Thresholds(), rows=0)
    assert blind.whole
    back = judge(plan, Thresholds(), blind.sticky)
    assert held_actions(plan, back) == ["archive"]
    assert not back.whole


def test_creates_of_later_days_pass_and_do_not_free_what_is_held() -> None:
    early = cells(", ".join(f"R{n}/r/A" for n in range(5)) + ", FIRST/f/A")
    rows = TAG_SHAPE.rows(early + cells(", ".join(f"N{n}/n/A" for n in range(30))))
    pleo = Pleo.of(TAG_SHAPE, ", ".join(f"R{n}/r/A" for n in range(10)))
    first = judge(planned(pleo, TAG_SHAPE.rows(early)), Thresholds())
    assert set(first.held.values()) == {"share"}
    plan = planned(pleo, rows)
    second = judge(plan, Thresholds(), first.sticky)
    assert held_actions(plan, second) == ["create"] + ["archive"] * 5, "what came along with the archives waits with them"
    pleo.apply(change for change in plan.changes if identity(TAGS, change) not in second.held)
    plan = planned(pleo, rows)
    assert fired(judge(plan, Thresholds())) == set(), "five of forty is below the limit"
    assert held_actions(plan, judge(plan, Thresholds(), second.sticky)) == ["create"] + ["archive"] * 5


def test_what_came_along_is_free_when_the_erp_is_repaired() -> None:
    pleo = Pleo.of(TAG_SHAPE, ", ".join(f"R{n}/r/A" for n in range(10)))
    new = cells("NEW/n/A")
    first = judge(planned(pleo, TAG_SHAPE.rows(cells(", ".join(f"R{n}/r/A" for n in range(5))) + new)), Thresholds())
    assert len(first.sticky) == 6
    assert (
        judge(planned(pleo, TAG_SHAPE.rows(cells(", ".join(f"R{n}/r/A" for n in range(10))) + new)), CALM, first.sticky).held
        == {}
    )


def test_another_new_name_of_the_same_record_is_the_same_held_change() -> None:
    pleo = Pleo.of(TAG_SHAPE, ", ".join(f"R{n}/Name/A" for n in range(20)))

    def named(name: str, count: int) -> UnitPlan:
        return planned(pleo, TAG_SHAPE.rows([(f"R{n}", name if n < count else "Name", "A") for n in range(20)]))

    first = judge(named("Shifted", 10), Thresholds())
    again = named("Shifted again", 3)
    assert held_actions(again, judge(again, Thresholds(), first.sticky)) == ["update"] * 3


def test_a_held_change_that_is_no_longer_planned_is_forgotten() -> None:
    first = judge(Figures(24, vanished=5).plan(), Thresholds())
    between = judge(Figures(24, vanished=2).plan(), Thresholds(), first.sticky)
    assert len(between.sticky) == 2
    back = judge(Figures(24, vanished=4).plan(), Thresholds(), between.sticky)
    assert len(back.held) == 2, "the other two were forgotten meanwhile, and four are below the limit"


def test_a_released_change_passes_and_is_forgotten() -> None:
    plan = Figures(24, vanished=5).plan()
    first = judge(plan, Thresholds())
    after = guard(
        plan,
        Thresholds(),
        rows=19,
        rows_before=24,
        confirmed=True,
        approved=approvals(plan.changes, ChangeAction.ARCHIVE),
        sticky=first.sticky,
    )
    assert after == Verdict((), {}, {}, whole=False)


def test_what_was_not_in_the_released_plan_meets_the_guard() -> None:
    shown = Figures(24, vanished=5).plan()
    plan = Figures(24, vanished=10).plan()
    approved = approvals(shown.changes, ChangeAction.ARCHIVE)
    guarded = guard(plan, Thresholds(), rows=14, rows_before=24, confirmed=True, approved=approved)
    (hold,) = guarded.holds
    assert (hold.guard, hold.active, hold.gone) == ("share", 19, 5)
    waiting = [change for change in plan.changes if approval(TAGS, change) not in approved]
    assert guarded.held.keys() == {identity(TAGS, change) for change in waiting}


@pytest.mark.parametrize(("rows", "figures"), [(0, Figures(9, vanished=2)), (9, Figures(3, blocked=3))])
def test_released_changes_pass_even_where_the_unit_is_held_whole(rows: int, figures: Figures) -> None:
    plan = figures.plan()
    released = approval(TAGS, plan.changes[0])
    guarded = guard(plan, Thresholds(), rows=rows, rows_before=9, confirmed=True, approved=frozenset({released}))
    assert identity(TAGS, plan.changes[0]) not in guarded.held
    assert len(guarded.held) == len(plan.changes) - 1


def test_releasing_everything_that_would_go_frees_the_rest_of_the_unit() -> None:
    plan = Figures(9, vanished=9, created=3).plan()
    guarded = guard(
        plan, Thresholds(), rows=0, rows_before=9, confirmed=True, approved=approvals(plan.changes, ChangeAction.ARCHIVE)
    )
    assert guarded.held == {}


def test_an_archive_of_a_duplicate_is_held_with_the_others_but_counts_for_nothing() -> None:
    rows = TAG_SHAPE.rows([(f"R{n}", "Name", "A") for n in range(19)])
    doubled = [f"R{n}/Name/A" for n in range(19)]
    pleo = Pleo.of(TAG_SHAPE, ", ".join(doubled * 2))
    plan = planned(pleo, rows)
    assert len(plan.changes) == 19
    assert judge(plan, Thresholds()).held == {}
    pleo = Pleo.of(TAG_SHAPE, ", ".join([*doubled * 2, *(f"X{n}/Gone/A" for n in range(10))]))
    plan = planned(pleo, rows)
    assert (len(plan.active), len(plan.gone)) == (48, 10)
    assert held_actions(plan, judge(plan, Thresholds())) == ["archive"] * 29


def test_an_unarchive_of_a_held_update_stays_held_but_another_one_is_free() -> None:
    pleo = Pleo.of(TAG_SHAPE, ", ".join(f"R{n}/Name/A" for n in range(20)) + ", Z/Name/Z")
    renamed = [(f"R{n}", "New" if n < 10 else "Name", "A") for n in range(20)]
    first = judge(planned(pleo, TAG_SHAPE.rows(renamed)), Thresholds())
    rows = TAG_SHAPE.rows([*renamed, ("Z", "Name", "A")])
    pleo.stored[0].archived = True
    plan = planned(pleo, rows)
    guarded = judge(plan, CALM, first.sticky)
    held = [change.id for change in plan.changes if identity(TAGS, change) in guarded.held]
    assert pleo.stored[0].id in held
    assert pleo.stored[20].id not in held
