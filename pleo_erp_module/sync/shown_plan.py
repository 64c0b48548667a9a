"""Keeping a plan that was shown, so that a person can release it."""

from __future__ import annotations

from datetime import timedelta

from pleo_erp_module.reconcile.approval import approval, undo_approval
from pleo_erp_module.store import Store, StoredChange, StoredPlan
from pleo_erp_module.sync.history_recorder import stored_change
from pleo_erp_module.sync.job_scope import UNDO
from pleo_erp_module.sync.planner import Planned
from pleo_erp_module.sync.report import told_report
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import Situation

PLAN_LIFE = timedelta(hours=72)  # how long a plan that was shown can be released, and how long a release is valid for


def store_plan(store: Store, runtime: Runtime, here: Situation, job: str, planned: Planned, undoes: str | None = None) -> None:
    """Keep what was shown, so that it can be released without looking at either side again; ``undoes``: a run."""
    now = runtime.now()
    selection_saved_at = here.selection.saved_at if here.selection is not None else None
    shows_tags = any(unit.unit.kind.area.of_selection and not unit.unit.kind.parent and unit.plan for unit in planned.units)
    # The same changes may have been shown by a plan of another job: what that one showed has been seen.
    before = store.plans.get(here.connection.company, planned.hash)
    if before is not None and before.shows_tags and selection_saved_at is not None:
        shows_tags = shows_tags or before.selection_saved_at == selection_saved_at
    plan = StoredPlan(
        company=here.connection.company,
        hash=planned.hash,
        job=job,
        shown_at=now,
        expires_at=now + PLAN_LIFE,
        selection_saved_at=selection_saved_at,
        shows_tags=shows_tags,
        user=runtime.host.user.name,
        told=told_report(planned, undoes),
    )
    key = undo_approval if job == UNDO else approval
    changes = [
        stored_change(unit.target.kind, change, held=unit.is_held(change), key=key)
        for unit in planned.units
        if unit.plan
        for change in unit.plan.changes
    ]
    store.plans.put(plan, changes)


def shown_changes(store: Store, company: str, plan: str) -> list[StoredChange]:
    """All changes that a plan showed."""
    changes: list[StoredChange] = []
    while page := store.plans.changes(company, plan, len(changes)):
        changes.extend(page)
    return changes
