"""The one engine: ERP rows and Pleo records of a unit in, the unit's plan out.

Pure and deterministic: the answer does not depend on the order of its inputs (S-3), and planning again after the plan has been
applied gives no change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import (
    Change,
    ChangeAction,
    EarlierAnswer,
    Kind,
    SkippedRow,
    SourceRow,
    TargetRecord,
    UnitPlan,
    Values,
)
from pleo_erp_module.reconcile.rekey import rekey_pairs, rekeyed
from pleo_erp_module.text import visible_name


def choose(kind: Kind, candidates: Sequence[TargetRecord], name: str | None) -> TargetRecord:
    """Which of several records of one key stays (T-29, T-35, Q-1).

    Where the kind asks for it, a single record of the ERP's name wins even if it is archived, and several of them go before
    all others. Then: active before archived, the oldest, the smallest id.
    """
    if kind.same_name_first:
        candidates = [record for record in candidates if _same(name, record.fields.get("name"))] or candidates
    return min(candidates, key=lambda record: (record.archived, record.created_at, record.id))


def _same(ours: str | None, theirs: str | None) -> bool:
    return ours == theirs or (ours is not None and theirs is not None and visible_name(ours) == visible_name(theirs))


def pair(unit: str, kind: Kind, row: SourceRow, record: TargetRecord, *, duplicate: bool = False) -> Change | None:
    """What the record needs in order to show the row; None if nothing. What does not differ stays as Pleo has it."""
    differs = [name for name in kind.compared if not _same(row.fields[name], record.fields[name])]
    if not differs and not record.archived:
        return None
    before = record.values()
    after: Values = {**before, **{name: row.fields[name] for name in differs}, "archived": False}
    differences = [
        Message("value_differs", {"field": field_label(name), "erp": after[name], "pleo": before[name]}) for name in differs
    ]
    if record.archived:
        reason = Message("usable_again_changed", {"differences": differences}) if differs else Message("usable_again")
        return Change(unit, ChangeAction.UNARCHIVE, row.key, record.id, before, after, reason, kind.rules.unarchive)
    rule = kind.rules.duplicate if duplicate else kind.rules.update
    reason = Message("values_differ", {"differences": differences})
    return Change(unit, ChangeAction.UPDATE, row.key, record.id, before, after, reason, rule)


def field_label(name: str) -> Message:
    """What a field of a record is called."""
    return Message(f"field_{name}")


@dataclass(slots=True)
class _Sorted:
    """The rows of a unit by what can be done with them."""

    usable: dict[str, SourceRow] = field(default_factory=dict)
    left_alone: set[str] = field(default_factory=set)  # keys whose records must not be touched: the ERP's data is in conflict
    unusable: dict[str, tuple[Message, str]] = field(default_factory=dict)  # key -> why, and the ERP's spelling
    skipped: list[SkippedRow] = field(default_factory=list)
    repeated: int = 0  # rows that are equal to an earlier one: they are one row
    named: list[SourceRow] = field(default_factory=list)  # all usable ones with a key, those in conflict too


def _too_long(kind: Kind, row: SourceRow, record: TargetRecord | None) -> Message | None:
    """Which of the values that the record would take over (a new one: all) is longer than Pleo takes."""
    for name in kind.limits if record is None else kind.compared:
        value, limit = row.fields.get(name), kind.limits.get(name)
        if value is not None and limit is not None and len(value) > limit:
            return Message("too_long", {"field": field_label(name), "count": len(value), "limit": limit})
    return None


def _sort_rows(unit: str, kind: Kind, rows: Iterable[SourceRow]) -> _Sorted:
    result = _Sorted()
    by_key: dict[str, list[SourceRow]] = defaultdict(list)
    for row in rows:
        key = kind.fold(row.key)
        if row.usable and key:
            if any(row.key == same.key and row.fields == same.fields for same in by_key[key]):
                result.repeated += 1
            else:
                by_key[key].append(row)
                result.named.append(row)
            continue
        why = row.why_not or Message("not_usable" if key else "no_code")
        result.skipped.append(SkippedRow(unit, row.key, why))
        if key:  # a blank code matches nothing (Q-9)
            result.unusable[key] = min((why, row.key), result.unusable.get(key, (why, row.key)))
    for key, same in by_key.items():
        if len(same) > 1:
            spelled = sorted(row.hidden or f"{row.key} ({row.fields.get('name')})" for row in same)
            reason = Message("several_rows", {"rows": spelled})
            result.left_alone.add(key)
            result.skipped.extend(SkippedRow(unit, row.key, reason) for row in same)
        else:
            result.usable[key] = same[0]
    return result


def _answered_before(answered: Mapping[str, EarlierAnswer], record: TargetRecord, wanted: Values) -> bool:
    earlier = answered.get(record.id)
    return earlier is not None and dict(earlier.sent) == dict(wanted) and dict(earlier.answer) == record.values()


def plan_unit(
    unit: str,
    kind: Kind,
    rows: Iterable[SourceRow],
    records: Iterable[TargetRecord],
    *,
    known: Mapping[str, str] | None = None,
    answered: Mapping[str, EarlierAnswer] | None = None,
    asked: frozenset[str] = frozenset(),
) -> UnitPlan:
    """The plan of one unit.

    ``known`` are folded keys, with their spelling, that the ERP has although they are not rows of this unit: their records are
    gone, not vanished.
    ``answered`` are updates that Pleo answered with other values, by record id: while the record still shows that answer the
    same update is skipped and reported instead of sent for ever.
    ``asked`` are approvals and held identities: a change of key that people were asked about stays one, however few are left.
    """
    rows, records = list(rows), list(records)
    source = _sort_rows(unit, kind, rows)
    by_key: dict[str, list[TargetRecord]] = defaultdict(list)
    for record in records:
        if not kind.ignored(record):
            by_key[kind.fold(record.key)].append(record)

    changes: list[Change] = []
    skipped = source.skipped
    kept: dict[str, TargetRecord] = {}
    matched = 0
    for key, row in source.usable.items():
        candidates = by_key.get(key, [])
        keep = choose(kind, candidates, row.fields.get("name")) if candidates else None
        if long := _too_long(kind, row, keep):
            skipped.append(SkippedRow(unit, row.key, long))
            continue
        if keep is None:
            after: Values = {**row.fields, "archived": False}
            changes.append(
                Change(unit, ChangeAction.CREATE, row.key, None, None, after, Message("new_in_erp"), kind.rules.create)
            )
            continue
        kept[key] = keep
        change = pair(unit, kind, row, keep, duplicate=len(candidates) > 1)
        if change and _answered_before(answered or {}, keep, change.after):
            skipped.append(SkippedRow(unit, row.key, Message("answered_otherwise")))
        else:
            matched += 1
            if change:
                changes.append(change)
        for other in candidates:
            if other is not keep and not other.archived:
                reason = Message("duplicate_of", {"id": keep.id})
                changes.append(_archive(unit, row.key, other, reason, kind.rules.duplicate))

    active: set[str] = set()
    gone: set[str] = set()
    vanished: set[str] = set()
    for key, candidates in by_key.items():
        for record in candidates:
            if record.archived:
                continue
            active.add(record.id)
            if key in source.usable or key in source.left_alone:
                continue
            gone.add(record.id)
            if key in source.unusable:
                why, spelled = source.unusable[key]
                reason = Message("not_usable_in_erp", {"why": why})
            elif known and key in known:
                reason, spelled = Message("not_selected"), known[key]
            else:
                vanished.add(record.id)
                reason, spelled = Message("not_in_erp"), record.key
            changes.append(_archive(unit, spelled, record, reason, kind.rules.archive))
    by_id = {record.id: record for record in records}
    pairs = rekey_pairs(
        kind,
        source.named,
        (by_id[record_id] for record_id in active),
        [change for change in changes if change.action is ChangeAction.CREATE],
        [change for change in changes if change.id in vanished],
        lambda change: _answered_before(answered or {}, by_id[str(change.id)], change.after),
        asked,
    )
    replaced = {id(change) for pair in pairs for change in pair}
    changes = [change for change in changes if id(change) not in replaced]
    for pair_of in pairs:
        made = rekeyed(kind, pair_of)
        changes.extend(made)
        if len(made) == 1:  # the record stays
            record_id = str(made[0].id)
            kept[kind.fold(made[0].key)] = by_id[record_id]
            matched += 1
            gone.discard(record_id)
            vanished.discard(record_id)

    touched = sum(1 for change in changes if change.id is not None)
    return UnitPlan(
        unit=unit,
        kind=kind,
        changes=tuple(sorted(changes, key=lambda c: (c.action.phase, kind.fold(c.key), c.key, c.id or ""))),
        skipped=tuple(sorted(skipped, key=lambda s: (kind.fold(s.key), s.key, s.reason))),
        erp=len(rows) - source.repeated,
        pleo=len(records),
        matched=matched,
        unchanged=len(records) - touched,
        active=frozenset(active),
        gone=frozenset(gone),
        vanished=frozenset(vanished),
        kept=kept,
    )


def _archive(unit: str, key: str, record: TargetRecord, reason: Message, rule: str) -> Change:
    before = record.values()
    return Change(unit, ChangeAction.ARCHIVE, key, record.id, before, {**before, "archived": True}, reason, rule)
