"""The threads that run jobs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from pleo_erp_hookspecs import (
    Host,
    ModuleClient,
    PleoErpError,
    Progress,
    ProgressCallback,
    Role,
    StopSignal,
    User,
    hookimpl,
    module_manager,
)
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.schedule import Runner, Task, TaskState
from schedule.deadline import until

ANNA, BOT = User("anna", Role.BOOKKEEPER), User("scheduler", Role.ADMINISTRATOR)


class Jobs:
    """A module whose runs wait to be let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.under_way: list[str] = []
        self.most = 0
        self.let_go = threading.Event()
        self.fault: Exception | None = None
        self._guard = threading.Lock()

    @hookimpl
    def pleo_erp_run_job(
        self,
        host: Host,
        company: str,
        job: str,
        dimension: str | None,
        language: str,
        progress: ProgressCallback | None,
        stop: StopSignal | None,
    ) -> Mapping[str, Any]:
        assert progress is not None
        assert stop is not None
        with self._guard:
            assert company not in self.under_way, "two runs of one company"
            self.begun.append(f"{company} {job}")
            self.under_way.append(company)
            self.most = max(self.most, len(self.under_way))
        progress(Progress("read", "accounts", 3, 7))
        while not self.let_go.wait(0.01) and not stop():
            pass
        with self._guard:
            self.under_way.remove(company)
        if self.fault is not None:
            raise self.fault
        return {"status": "partial" if stop() else "success"}


class NoHost:
    """Runs of `Jobs` ask nothing of their host."""

    def __init__(self, user: User) -> None:
        self.user = user


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def new_runner(jobs: Jobs) -> Iterator[Callable[..., Runner]]:
    made: list[Runner] = []

    def make(threads: int = 2, **more: Any) -> Runner:
        modules = module_manager({"jobs": jobs})

        def client(user: User) -> ModuleClient:
            host: Any = NoHost(user)
            return ModuleClient(modules, host)

        made.append(Runner(client, threads, **more))
        return made[-1]

    yield make
    jobs.let_go.set()
    ended = [runner.stop(30) for runner in made]
    assert all(ended)


def test_a_task_can_be_followed_from_beginning_to_end(jobs: Jobs, new_runner: Callable[..., Runner]) -> None:
    heard: list[Task] = []
    runner = new_runner(ended=heard.append)
    task = runner.start("1", "sync-all", None, ANNA)
    until(lambda: task.progress is not None, "progress")
    shown = task.as_dict()
    assert (shown["state"], shown["user"], shown["progress"]["done"], shown["progress"]["total"]) == ("running", "anna", 3, 7)
    assert runner.current("1") == [task]
    assert runner.current("2") == []
    jobs.let_go.set()
    assert task.wait(30)
    assert (task.state, task.report, heard) == (TaskState.DONE, {"status": "success"}, [task])
    until(lambda: runner.current() == [], "the end")
    assert runner.find(task.id) is task
    assert runner.find("another") is None


def test_threads_are_bounded_and_a_company_runs_one_thing_at_a_time(jobs: Jobs, new_runner: Callable[..., Runner]) -> None:
    runner = new_runner(threads=3)
    tasks = [runner.start(str(number % 4), f"job {number}", None, BOT, unattended=True) for number in range(12)]
    until(lambda: len(jobs.under_way) == 3, "three at work")
    jobs.let_go.set()
    assert all(task.wait(30) for task in tasks)
    assert jobs.most == 3
    assert len(jobs.begun) == 12


def test_a_person_does_not_wait_behind_the_scheduler(jobs: Jobs, new_runner: Callable[..., Runner]) -> None:
    runner = new_runner(threads=1)
    runner.start("1", "sync", None, BOT, unattended=True)
    until(lambda: jobs.begun == ["1 sync"], "the first")
    for number in range(2, 6):
        runner.start(str(number), "sync", None, BOT, unattended=True)
    task = runner.start("9", "sync-all", None, ANNA)
    jobs.let_go.set()
    assert task.wait(30)
    assert jobs.begun[1] == "9 sync-all"


def test_what_is_under_way_is_not_started_twice(jobs: Jobs, new_runner: Callable[..., Runner]) -> None:
    runner = new_runner(threads=1)
    first = runner.start("1", "sync", None, BOT, unattended=True)
    until(lambda: len(jobs.begun) == 1, "the first")
    assert runner.start("1", "sync", None, ANNA) is first
    waiting = runner.start("2", "sync", None, BOT, unattended=True)
    assert runner.start("2", "sync", None, BOT, unattended=True) is waiting
    assert runner.start("2", "sync-tags", "DEP", ANNA) is not waiting


def test_what_somebody_else_did_meanwhile_is_dropped(jobs: Jobs, new_runner: Callable[..., Runner]) -> None:
    task = new_runner().start("1", "sync", None, BOT, unattended=True, needed=lambda: False)
    assert task.wait(30)
    assert (task.state, jobs.begun) == (TaskState.DROPPED, [])


def test_a_task_is_stopped_whether_it_runs_or_waits(jobs: Jobs, new_runner: Callable[..., Runner]) -> None:
    runner = new_runner(threads=1)
    running, waiting = runner.start("1", "sync", None, ANNA), runner.start("2", "sync", None, ANNA)
    until(lambda: len(jobs.begun) == 1, "the first")
    waiting.ask_to_stop()
    running.ask_to_stop()
    assert running.wait(30)
    assert waiting.wait(30)
    assert (running.report, waiting.state) == ({"status": "partial"}, TaskState.DROPPED)


def test_the_end_stops_everything_and_waits(jobs: Jobs, new_runner: Callable[..., Runner]) -> None:
    runner = new_runner(threads=1)
    running, waiting = runner.start("1", "sync", None, ANNA), runner.start("2", "sync", None, ANNA)
    until(lambda: len(jobs.begun) == 1, "the first")
    assert runner.stop(30)
    assert (running.report, waiting.state) == ({"status": "partial"}, TaskState.DROPPED)
    with pytest.raises(PleoErpError) as refused:
        runner.start("3", "sync", None, ANNA)
    assert refused.value.code == "stopped"


@pytest.mark.parametrize("fault", [error("not_connected", company="1"), RuntimeError("out of order")])
def test_an_error_ends_the_task_and_no_thread(
    jobs: Jobs, new_runner: Callable[..., Runner], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    runner = new_runner(threads=1)
    jobs.fault = fault
    jobs.let_go.set()
    task = runner.start("1", "sync", None, ANNA)
    assert task.wait(30)
    assert task.fault is not None
    assert task.fault.code == ("internal" if isinstance(fault, RuntimeError) else "not_connected")
    jobs.fault = None
    assert runner.start("1", "sync", None, ANNA).wait(30)
    logged = [record.levelno for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(logged) == (1 if isinstance(fault, RuntimeError) else 0)
