"""`rekey`: records have another key in the ERP and the same name. Whether they are the same, a person knows."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import Guard, UnitCase, of_each_unit
from pleo_erp_module.reconcile.guards.thresholds import Thresholds


def _judge(case: UnitCase, limits: Thresholds) -> Message | None:
    rekeyed = [change for change in case.waiting if case.plan.kind.rekeys(change)]
    lost = sum(1 for change in rekeyed if change.action is ChangeAction.ARCHIVE)
    if lost:
        return Message("keys_replaced", {"count": lost})
    return Message("keys_changed", {"count": len(rekeyed)}) if rekeyed else None


REKEY = Guard(
    "rekey",
    of_each_unit(_judge),
    own=frozenset(ChangeAction),
    only=lambda kind, change: kind.rekeys(change),
    along=frozenset({ChangeAction.CREATE, ChangeAction.ARCHIVE}),
)
