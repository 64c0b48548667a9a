"""`count`: more would go than anybody should miss, whatever share that is."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import Guard, UnitCase, of_each_unit
from pleo_erp_module.reconcile.guards.thresholds import Thresholds


def _judge(case: UnitCase, limits: Thresholds) -> Message | None:
    gone = len(case.gone)
    return Message("many_gone", {"count": gone, "limit": limits.count_gone}) if gone > limits.count_gone else None


COUNT = Guard("count", of_each_unit(_judge), own=frozenset({ChangeAction.ARCHIVE}), along=frozenset({ChangeAction.CREATE}))
