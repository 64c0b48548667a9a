"""`shift`: a large part of the unit would be called something else, at once or within a week."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import Guard, UnitCase, of_each_unit, over
from pleo_erp_module.reconcile.guards.thresholds import Thresholds


def _judge(case: UnitCase, limits: Thresholds) -> Message | None:
    now, active = case.renamed, len(case.active)
    if not now:
        return None
    for count, code in ((len(now), "many_renamed"), (len(now | case.renamed_lately()), "renamed_in_a_week")):
        if count >= limits.shift_updates and over(count, limits.shift_percent, active):
            return Message(code, {"count": count, "active": active, "limit": limits.shift_percent})
    return None


SHIFT = Guard(
    "shift",
    of_each_unit(_judge),
    own=frozenset({ChangeAction.UPDATE}),
    along=frozenset({ChangeAction.CREATE, ChangeAction.UNARCHIVE, ChangeAction.ARCHIVE}),
)
