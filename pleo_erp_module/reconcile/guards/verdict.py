"""The verdict over a run: which changes of each unit wait for a person, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.approval import identity
from pleo_erp_module.reconcile.change_model import Change, Kind
from pleo_erp_module.reconcile.guards.guard import Guard, RunCase, UnitCase
from pleo_erp_module.reconcile.guards.guard_registry import GUARDS

_BY_NAME: Mapping[str, Guard] = {guard.name: guard for guard in GUARDS}


@dataclass(frozen=True, slots=True)
class Hold:
    """Why changes of a unit wait. ``limit`` tells the figures and the limit."""

    unit: str
    guard: str
    active: int
    gone: int
    limit: Message


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict over one unit: which changes are held, by identity, and by which guard."""

    holds: tuple[Hold, ...]
    held: Mapping[str, str]
    sticky: Mapping[str, str]  # those of them that stay held until they are released or no longer planned
    whole: bool = False  # whether the unit is held whole, now: what such a guard held earlier does not count


def judge(run: RunCase) -> dict[str, Verdict]:
    """The verdict over each unit, by its name."""
    reasons = [(guard, guard.judge(run)) for guard in GUARDS]
    return {
        case.plan.unit: _verdict(case, {guard: found[case.plan.unit] for guard, found in reasons if case.plan.unit in found})
        for case in run.units
    }


def _verdict(case: UnitCase, fired: Mapping[Guard, Message]) -> Verdict:
    kind = case.plan.kind
    who = {id(change): identity(kind, change) for change in case.waiting}
    earlier = {key: name for key in who.values() if (name := case.sticky.get(key)) is not None}

    def own(guard: Guard) -> list[str]:
        return [who[id(change)] for change in case.waiting if guard.is_for(kind, change)]

    fresh = {guard for guard in fired if any(key not in earlier for key in own(guard))}
    lasting = {guard.name for guard in GUARDS if any(guard in fired or key in earlier for key in own(guard))}
    held: dict[str, str] = {}
    stays: dict[str, str] = {}
    for change in case.waiting:
        key = who[id(change)]
        before = earlier.get(key)
        if before is not None and before in _BY_NAME and not _BY_NAME[before].is_for(kind, change) and before not in lasting:
            before = None  # it came along with changes that are no longer planned
        names = [guard for guard in fired if _holds(guard, kind, change, fresh)]
        last = next((guard for guard in names if guard.is_for(kind, change) or change.action in guard.along), None)
        if before or last:
            stays[key] = before or (last.name if last else "")
        if names or before:
            held[key] = names[0].name if names else str(before)
    order = dict.fromkeys([*_BY_NAME, *held.values()])
    holds = tuple(
        Hold(case.plan.unit, name, len(case.active), len(case.gone), limits.get(name, Message("held_earlier")))
        for limits in [{guard.name: reason for guard, reason in fired.items()}]
        for name in order
        if name in set(held.values()) or (name in limits and held)
    )
    return Verdict(holds, held, stays, whole=any(guard.whole for guard in fired))


def _holds(guard: Guard, kind: Kind, change: Change, fresh: set[Guard]) -> bool:
    return guard.whole or guard.is_for(kind, change) or (guard in fresh and change.action in guard.along)
