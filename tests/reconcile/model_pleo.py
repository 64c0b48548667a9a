"""Pleo in memory: one unit, and what a plan makes of it. Refuses what Pleo refuses, and what must never be asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pleo_erp_module.reconcile.change_model import Change, ChangeAction, SourceRow, TargetRecord, UnitPlan
from pleo_erp_module.reconcile.engine import plan_unit
from pleo_erp_module.text import fold
from reconcile.notation import Shape, Stored, cells, optional


@dataclass
class Pleo:
    """The records of one unit in the order in which they were made. Nothing is ever removed."""

    shape: Shape
    stored: list[Stored] = field(default_factory=list)

    @classmethod
    def of(cls, shape: Shape, text: str, metadata: dict[str, object] | None = None) -> Pleo:
        """The records of a scenario, the first one the oldest; ids fall, so that the oldest is not the smallest id."""
        pleo = cls(shape)
        for *values, state in cells(text):
            assert state in {"A", "Z"}, state
            pleo.add([optional(value) for value in values], archived=state == "Z", metadata=metadata)
        return pleo

    def add(
        self,
        values: Iterable[str | None],
        *,
        archived: bool = False,
        created_at: str | None = None,
        metadata: dict[str, object] | None = None,
    ) -> Stored:
        """One more record, by whomever."""
        number = len(self.stored)
        created = created_at or f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"
        stored = Stored(
            f"id-{99999 - number}", dict(zip(self.shape.fields, values, strict=False)), archived, created, metadata or {}
        )
        self.stored.append(stored)
        return stored

    def read(self) -> list[TargetRecord]:
        """All pages."""
        return [self.shape.record(one) for one in self.stored]

    def named(self, record_id: str) -> Stored:
        """The record of this id; Pleo answers 404 for any other."""
        return next(one for one in self.stored if one.id == record_id)

    def apply(self, changes: Iterable[Change]) -> None:
        """One request for each change."""
        if not (changes := tuple(changes)):
            return
        taken = Counter(self.shape.kind.fold(one.text(self.shape.keeps)) for one in self.stored)
        for change in changes:
            if change.action is ChangeAction.CREATE:
                self._create(change, taken)
            else:
                self._put(change, taken)

    def _create(self, change: Change, taken: Counter[str]) -> None:
        fold, keeps = self.shape.kind.fold, self.shape.keeps
        key = str(change.after[keeps])
        assert change.id is None
        assert change.before is None
        assert change.after["archived"] is False
        assert fold(key), "a blank code"
        assert not taken[fold(key)], "409"
        taken[fold(key)] += 1
        self.add(self._values(change))

    def _put(self, change: Change, taken: Counter[str]) -> None:
        fold, keeps = self.shape.kind.fold, self.shape.keeps
        stored = self.named(str(change.id))
        assert change.before == self.shape.record(stored).values(), "the plan was made of other data"
        if self.shape.kind.rekeys(change) and change.action is ChangeAction.UPDATE:
            key = fold(str(change.after[keeps]))
            assert not taken[key], "409"
            taken.update({fold(stored.text(keeps)): -1, key: 1})
        else:
            assert change.after[keeps] == stored.values[keeps], "the stored code is sent again"
        stored.values = dict(zip(self.shape.fields, self._values(change), strict=True))
        stored.archived = change.after["archived"] is True

    def _values(self, change: Change) -> list[str | None]:
        values = [change.after[name] for name in self.shape.fields]
        assert all(value is None or (isinstance(value, str) and len(value) <= 255) for value in values), "400"
        return [value if isinstance(value, str) else None for value in values]

    # -- as scenarios write it

    def calls(self, plan: UnitPlan) -> list[str]:
        """The plan in the notation of the scenarios."""
        return [self._call(change) for change in plan.changes]

    def _call(self, change: Change) -> str:
        values = "/".join(str(change.after[name] or "-") for name in self.shape.fields)
        if change.action is ChangeAction.CREATE:
            return f"+ {values}"
        return f"{self.stored.index(self.named(str(change.id))) + 1}: {values}/{'Z' if change.after['archived'] else 'A'}"


def planned(pleo: Pleo, rows: Iterable[SourceRow], *, known: Iterable[str] = ()) -> UnitPlan:
    """The plan of one unit, checked for what holds of every plan."""
    plan = plan_unit(pleo.shape.unit, pleo.shape.kind, rows, pleo.read(), known={fold(code): code for code in known})
    check(plan)
    return plan


def check(plan: UnitPlan) -> None:
    """What holds of every plan whatever it was made of."""
    assert plan.erp + plan.pleo == plan.matched + plan.unchanged + len(plan.changes) + len(plan.skipped)
    assert all(change.reason and change.rule and change.unit == plan.unit for change in plan.changes)
    assert all(row.reason and row.unit == plan.unit for row in plan.skipped)
    touched = [change.id for change in plan.changes if change.id is not None]
    assert len(touched) == len(set(touched)), "more than one change of a record"
    phases = [change.action.phase for change in plan.changes]
    assert phases == sorted(phases), "creates, then updates and unarchives, then archives"
    assert plan.vanished <= plan.gone <= plan.active
