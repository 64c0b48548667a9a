"""`wipe`: nothing of what is active would stay."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import Guard, UnitCase, of_each_unit
from pleo_erp_module.reconcile.guards.thresholds import Thresholds


def _judge(case: UnitCase, limits: Thresholds) -> Message | None:
    active = len(case.active)
    if case.gone and len(case.gone) == active and active >= limits.wipe_active:
        return Message("all_gone", {"count": active})
    return None


WIPE = Guard("wipe", of_each_unit(_judge), own=frozenset({ChangeAction.ARCHIVE}), whole=True)
