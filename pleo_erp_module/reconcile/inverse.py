"""Undoing what a run did: the inverse of its changes, for the records that are still as it left them (S-22). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, Kind, SkippedRow, TargetRecord, UnitPlan, Values
from pleo_erp_module.reconcile.engine import field_label
from pleo_erp_module.reconcile.settlement import shows

RULE = "S-22"


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """``plan`` is what can be made now, its rows being the changes wanted; ``done`` are those that Pleo shows already."""

    plan: UnitPlan
    done: tuple[Change, ...]


def inverse(change: Change, left: Values, run: str) -> Change | None:
    """What turns back one change that ``run`` made and that left its record as ``left``; None if it changed nothing.

    A create becomes an archive; one that had found its record there already has that as ``before``.
    """
    target = change.before if change.before is not None else {**left, "archived": True}
    if shows(left, target):
        return None
    action = ChangeAction.ARCHIVE if target["archived"] else ChangeAction.UNARCHIVE if left["archived"] else ChangeAction.UPDATE
    reason = Message("made_by_run" if change.before is None else "before_run", {"run": run})
    return Change(change.unit, action, change.key, change.id, dict(left), dict(target), reason, RULE)


def undo_unit(unit: str, kind: Kind, wanted: Sequence[Change], records: Sequence[TargetRecord]) -> UndoPlan:
    """Which of the inverse changes ``wanted`` can still be made: their records are as ``before``. The others are skipped.

    A change without an id is of a create whose answer was lost: its record is the only one of its key.
    """
    by_id = {record.id: record for record in records}
    by_key: dict[str, list[TargetRecord]] = defaultdict(list)
    for record in records:
        by_key[kind.fold(record.key)].append(record)
    changes: list[Change] = []
    done: list[Change] = []
    skipped: list[SkippedRow] = []
    for change in wanted:
        found = [by_id[change.id]] if change.id in by_id else by_key[kind.fold(change.key)] if change.id is None else []
        if len(found) != 1:
            reason = Message("several_records" if found else "not_in_pleo")
            skipped.append(SkippedRow(unit, change.key, reason))
        elif shows(found[0].values(), change.before or {}):
            changes.append(replace(change, id=found[0].id))
        elif shows(found[0].values(), change.after):
            done.append(replace(change, id=found[0].id))
        else:
            skipped.append(SkippedRow(unit, change.key, _since(change.before or {}, found[0].values())))
    plan = UnitPlan(
        unit=unit,
        kind=kind,
        changes=tuple(sorted(changes, key=lambda c: (c.action is not ChangeAction.ARCHIVE, kind.fold(c.key), c.key, c.id or ""))),
        skipped=tuple(sorted(skipped, key=lambda s: (kind.fold(s.key), s.key, s.reason))),
        erp=len(wanted),
        pleo=len(records),
        matched=len(changes) + len(done),
        unchanged=len(records) - len(changes),
        active=frozenset(record.id for record in records if not record.archived),
        gone=frozenset(str(change.id) for change in changes if change.action is ChangeAction.ARCHIVE),
        vanished=frozenset(),
        kept={},
    )
    return UndoPlan(plan, tuple(done))


def _since(left: Values, now: Mapping[str, str | bool | None]) -> Message:
    """What has changed since the run."""
    news = [
        Message("value_changed", {"field": field_label(name), "now": now.get(name), "left": value})
        for name, value in left.items()
        if name != "archived" and now.get(name) != value
    ]
    if now["archived"] != left.get("archived"):
        news.insert(0, Message("was_archived" if now["archived"] else "was_unarchived"))
    return Message("changed_since", {"changes": news})
