"""Which part of a connection a job is about, and which of it is due (S-8, S-10, S-11, S-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pleo_erp_hookspecs import Job
from pleo_erp_module.errors import error
from pleo_erp_module.sync.setting_registry import Settings

TAGS, ACCOUNTS = "tags", "accounts"
UNDO = "undo"  # the job that follows no ERP, but turns back a run
#: The unit whose last check tells when an area was last run.
LEADING_UNIT = {TAGS: "tag_groups", ACCOUNTS: "accounts"}
_AREAS: dict[str, tuple[str, ...]] = {
    "sync": (ACCOUNTS, TAGS),
    "sync-all": (ACCOUNTS, TAGS),
    "sync-tags": (TAGS,),
    "sync-accounts": (ACCOUNTS,),
}
# A scheduler that fires every hour fires a little early now and then; without this the run would wait another hour.
EARLY = timedelta(minutes=5)


def jobs(settings: Settings) -> tuple[Job, ...]:
    """The jobs of a connection; only `sync` is for the scheduler."""
    interval = min((settings.number(f"{area}_interval") for area in (TAGS, ACCOUNTS) if settings.on(area)), default=60)
    return (
        Job("sync", "what is due: tags and accounts, each at its own interval", interval),
        Job("sync-all", "tags and accounts, now", None),
        Job("sync-tags", "tag groups and tags, now; of one dimension if it is named", None),
        Job("sync-accounts", "the chart of accounts, now", None),
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
    if dimension is not None and job in {*_AREAS, UNDO} - {"sync-tags"}:
        raise error("usage", detail="A dimension can be named for the job sync-tags only.")
    areas = _AREAS.get(job)
    if areas is None:
        raise error("unknown_job", job=job)
    return Scope(job, frozenset(area for area in areas if settings.on(area)), dimension)


def due(wanted: Scope, settings: Settings, checked: Mapping[str, datetime | None], now: datetime) -> Scope:
    """What of the scope is due at ``now``; ``checked`` are the last checks by area, None for never. Other jobs are always due."""
    if wanted.job != "sync":
        return wanted

    def is_due(area: str) -> bool:
        last = checked.get(area)
        interval = timedelta(minutes=settings.number(f"{area}_interval"))
        # A check in the future means that the clock was set back: the area is due rather than stuck.
        return last is None or last > now or now - last >= interval - EARLY

    return Scope(wanted.job, frozenset(area for area in wanted.areas if is_due(area)), wanted.dimension)
