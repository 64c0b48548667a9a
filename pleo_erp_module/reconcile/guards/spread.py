"""`spread`: several units lose records or names together, each less than its own limit. Nobody else adds them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.guards.guard import VANISHED, Guard, RunCase, over

_SEVERAL = 2


def _judge(run: RunCase) -> Mapping[str, Message]:
    """The accounts are read once a day, the tags every hour: units that this run does not plan count with their week."""
    if not run.confirmed:
        return {}
    lost = {case.plan.unit: (len(case.vanished), len(case.lost(VANISHED))) for case in run.units}
    renamed = {case.plan.unit: (len(case.renamed), 0) for case in run.units}
    found = {
        **_everywhere(run, renamed, "renamed_everywhere"),
        **_everywhere(run, lost, "vanished_everywhere", [(count, rows) for count, rows in run.beside if count]),
    }
    for case in run.units if SPREAD.name in run.elsewhere else ():
        if over(len(case.vanished), run.limits.spread_percent, len(case.active)):
            found.setdefault(case.plan.unit, Message("vanished_elsewhere", {"count": len(case.vanished)}))
    return found


def _everywhere(
    run: RunCase, figures: Mapping[str, tuple[int, int]], code: str, beside: Sequence[tuple[int, int]] = ()
) -> dict[str, Message]:
    """``figures``: of each unit how many records are concerned now, and how many were within the week before."""
    limits = run.limits
    touched = [case for case in run.units if any(figures[case.plan.unit])]
    units = len(touched) + len(beside)
    count = sum(sum(figures[case.plan.unit]) for case in touched) + sum(lost for lost, _ in beside)
    active = sum(len(case.active) + figures[case.plan.unit][1] for case in touched) + sum(map(sum, beside))
    if units < _SEVERAL or count < limits.spread_records or not over(count, limits.spread_percent, active):
        return {}
    facts = {"count": count, "active": active, "units": units, "limit": limits.spread_percent}
    return {case.plan.unit: Message(code, facts) for case in touched if figures[case.plan.unit][0]}


SPREAD = Guard(
    "spread",
    _judge,
    own=frozenset({ChangeAction.ARCHIVE, ChangeAction.UPDATE}),
    along=frozenset({ChangeAction.CREATE, ChangeAction.UNARCHIVE}),
)
