"""What a person approves, as short texts that can be stored and compared.

An archive is approved by record id, an update or unarchive by record id and new values, a create by key. A hold remembers an
update by record id alone: another new value for the same record is the same change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from pleo_erp_module.reconcile.change_model import Change, ChangeAction, Kind, TargetRecord, Values
from pleo_erp_module.text import fold


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def unit_key(unit: str) -> str:
    """The name of a unit in whatever spelling of its dimension's code (T-2): what is remembered is remembered under it."""
    return fold(unit)


def archive_approval(record_id: str) -> str:
    """The key under which the archive of this record is approved."""
    return _digest("archive", record_id)


def approval(kind: Kind, change: Change) -> str:
    """The key under which this change is approved: 64 characters."""
    match change.action:
        case ChangeAction.CREATE:
            return _digest("create", unit_key(change.unit), kind.fold(change.key))
        case _:
            return record_approval(change.action, str(change.id), change.after)


def record_approval(action: ChangeAction, record_id: str, after: Values) -> str:
    """The key under which a change of a record that is there already is approved."""
    return archive_approval(record_id) if action is ChangeAction.ARCHIVE else _digest("put", record_id, dict(after))


def undo_approval(kind: Kind, change: Change) -> str:
    """The key under which an undo of this change is approved: exactly from this to that, and never a run's own change (S-22)."""
    return _digest("undo", unit_key(change.unit), change.id, dict(change.before or {}), dict(change.after))


def identity(kind: Kind, change: Change) -> str:
    """The key under which a hold remembers this change: 64 characters."""
    if change.action.phase == 1:
        return _digest("put", change.id)
    return approval(kind, change)


def shown_as_done(unit: str, kind: Kind, records: Iterable[TargetRecord]) -> Iterator[str]:
    """The approvals that these records show to have been carried out, by whomever."""
    for record in records:
        yield _digest("create", unit_key(unit), kind.fold(record.key))
        if record.archived:
            yield archive_approval(record.id)
        else:
            yield _digest("put", record.id, record.values())


def plan_hash(changes: Iterable[Change], undoes: str = "") -> str:
    """SHA-256 over the sorted changes; a group that is still to be created appears by its code. ``undoes``: the run undone."""
    rows = sorted(
        json.dumps([c.unit, c.action, c.key, c.id, dict(c.before) if c.before else None, dict(c.after)], sort_keys=True)
        for c in changes
    )
    return hashlib.sha256("\n".join([*([undoes] if undoes else []), *rows]).encode()).hexdigest()
