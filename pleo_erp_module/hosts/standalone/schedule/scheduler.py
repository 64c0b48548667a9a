"""Looks every minute for what is due. What that is, the module knows: it is kept in the database, which several instances share.

So nothing is missed while nobody was there, nothing is done twice after it, and what an instance leaves that was killed is taken
over by the next one that looks.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from pleo_erp_hookspecs import Message, ModuleClient, PleoErpError, Role, User, refused_run
from pleo_erp_hookspecs.schedule_answers import ScheduledJobAnswer
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.config import ScheduleAccess
from pleo_erp_module.hosts.standalone.notification.notifier import Notifier
from pleo_erp_module.hosts.standalone.schedule.job_runner import Runner
from pleo_erp_module.hosts.standalone.schedule.job_task import Task
from pleo_erp_module.messages.notice_maker import make_notice

USER = User("scheduler", Role.ADMINISTRATOR)
_REFUSED = timedelta(minutes=15)  # how long a company waits whose run could not even begin
_BLIND = 5  # times in a row that the scheduler could not look, before people hear of it


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Scheduler:
    """The runner, and the clock that drives it. ``client`` calls the module for a user; ``notifier`` tells people what runs meet.

    With ``enabled`` off it starts no run by itself, but still runs what people start and sends what waits in the outbox.
    """

    def __init__(
        self,
        client: Callable[[User], ModuleClient],
        access: ScheduleAccess,
        notifier: Notifier,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.runner = Runner(client, access.threads, self._ended, now)
        self._client = client
        self._access = access
        self._notifier = notifier
        self._now = now
        self._logger = logging.getLogger("pleo_erp")
        self._clock = BackgroundScheduler(timezone=UTC)
        self._guard = threading.Lock()
        self._refused: dict[str, datetime] = {}
        self._jobs: list[ScheduledJobAnswer] = []
        self._started_at: datetime | None = None
        self._looked_at: datetime | None = None
        self._fault: PleoErpError | None = None
        self._blind = 0

    def start(self) -> None:
        """Look at once, and from then on regularly."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a look that takes longer than its interval is not an alarm
        self._started_at = self._now()
        every = {"trigger": "interval", "seconds": self._access.check_seconds, "coalesce": True, "max_instances": 1}
        first = {"next_run_time": datetime.now(UTC), "misfire_grace_time": None}
        if self._access.enabled:
            self._clock.add_job(self.look, id="look", **every, **first)
        self._clock.add_job(self._notifier.deliver, id="deliver", **every, **first)
        self._clock.start()

    def stop(self) -> bool:
        """Start nothing more, ask what runs to stop, and wait as long as configured; whether all of it has ended."""
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # a look that comes too late is refused, loudly
        if self._clock.running:
            self._clock.shutdown(wait=False)
        ended = self.runner.stop(self._access.stop_seconds)
        if not ended:
            self._logger.warning("some runs did not stop in time; the next ones make up for them")
        return ended

    def look(self) -> None:
        """Start what is due. Nothing is raised."""
        try:
            jobs = self._ask()
        except PleoErpError as exc:
            self._failed(exc)
            return
        except Exception as exc:
            self._logger.exception("the scheduler met an unknown error")
            self._failed(error("internal", detail=f"{type(exc).__name__}: {exc}"))
            return
        now = self._now()
        with self._guard:
            self._jobs, self._looked_at, self._fault, self._blind = jobs, now, None, 0
            self._refused = {company: until for company, until in self._refused.items() if until > now}
            refused = set(self._refused)
        for job in sorted((job for job in jobs if job["due"]), key=lambda job: str(job["next_due"])):
            if job["company"] not in refused and job["running"] is None:
                self._start(job["company"], job["job"])
        for job in jobs:
            if job["error"] is not None:
                self._notifier.tell_of(refused_run(job["company"], job["job"], job["error"]))

    def status(self) -> dict[str, Any]:
        """Is it even running? ``{enabled, healthy, started_at, looked_at, check_seconds, threads, running, waiting, jobs: [...],
        next_due, error}``; ``jobs`` are those of the last look, as the module's view `schedule` answers them."""
        now, current = self._now(), self.runner.current()
        with self._guard:
            looked, fault, jobs, started = self._looked_at, self._fault, list(self._jobs), self._started_at
        since = looked or started
        late = timedelta(seconds=3 * self._access.check_seconds + 30)
        alive = since is not None and now - since <= late and self._clock.running
        return {
            "enabled": self._access.enabled,
            "healthy": (alive and fault is None) if self._access.enabled else self._clock.running,
            "started_at": started.isoformat() if started else None,
            "looked_at": looked.isoformat() if looked else None,
            "check_seconds": self._access.check_seconds,
            "threads": self._access.threads,
            "running": sum(task.started_at is not None for task in current),
            "waiting": sum(task.started_at is None for task in current),
            "jobs": jobs,
            "next_due": min((job["next_due"] for job in jobs if job["next_due"] is not None), default=None),
            "error": fault.as_dict() if fault else None,
        }

    # -- one look

    def _ask(self, company: str | None = None) -> list[ScheduledJobAnswer]:
        return self._client(USER).run_action("schedule", company=company)["jobs"]

    def _start(self, company: str, job: str) -> None:
        def needed() -> bool:
            try:
                return any(one["due"] and one["running"] is None for one in self._ask(company))
            except PleoErpError as exc:
                self._failed(exc)
                return False

        try:
            self.runner.start(company, job, None, USER, unattended=True, needed=needed)
        except PleoErpError:
            self._logger.debug("company %s is not started, since the process ends", company)

    def _failed(self, fault: PleoErpError) -> None:
        """It cannot look. The log says so once; if it lasts, people are notified without the database, which fails."""
        with self._guard:
            new = self._fault is None or self._fault.code != fault.code
            self._fault = fault
            self._blind += 1
            lasts = self._blind == _BLIND
        self._logger.log(
            logging.ERROR if new else logging.DEBUG, "the scheduler cannot look: %s %s", fault.message, fault.next_step
        )
        if lasts:
            message = Message("scheduler_blind", {"error": fault.as_message})
            self._notifier.tell_at_once(make_notice("", fault.code, message, fault.next_message, self._notifier.words))

    def _ended(self, task: Task) -> None:
        report = task.report
        if task.fault is not None:
            if task.fault.code == "not_connected":
                self._logger.info("company %s is no longer connected", task.company)
                return
            with self._guard:
                self._refused[task.company] = self._now() + _REFUSED
            report = refused_run(task.company, task.job, task.fault.as_dict())
        if report is not None:
            what = report["error"]["message"] if "error" in report else ""
            self._logger.info("company %s, %s: %s %s", task.company, task.job, report["status"], what)
            self._notifier.tell_of(report)
