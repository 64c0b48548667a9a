"""The guards: which of a unit's changes wait for a person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.approval import approval, identity
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, UnitPlan

BLIND, WIPE, REKEY, SHARE, COUNT, SHIFT, FLOOD = "blind", "wipe", "rekey", "share", "count", "shift", "flood"
WHOLE = frozenset({BLIND, WIPE})  # guards that hold a unit whole
# What these guards have held stays held, even when the figures have moved; the others free creates and updates by themselves.
_STICKY = {ChangeAction.UPDATE: SHIFT, ChangeAction.CREATE: FLOOD}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits of one connection. Counts are records, percentages are of the unit's active records (`blind`: of ERP rows)."""

    blind_percent: int = 50
    wipe_active: int = 2
    share_vanished: int = 5
    share_vanished_percent: int = 20
    share_gone: int = 10
    share_gone_percent: int = 50
    count_gone: int = 100
    shift_updates: int = 10
    shift_percent: int = 30
    flood_creates: int = 500
    flood_percent: int = 50
    flood_active: int = 50


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
    whole: bool = False  # whether the unit is held whole, now: what `blind` and `wipe` held earlier does not count


def _over(part: int, percent: int, whole: int) -> bool:
    return part * 100 > percent * whole


def guard(
    plan: UnitPlan,
    limits: Thresholds,
    *,
    rows: int,
    rows_before: int | None,
    confirmed: bool,
    approved: frozenset[str] = frozenset(),
    sticky: Mapping[str, str] | None = None,
) -> Verdict:
    """Judge one unit.

    ``rows`` are the ERP rows that count for `blind` (usable or not; for tag groups all dimensions) and ``rows_before`` those of
    the last run that went through. ``approved`` are open approvals, ``sticky`` what earlier runs held and nobody released.
    Approved changes and their records are left out of every figure.
    """
    waiting = [change for change in plan.changes if approval(plan.kind, change) not in approved]
    free_ids = {change.id for change in plan.changes} - {change.id for change in waiting}
    active, gone, vanished = len(plan.active - free_ids), len(plan.gone - free_ids), len(plan.vanished - free_ids)
    rekeyed = [change for change in waiting if plan.kind.rekeys(change)]
    shifted = sum(1 for change in waiting if _renames(change) and not plan.kind.rekeys(change))
    created = sum(1 for change in waiting if change.action is ChangeAction.CREATE)

    fired: dict[str, Message] = {}
    if rekeyed:
        lost = {change.id for change in rekeyed if change.action is ChangeAction.ARCHIVE}
        fired[REKEY] = (
            Message("keys_replaced", {"count": len(lost)}) if lost else Message("keys_changed", {"count": len(rekeyed)})
        )
    if gone:
        if rows == 0:
            fired[BLIND] = Message("no_rows", {"count": active})
        elif rows_before is not None and rows * 100 < limits.blind_percent * rows_before:
            fired[BLIND] = Message("fewer_rows", {"count": rows, "before": rows_before, "limit": limits.blind_percent})
        if gone == active and active >= limits.wipe_active:
            fired[WIPE] = Message("all_gone", {"count": active})
        if vanished >= limits.share_vanished and _over(vanished, limits.share_vanished_percent, active):
            limit = limits.share_vanished_percent
            fired[SHARE] = Message("many_vanished", {"count": vanished, "active": active, "limit": limit})
        elif gone >= limits.share_gone and _over(gone, limits.share_gone_percent, active):
            limit = limits.share_gone_percent
            fired[SHARE] = Message("many_gone_share", {"count": gone, "active": active, "limit": limit})
        if gone > limits.count_gone:
            fired[COUNT] = Message("many_gone", {"count": gone, "limit": limits.count_gone})
    if shifted >= limits.shift_updates and _over(shifted, limits.shift_percent, active):
        fired[SHIFT] = Message("many_renamed", {"count": shifted, "active": active, "limit": limits.shift_percent})
    if (
        confirmed
        and created > limits.flood_creates
        and active >= limits.flood_active
        and _over(created, limits.flood_percent, active)
    ):
        fired[FLOOD] = Message("many_new", {"count": created, "active": active, "limit": limits.flood_percent})

    held: dict[str, str] = {}
    stays: dict[str, str] = {}
    before = sticky or {}
    for change in waiting:
        who = identity(plan.kind, change)
        names = _holding(change, fired)
        if REKEY in fired and plan.kind.rekeys(change):
            names.insert(0, REKEY)
        earlier = before.get(who)
        lasting = (
            names[0]
            if names and (change.action is ChangeAction.ARCHIVE or names[0] == REKEY)
            else next((n for n in names if n == _sticky_guard(change)), None)
        )
        if earlier or lasting:
            stays[who] = earlier or str(lasting)
        if names or earlier:
            held[who] = names[0] if names else str(earlier)

    reasons = dict.fromkeys(held.values())
    holds = tuple(
        Hold(plan.unit, name, active, gone, fired.get(name, Message("held_earlier")))
        for name in (BLIND, WIPE, REKEY, SHARE, COUNT, SHIFT, FLOOD)
        if name in reasons or (name in fired and held)
    )
    return Verdict(holds, held, stays, whole=not WHOLE.isdisjoint(fired))


def _renames(change: Change) -> bool:
    if change.action is not ChangeAction.UPDATE or change.before is None:
        return False
    return any(change.before.get(name) != change.after.get(name) for name in ("name", "code"))


def _sticky_guard(change: Change) -> str | None:
    return _STICKY.get(change.action)


def _holding(change: Change, fired: Iterable[str]) -> list[str]:
    """The guards, of those that fired, that hold this change; those of the whole unit first."""
    own = {
        ChangeAction.ARCHIVE: {SHARE, COUNT},
        ChangeAction.UPDATE: {SHIFT},
        ChangeAction.CREATE: {FLOOD},
        ChangeAction.UNARCHIVE: set[str](),
    }[change.action]
    return [name for name in fired if name in WHOLE or name in own]
