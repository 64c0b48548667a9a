"""`share`: a large part of the unit would go at once."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import Guard, UnitCase, of_each_unit, over
from pleo_erp_module.reconcile.guards.thresholds import Thresholds


def _judge(case: UnitCase, limits: Thresholds) -> Message | None:
    active, gone, vanished = len(case.active), len(case.gone), len(case.vanished)
    if not gone:
        return None
    if vanished >= limits.share_vanished and over(vanished, limits.share_vanished_percent, active):
        return Message("many_vanished", {"count": vanished, "active": active, "limit": limits.share_vanished_percent})
    if gone >= limits.share_gone and over(gone, limits.share_gone_percent, active):
        return Message("many_gone_share", {"count": gone, "active": active, "limit": limits.share_gone_percent})
    return None


SHARE = Guard("share", of_each_unit(_judge), own=frozenset({ChangeAction.ARCHIVE}), along=frozenset({ChangeAction.CREATE}))
