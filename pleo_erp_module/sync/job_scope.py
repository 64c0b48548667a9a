"""Which part of a connection a job is about, and which of it is due (S-8, S-10, S-11, S-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pleo_erp_hookspecs import Job, Message
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.kind import Area
from pleo_erp_module.sync.setting_registry import Settings

SYNC, SYNC_ALL = "sync", "sync-all"  # the jobs of all areas: what is due, and everything
UNDO = "undo"  # the job that follows no ERP, but turns back a run
# A scheduler that fires every hour fires a little early now and then; without this the run would wait another hour.
EARLY = timedelta(minutes=5)


def jobs(settings: Settings) -> tuple[Job, ...]:
    """The jobs of a connection; only `sync` is for the scheduler."""
    areas = registry.areas()
    interval = min((settings.number(area.interval_setting) for area in areas if settings.on(area.name)), default=60)
    return (
        Job(SYNC, "what is due, each part at its own interval", interval),
        Job(SYNC_ALL, "everything, now", None),
        *(Job(area.job, area.job_help, None) for area in areas),
        Job(UNDO, "what was released of an undo of the last run; also while paused", None),
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """What one run or plan is about. ``dimension``: only the tags of this one; the groups are always looked at whole (S-12)."""

    job: str
    areas: frozenset[str]
    dimension: str | None = None


def scope(job: str, settings: Settings, dimension: str | None = None) -> Scope:
    """The scope of a job; raises ``unknown_job`` or ``usage``. For `sync` still without regard to what is due."""
    areas = [area for area in registry.areas() if job in (SYNC, SYNC_ALL, area.job)]
    if not areas and (job != UNDO or dimension is None):
        raise error("unknown_job", job=job)
    of_dimensions = [area.job for area in registry.areas() if area.of_selection]
    if dimension is not None and job not in of_dimensions:
        raise error("usage", detail=Message("dimension_for_tags_only", {"jobs": of_dimensions}))
    return Scope(job, frozenset(area.name for area in areas if settings.on(area.name)), dimension)


def due(wanted: Scope, settings: Settings, checked: Mapping[str, datetime | None], now: datetime) -> Scope:
    """What of the scope is due at ``now``; ``checked`` are the last checks by area, None for never. Other jobs are always due."""
    if wanted.job != SYNC:
        return wanted

    def is_due(area: Area) -> bool:
        last = checked.get(area.name)
        interval = timedelta(minutes=settings.number(area.interval_setting))
        # A check in the future means that the clock was set back: the area is due rather than stuck.
        return last is None or last > now or now - last >= interval - EARLY

    areas = [area for area in registry.areas() if area.name in wanted.areas]
    return Scope(wanted.job, frozenset(area.name for area in areas if is_due(area)), wanted.dimension)
