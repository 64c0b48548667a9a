"""`blind`: the ERP gave no row, or far fewer than last time. What it does not show says nothing."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import Guard, UnitCase, of_each_unit
from pleo_erp_module.reconcile.guards.thresholds import Thresholds


def _judge(case: UnitCase, limits: Thresholds) -> Message | None:
    if not case.gone:
        return None
    if case.rows == 0:
        return Message("no_rows", {"count": len(case.active)})
    if case.rows_before is not None and case.rows * 100 < limits.blind_percent * case.rows_before:
        return Message("fewer_rows", {"count": case.rows, "before": case.rows_before, "limit": limits.blind_percent})
    return None


BLIND = Guard("blind", of_each_unit(_judge), own=frozenset({ChangeAction.ARCHIVE}), whole=True)
