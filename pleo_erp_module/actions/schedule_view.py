"""When each connection is due, for schedulers and for screens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from pleo_erp_hookspecs import Parameter, PleoErpError, Role
from pleo_erp_hookspecs.run_answers import RunStatus
from pleo_erp_hookspecs.schedule_answers import LastRunAnswer, ScheduleAnswer, ScheduledJobAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.kinds import registry
from pleo_erp_module.store.timetable import TimetableEntry
from pleo_erp_module.sync.due_time import LatestAttempt, next_due
from pleo_erp_module.sync.job_scope import SYNC, jobs
from pleo_erp_module.sync.run_control import STOPPED
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.setting_registry import Settings


@action(
    "schedule",
    "When the job sync is due for each connection, and what runs now",
    Role.BOOKKEEPER,
    Parameter("company", "text", "only of this company"),
    Parameter("companies", "codes", "only of these companies"),
    company=False,
    view=True,
)
def schedule(runtime: Runtime, company: str | None = None, companies: Sequence[str] | None = None) -> ScheduleAnswer:
    """``{now, jobs: [{company, job, interval_minutes, next_due, last, running, error}]}`` of all connections, of one, or of those
    of some ``companies``.

    ``next_due`` is a moment, past or now if the job is due, and null if nothing is synchronised; ``last`` is ``{finished_at,
    status}`` of the latest run of any job, or null; ``running`` tells who holds the lock, or is null; ``error``
    says why the company's settings cannot be used, or is null. Opens neither the ERP nor Pleo; the number of statements does not
    grow with anything.
    """
    only = companies if company is None else [company]
    with runtime.store() as store:
        entries = store.timetable.read(SYNC, map(str, registry.leading_units().values()), only)
    now = runtime.now()
    return {"now": now.isoformat(), "jobs": [_job(entry, now) for entry in entries]}


def _job(entry: TimetableEntry, now: datetime) -> ScheduledJobAnswer:
    answer: ScheduledJobAnswer = {
        "company": entry.company,
        "job": SYNC,
        "interval_minutes": None,
        "next_due": None,
        "due": False,
        "last": _last(*entry.last) if entry.last else None,
        "running": {"owner": entry.holder.owner, "since": entry.holder.since} if entry.holder else None,
        "error": None,
    }
    try:
        settings = Settings.of(entry.settings)
    except PleoErpError as exc:
        answer["error"] = exc.as_dict()
        return answer
    checked = {area: entry.checked.get(str(unit)) for area, unit in registry.leading_units().items()}
    tried = LatestAttempt(entry.ended, entry.status == "failed" or entry.error_code in STOPPED) if entry.ended else None
    moment = next_due(entry.company, settings, checked, tried, now)
    answer["interval_minutes"] = next(job.interval_minutes for job in jobs(settings) if job.name == SYNC)
    answer["next_due"] = moment.isoformat() if moment else None
    answer["due"] = moment is not None and moment <= now
    return answer


def _last(finished: datetime | None, status: str) -> LastRunAnswer:
    return {"finished_at": finished.isoformat() if finished else None, "status": cast(RunStatus, status)}
