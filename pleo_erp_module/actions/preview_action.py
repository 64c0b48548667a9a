"""Seeing what a run would do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from pleo_erp_hookspecs import Parameter, ProgressCallback, Role
from pleo_erp_hookspecs.plan_answers import PreviewAnswer
from pleo_erp_module.actions.action_entry import DIMENSION, action
from pleo_erp_module.store import Store
from pleo_erp_module.sync.execution import one_at_a_time
from pleo_erp_module.sync.job_scope import Scope, scope
from pleo_erp_module.sync.planner import Planned
from pleo_erp_module.sync.report import plan_report
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import store_plan
from pleo_erp_module.sync.situation import WORKERS, PlanBuilder, Situation, check_dimension, situation


def make_plan(
    runtime: Runtime, store: Store, here: Situation, wanted: Scope, progress: ProgressCallback | None = None
) -> Planned:
    """A plan without a lock: reads both sides, writes nothing anywhere."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="pleo-erp") as pool:
        builder = PlanBuilder(runtime, store, here, wanted, runtime.free_control(), pool, one_at_a_time(progress))
        try:
            planned = builder.plan()
            if builder.client is not None and builder.mark is not None:
                builder.mark.check_installation(builder.client, here.connection.company)
            return planned
        finally:
            builder.close()


@action(
    "plan",
    "What a run would do now",
    Role.BOOKKEEPER,
    Parameter("job", "text", "one of the view kinds; without it sync-all"),
    DIMENSION,
    view=True,
)
def plan(
    runtime: Runtime,
    company: str,
    job: str = "sync-all",
    dimension: str | None = None,
    progress: ProgressCallback | None = None,
) -> PreviewAnswer:
    """The plan as a run would make it now, due or not (docs/reports.md), and ``paused`` and ``selected``; kept for 72 h under its
    hash, to be released."""
    with runtime.store() as store:
        here = situation(store, company)
        wanted = scope(job, here.settings, dimension)
        check_dimension(here, dimension)
        planned = make_plan(runtime, store, here, wanted, progress)
        store_plan(store, runtime, here, job, planned)
        standing = {"paused": here.paused, "selected": here.codes or []}
        answer: PreviewAnswer = plan_report(planned, company, job, here.confirmed) | standing
        return answer
