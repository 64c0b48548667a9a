"""What a guard is, and what it is shown: the plans of a whole run, what earlier runs did, and the limits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.approval import approval
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, Kind, TargetRecord, UnitPlan, Values
from pleo_erp_module.reconcile.guards.thresholds import Thresholds

WEEK = timedelta(days=7)  # the window over which slow losses are added up
#: Reasons of archives: the ERP row no longer exists; that, or it can no longer be used.
VANISHED = frozenset({"not_in_erp"})
GONE = VANISHED | {"not_usable_in_erp"}


@dataclass(frozen=True, slots=True)
class PastChange:
    """One change that an earlier run made. ``released``: a person approved it, so no guard counts it again."""

    run: str
    age: timedelta
    action: ChangeAction
    id: str
    before: Values | None
    after: Values
    reason: str  # the code
    released: bool = False


@dataclass(frozen=True, slots=True)
class UnitCase:
    """One unit before its judges. Approved changes and their records are left out of every figure."""

    plan: UnitPlan
    rows: int  # ERP rows that count for `blind` (usable or not; for tag groups all dimensions)
    rows_before: int | None  # those of the last run that went through
    sticky: Mapping[str, str]  # what earlier runs held and nobody released: guard by identity
    records: Sequence[TargetRecord]  # what Pleo has
    past: Sequence[PastChange]  # newest first
    waiting: tuple[Change, ...]  # changes that are not approved
    active: frozenset[str]
    gone: frozenset[str]
    vanished: frozenset[str]

    @classmethod
    def of(
        cls,
        plan: UnitPlan,
        *,
        rows: int,
        rows_before: int | None = None,
        approved: frozenset[str] = frozenset(),
        sticky: Mapping[str, str] | None = None,
        records: Sequence[TargetRecord] = (),
        past: Sequence[PastChange] = (),
    ) -> UnitCase:
        """The case of this plan, with these open approvals."""
        waiting = tuple(change for change in plan.changes if approval(plan.kind, change) not in approved)
        free = {change.id for change in plan.changes} - {change.id for change in waiting}
        figures = (plan.active - free, plan.gone - free, plan.vanished - free)
        return cls(plan, rows, rows_before, sticky or {}, records, past, waiting, *figures)

    @property
    def size(self) -> int:
        """How many records it has, as far as it was ever complete: a load that was cut short goes on as it began."""
        return len(self.active) if self.rows_before is None else min(len(self.active), self.rows_before)

    def count(self, action: ChangeAction) -> int:
        """How many changes of this action wait."""
        return sum(1 for change in self.waiting if change.action is action)

    @property
    def renamed(self) -> frozenset[str | None]:
        """The records that would get another name or code, and are not held as the same under another key."""
        named = (change for change in self.waiting if renames(change.action, change.before, change.after))
        return frozenset(change.id for change in named if not self.plan.kind.rekeys(change))

    def lost(self, reasons: Collection[str]) -> frozenset[str]:
        """Those of `lost_lately` that are still archived, and stay so."""
        back = self.plan.active | {str(change.id) for change in self.waiting if change.action is ChangeAction.UNARCHIVE}
        return lost_lately(self.past, reasons) - back

    def renamed_lately(self) -> frozenset[str]:
        """Records that runs of the last week gave another name or code, since the last release of such changes."""
        updates = _unseen(self.past, ChangeAction.UPDATE)
        return frozenset(each.id for each in updates if renames(each.action, each.before, each.after))


@dataclass(frozen=True, slots=True)
class RunCase:
    """All units of one run. Of units that it does not plan: ``elsewhere`` are the guards that hold changes there, ``beside`` how
    many records each lost within the week, and how many rows it had."""

    units: Sequence[UnitCase]
    limits: Thresholds
    confirmed: bool
    elsewhere: frozenset[str] = frozenset()
    beside: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard, as a declaration.

    ``judge`` answers for each unit that has to wait why, by the unit's name. ``own`` changes (``only`` some of them) are held and
    stay held until they are released or no longer planned. ``along`` belong to the same cause: those that are planned together
    with the first own changes that are held wait as long as these do. ``whole``: while the guard fires, everything in the unit
    waits.
    """

    name: str
    judge: Callable[[RunCase], Mapping[str, Message]]
    own: frozenset[ChangeAction]
    along: frozenset[ChangeAction] = frozenset()
    whole: bool = False
    only: Callable[[Kind, Change], bool] = lambda kind, change: True

    def is_for(self, kind: Kind, change: Change) -> bool:
        """Whether the change is one of its own."""
        return change.action in self.own and self.only(kind, change)


def lost_lately(past: Sequence[PastChange], reasons: Collection[str]) -> frozenset[str]:
    """Records that runs of the last week archived for such a reason, and that no later run brought back.

    What was archived before a person released archives of this unit was seen by that person, and no longer counts.
    """
    newest = {each.id: each for each in reversed(past)}
    unseen = _unseen(past, ChangeAction.ARCHIVE)
    return frozenset(each.id for each in unseen if each.reason in reasons and newest[each.id].action is ChangeAction.ARCHIVE)


def _unseen(past: Sequence[PastChange], action: ChangeAction) -> Iterator[PastChange]:
    """The changes of this action within the week, back to the latest that a person released."""
    of_action = (each for each in past if each.action is action)
    return takewhile(lambda each: not each.released and each.age <= WEEK, of_action)


def of_each_unit(judge: Callable[[UnitCase, Thresholds], Message | None]) -> Callable[[RunCase], Mapping[str, Message]]:
    """The judge of a guard that looks at each unit by itself."""

    def judge_all(run: RunCase) -> Mapping[str, Message]:
        found = ((case.plan.unit, judge(case, run.limits)) for case in run.units)
        return {unit: reason for unit, reason in found if reason is not None}

    return judge_all


def over(part: int, percent: int, whole: int) -> bool:
    """Whether ``part`` is more than ``percent`` of ``whole``."""
    return part * 100 > percent * whole


def renames(action: ChangeAction, before: Values | None, after: Values) -> bool:
    """Whether this change gives its record another name or code."""
    if action is not ChangeAction.UPDATE or before is None:
        return False
    return any(before.get(name) != after.get(name) for name in ("name", "code"))
