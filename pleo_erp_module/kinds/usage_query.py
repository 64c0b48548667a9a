"""A bounded number of questions to Pleo about what hangs on some records, and what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.pleo import PleoClient, PleoError
from pleo_erp_module.reconcile.change_model import TargetRecord

MOST_GROUPS = 20  # tag groups that one look asks about, each in a request of its own
_T = TypeVar("_T")


@dataclass(slots=True)
class Usage:
    """What is known by record id: how many ``expenses`` carry a record, and whether it is ``mapped`` to a category.

    ``left_off`` counts the records beyond the first that are asked about.
    """

    expenses: dict[str, int] = field(default_factory=dict)
    mapped: dict[str, bool] = field(default_factory=dict)
    left_off: int = 0
    warnings: list[PleoErpError] = field(default_factory=list)


@dataclass(slots=True)
class UsageQuery:
    """Questions to one Pleo company; ``found`` is what is known so far."""

    client: PleoClient
    pleo_company: str
    found: Usage
    _records: dict[Unit, Sequence[TargetRecord]] = field(default_factory=dict)
    _groups: dict[str, Mapping[str, int] | None] = field(default_factory=dict)

    def records(self, unit: Unit) -> Sequence[TargetRecord]:
        """All records of a unit that belongs to no other, read once; none where the key may not ask."""
        if unit not in self._records:
            target = unit.kind.target(PleoSide(self.client, self.pleo_company), unit, unit.kind.declaration({}))
            self._records[unit] = self.allowed(target.read) or ()
        return self._records[unit]

    def of_group(self, group: str, records: Sequence[str]) -> None:
        """How many expenses carry each of these tags of one group, or all its tags if the record is the group itself."""
        if group not in self._groups:
            if len(self._groups) >= MOST_GROUPS:
                self.found.left_off += len(records)
                return
            self._groups[group] = self.allowed(partial(self.client.tag_group_usage, group))
        counts = self._groups[group]
        if counts is not None:
            for record in records:
                # A tag that no expense carries may be absent from the answer.
                self.found.expenses[record] = sum(counts.values()) if record == group else counts.get(record, 0)

    def allowed(self, ask: Callable[[], _T]) -> _T | None:
        """The answer; None, with one warning, where the key may not ask (C-19), and where the record is gone."""
        try:
            return ask()
        except PleoError as exc:
            if exc.status not in {403, 404}:
                raise
            if exc.status == 403 and exc.area not in {getattr(one, "area", None) for one in self.found.warnings}:
                self.found.warnings.append(exc)
            return None
