"""Undoing the last run: pause, and show what would be turned back."""

from __future__ import annotations

from dataclasses import replace

from pleo_erp_hookspecs import ProgressCallback, Role
from pleo_erp_hookspecs.plan_answers import UndoAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.reconcile.approval import plan_hash
from pleo_erp_module.sync.execution import one_at_a_time
from pleo_erp_module.sync.job_scope import UNDO
from pleo_erp_module.sync.report import plan_report
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import store_plan
from pleo_erp_module.sync.situation import checked_client, situation
from pleo_erp_module.sync.undo_run import hold_unreleased, inverse_changes, plan_undo, run_to_undo


@action("undo", "Pause the connection, and plan to turn back what the last run changed in Pleo", Role.ADMINISTRATOR)
def undo(runtime: Runtime, company: str, progress: ProgressCallback | None = None) -> UndoAnswer:
    """Pause the connection and plan the inverse of the last run that changed anything in Pleo (S-22).

    The plan is kept for 72 h, to be released; then the job `undo` carries it out. Records that are no longer as that run left
    them are ``skipped``, with the reason. Nothing is written to Pleo. Answers a plan (docs/reports.md) and ``undoes``, the run.
    Raises ``nothing_to_undo``, ``already_undone``, and ``busy`` while a run is under way; then nothing is paused.
    """
    with runtime.store() as store:
        situation(store, company)
        with runtime.lease(company, UNDO):
            here = situation(store, company)
            run = run_to_undo(store, here)
            store.connections.pause(company, runtime.host.user.name)
            wanted = inverse_changes(store, run)
            with checked_client(runtime, store, here.connection, runtime.free_control()) as client:
                planned = plan_undo(client, here.connection.pleo_company, here.settings.values, wanted, one_at_a_time(progress))
            planned = replace(planned, fixed_hash=plan_hash(planned.changes, run.id))
            for unit in planned.units:
                hold_unreleased(unit, frozenset())
            store_plan(store, runtime, here, UNDO, planned, run.id)
        answer: UndoAnswer = plan_report(planned, company, UNDO, here.confirmed) | {"undoes": run.id}
        return answer
