"""`drip`: a few records vanish before each run, and within a week a large part has gone."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import GONE, VANISHED, Guard, UnitCase, of_each_unit, over
from pleo_erp_module.reconcile.guards.thresholds import Thresholds


def _judge(case: UnitCase, limits: Thresholds) -> Message | None:
    if not case.gone:
        return None
    earlier = case.lost(GONE)
    if not earlier:
        return None
    lost = len(case.vanished) + len(case.lost(VANISHED))
    active = len(case.active) + len(earlier)
    if case.vanished and lost >= limits.drip_vanished and over(lost, limits.drip_percent, active):
        return Message("vanished_in_a_week", {"count": lost, "active": active, "limit": limits.drip_percent})
    if case.vanished and lost > limits.count_gone:
        return Message("many_vanished_in_a_week", {"count": lost, "limit": limits.count_gone})
    gone = len(case.gone) + len(earlier)
    if gone >= limits.share_gone and over(gone, limits.share_gone_percent, active):
        return Message("gone_in_a_week", {"count": gone, "active": active, "limit": limits.share_gone_percent})
    return None


DRIP = Guard("drip", of_each_unit(_judge), own=frozenset({ChangeAction.ARCHIVE}), along=frozenset({ChangeAction.CREATE}))
