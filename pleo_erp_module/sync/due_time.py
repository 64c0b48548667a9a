"""When the job `sync` should start next, for a scheduler that looks every minute (S-8, S-10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pleo_erp_module.kinds import registry
from pleo_erp_module.sync.job_scope import EARLY
from pleo_erp_module.sync.setting_registry import Settings

_AFTER_FAILURE = timedelta(minutes=15)
_AFTER_ANYTHING_ELSE = timedelta(minutes=60)  # what waits or failed in part: as often as tags may be looked at (S-8)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LatestAttempt:
    """The latest run of the job that has ended. ``failed``: it ended early, so that the next one may well do better."""

    at: datetime
    failed: bool

    @property
    def again(self) -> datetime:
        """When what it left undone is worth another run."""
        return self.at + (_AFTER_FAILURE if self.failed else _AFTER_ANYTHING_ELSE)


def next_due(
    company: str, settings: Settings, checked: Mapping[str, datetime | None], tried: LatestAttempt | None, now: datetime
) -> datetime | None:
    """The moment from which `sync` has something to do; None if nothing is synchronised. `due` says the same at that moment.

    ``checked`` are the last checks by area, None for never or asked for. What the latest run left undone waits a while; what a
    person asked for does not.
    """
    moments = []
    for area in registry.areas():
        last = checked.get(area.name)
        if not settings.on(area.name):
            continue
        if last is None or last > now:
            return now
        moment = _slot(company, last, timedelta(minutes=settings.number(area.interval_setting)))
        moments.append(max(moment, tried.again) if tried is not None and moment <= tried.at <= now else moment)
    return min(moments, default=None)


def _slot(company: str, last: datetime, interval: timedelta) -> datetime:
    """One interval after ``last``, or up to `EARLY` sooner: so each company drifts to a time of its own, and keeps it."""
    offset = timedelta(seconds=int.from_bytes(hashlib.sha256(company.encode()).digest()[:4]) % int(interval.total_seconds()))
    earliest = last + interval - EARLY
    own = earliest + (offset - (earliest - _EPOCH)) % interval
    return own if own <= last + interval else earliest
