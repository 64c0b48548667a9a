"""`swap`: new records of one unit are those of another one, as when two dimensions' SELECTs are mixed up."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction, Values
from pleo_erp_module.reconcile.guards.guard import Guard, RunCase, UnitCase, over
from pleo_erp_module.text import clean, fold

_Named = tuple[str, str]


def _judge(run: RunCase) -> Mapping[str, Message]:
    """A unit that has nothing yet may show what another one shows: some ERPs keep one list in two places."""
    limits = run.limits
    found: dict[str, Message] = {}
    for case in run.units if run.confirmed else ():
        created = [_named(change.after) for change in case.waiting if change.action is ChangeAction.CREATE]
        if len(created) < limits.swap_creates or case.size < limits.swap_creates:
            continue
        for other in run.units:
            count = len(_shown(other) & set(created)) if other is not case else 0
            if count >= limits.swap_creates and over(count, 50, len(created)):
                facts = {"count": count, "created": len(created), "unit": case.plan.unit, "other": other.plan.unit}
                found[case.plan.unit] = Message("shown_elsewhere", facts)
                if other.gone:
                    found.setdefault(other.plan.unit, found[case.plan.unit])
    return found


def _named(values: Values) -> _Named:
    return fold(str(values.get("code"))), clean(str(values.get("name")))


def _shown(case: UnitCase) -> set[_Named]:
    return {_named(record.fields) for record in case.records if not record.archived}


SWAP = Guard(
    "swap",
    _judge,
    own=frozenset({ChangeAction.CREATE, ChangeAction.ARCHIVE}),
    along=frozenset({ChangeAction.UPDATE, ChangeAction.UNARCHIVE}),
    whole=True,
)
