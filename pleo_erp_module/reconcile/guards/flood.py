"""`flood`: so many new records that they may be another company's."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import Guard, RunCase, over


def _judge(run: RunCase) -> Mapping[str, Message]:
    """A large unit takes many at once; a small one as many as a new year brings. An empty one takes all, and one that no run
    has met before takes as many as a large one: both are first loads.
    """
    limits = run.limits
    large = (limits.flood_creates, limits.flood_percent, limits.flood_active)
    small = (limits.flood_small_creates, limits.flood_small_percent, limits.flood_small_active)
    found: dict[str, Message] = {}
    for case in run.units if run.confirmed else ():
        created, active = case.count(ChangeAction.CREATE), len(case.active)
        for most, percent, least in (large,) if case.rows_before is None else (large, small):
            # Where one unit is flooded, a smaller one may be as well: a filter that is lost is seldom lost in one SELECT alone.
            enough = (created > most and case.size >= least) or (found and case.size)
            if enough and over(created, percent, active):
                found.setdefault(case.plan.unit, Message("many_new", {"count": created, "active": active, "limit": percent}))
    return found


FLOOD = Guard("flood", _judge, own=frozenset({ChangeAction.CREATE}), along=frozenset({ChangeAction.ARCHIVE}))
