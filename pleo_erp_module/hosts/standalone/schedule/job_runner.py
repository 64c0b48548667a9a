"""A few threads that run jobs: those that a person started first, and of one company one at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

from pleo_erp_hookspecs import ModuleClient, PleoErpError, User
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.schedule.job_task import Task, TaskState

_REMEMBERED = 200  # tasks that have ended


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Runner:
    """Starts and follows runs in this process. ``client`` calls the module for a user; ``ended`` hears of every task that ran.

    The threads are daemons: a run that does not stop in time dies with the process, and the next one makes up for it.
    """

    def __init__(
        self,
        client: Callable[[User], ModuleClient],
        threads: int = 4,
        ended: Callable[[Task], None] = lambda task: None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._client = client
        self._ended = ended
        self._now = now
        self._logger = logging.getLogger("pleo_erp")
        self._changed = threading.Condition()
        self._waiting: list[tuple[Task, Callable[[], bool]]] = []
        self._running: list[Task] = []
        self._past: deque[Task] = deque(maxlen=_REMEMBERED)
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"pleo-erp-run-{number}", daemon=True) for number in range(1, threads + 1)
        ]
        for thread in self._threads:
            thread.start()

    def start(
        self,
        company: str,
        job: str,
        dimension: str | None,
        user: User,
        *,
        unattended: bool = False,
        needed: Callable[[], bool] = lambda: True,
    ) -> Task:
        """Have a job run soon, and follow it. What waits or runs already is not started again: that task is answered.

        ``needed`` is asked just before it begins: another instance may have done it. Raises ``stopped`` after `stop`.
        """
        with self._changed:
            if self._closed:
                raise error("stopped")
            for known in (*self._running, *(task for task, _ in self._waiting)):
                same = (known.company, known.job, known.dimension) == (company, job, dimension)
                if same and not known.is_asked_to_stop() and (unattended or not known.unattended or known in self._running):
                    return known
            task = Task(company, job, dimension, user, self._now(), unattended)
            self._waiting.append((task, needed))
            self._changed.notify()
        return task

    def find(self, task_id: str) -> Task | None:
        """A task by its id, as long as it is remembered."""
        with self._changed:
            everything = (*self._running, *(task for task, _ in self._waiting), *self._past)
        return next((task for task in everything if task.id == task_id), None)

    def current(self, company: str | None = None) -> list[Task]:
        """What runs and waits, of one company or of all."""
        with self._changed:
            tasks = (*self._running, *(task for task, _ in self._waiting))
        return [task for task in tasks if company in (None, task.company)]

    def stop(self, seconds: float) -> bool:
        """Start nothing more, ask what runs to stop, and wait; whether all of it has ended in time."""
        with self._changed:
            self._closed = True
            dropped, self._waiting = self._waiting, []
            for task in self._running:
                task.ask_to_stop()
            self._changed.notify_all()
        for task, _ in dropped:
            task.end(TaskState.DROPPED, self._now())
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    # -- the threads

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            task, needed = taken
            state = TaskState.DROPPED
            try:
                if not task.is_asked_to_stop() and needed():
                    self._run(task)
                    state = TaskState.DONE
            except Exception:
                self._logger.exception("company %s: the job %s met an unknown error", task.company, task.job)
            finally:
                with self._changed:
                    self._running.remove(task)
                    self._past.append(task)
                    task.end(state, self._now())
                    self._changed.notify_all()

    def _take(self) -> tuple[Task, Callable[[], bool]] | None:
        """The next task whose company is free, a person's before the scheduler's; None at the end."""
        with self._changed:
            while not self._closed:
                busy = {task.company for task in self._running}
                free = [one for one in self._waiting if one[0].company not in busy]
                if free:
                    taken = min(free, key=lambda one: one[0].unattended)
                    self._waiting.remove(taken)
                    self._running.append(taken[0])
                    return taken
                self._changed.wait()
        return None

    def _run(self, task: Task) -> None:
        task.state, task.started_at = TaskState.RUNNING, self._now()
        client = self._client(task.user)
        try:
            task.report = client.run_job(
                task.company, task.job, dimension=task.dimension, progress=task.note, stop=task.is_asked_to_stop
            )
        except PleoErpError as exc:
            task.fault = exc
        except Exception as exc:
            self._logger.exception("company %s: the job %s met an unknown error", task.company, task.job)
            task.fault = error("internal", detail=f"{type(exc).__name__}: {exc}")
        self._ended(task)
