"""What became of a change whose end nobody recorded, as far as Pleo's records tell. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pleo_erp_module.reconcile.change_model import Change, Kind, TargetRecord, Values


@dataclass(frozen=True, slots=True)
class Settlement:
    """``made`` None: Pleo shows neither what the change would have made nor what it found; somebody has changed the record since.

    ``record_id`` is the record that it made.
    """

    made: bool | None
    record_id: str | None = None


def settlement(kind: Kind, change: Change, records: Sequence[TargetRecord]) -> Settlement:
    """What became of this change. A create has a ``before`` only if its record was there already."""
    if change.before is None:
        same = [record for record in records if kind.fold(record.key) == kind.fold(change.key)]
        made = [record for record in same if shows(record.values(), change.after)]
        return Settlement(True, made[0].id) if len(made) == 1 else Settlement(None if same else False)
    values = next((record.values() for record in records if record.id == change.id), None)
    if values is not None and shows(values, change.after):
        return Settlement(True, change.id)
    return Settlement(False if values is not None and shows(values, change.before) else None)


def shows(values: Values, wanted: Values) -> bool:
    """Whether a record has these values."""
    return all(values.get(name) == value for name, value in wanted.items())
