"""The scheduler's looks, one by one, with the clock in the test's hand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from easy_erp import Erp
from gate import Gate
from pleo_erp_hookspecs import ModuleClient, User
from pleo_erp_module.hosts.standalone.config import ScheduleAccess
from pleo_erp_module.hosts.standalone.schedule import Scheduler
from schedule.deadline import until
from schedule.notices import mail_to, notifier
from schedule.sinks import mail_sink
from world import World


@pytest.fixture
def new_scheduler(world: World) -> Iterator[Callable[..., Scheduler]]:
    """Several schedulers over one world; each has threads of its own."""
    made: list[Scheduler] = []

    def make(mail: int | None = None, **access: Any) -> Scheduler:
        def client(user: User) -> ModuleClient:
            return world.host.client

        tells = notifier(world, mail_to(mail) if mail else None)
        made.append(Scheduler(client, ScheduleAccess(**{"threads": 2, "stop_seconds": 30, **access}), tells, world.clock))
        return made[-1]

    yield make
    ended = [scheduler.stop() for scheduler in made]
    assert all(ended)


def companies(world: World, count: int) -> None:
    """Confirmed connections "1" to ``count``, of which "1" is the world's own."""
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    for number in range(2, count + 1):
        company = str(number)
        world.erp.add_company(company, f"Company {company}")
        Erp(world.erp.connection, company).set_dimensions("DEP")
        key = world.pleo.add_key(f"plp_sandbox_1{number:03}", company=world.pleo.add_company(company))
        world.host.do("connect", company=company, key=key)
        world.host.do("select", company=company, codes=["DEP"])
        plan = world.host.do("plan", company=company, job="sync-all")["plan"]
        world.host.do("release", company=company, plan=plan)
        world.host.run(company, "sync-all")


def look(scheduler: Scheduler) -> None:
    """One look, and all that it starts."""
    scheduler.look()
    until(lambda: scheduler.runner.current() == [], "the end of all runs")


def runs(world: World, company: str) -> int:
    with world.store() as store:
        return len([run for run in store.history.runs(company) if run.job == "sync"])


def test_after_a_downtime_each_company_is_run_once_however_many_hours_were_missed(
    world: World, new_scheduler: Callable[..., Scheduler]
) -> None:
    companies(world, 3)
    one, two = new_scheduler(), new_scheduler()
    look(one)
    assert [runs(world, str(number)) for number in (1, 2, 3)] == [0, 0, 0]  # what a person ran is not due
    world.clock.pass_(days=3)
    for _ in range(3):
        for scheduler in (one, two):
            look(scheduler)
        world.clock.pass_(minutes=1)
    assert [runs(world, str(number)) for number in (1, 2, 3)] == [1, 1, 1]


def test_every_hour_has_its_run_and_two_instances_make_no_more_of_it(
    world: World, new_scheduler: Callable[..., Scheduler]
) -> None:
    companies(world, 2)
    one, two = new_scheduler(), new_scheduler()
    began = world.clock.time
    while world.clock.time < began + timedelta(hours=13):
        for scheduler in (one, two):
            look(scheduler)
        world.clock.pass_(minutes=10)
    assert [12 <= runs(world, str(number)) <= 14 for number in (1, 2)] == [True, True]


def test_a_company_that_is_disconnected_while_it_waits_raises_no_alarm(
    world: World, new_scheduler: Callable[..., Scheduler], caplog: pytest.LogCaptureFixture
) -> None:
    companies(world, 2)
    scheduler = new_scheduler(threads=1)
    world.clock.pass_(days=2)
    gate = Gate(1)
    world.pleo.before = gate
    scheduler.look()
    assert gate.reached.wait(60)
    (waiting,) = [task for task in scheduler.runner.current() if task.started_at is None]
    world.host.do("disconnect", company=waiting.company)
    gate.opened.set()
    until(lambda: scheduler.runner.current() == [], "the end of all runs")
    assert runs(world, waiting.company) == 0
    assert len(scheduler.status()["jobs"]) == 2
    look(scheduler)
    assert len(scheduler.status()["jobs"]) == 1
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def test_another_instance_running_raises_no_alarm_and_starts_nothing(
    world: World, new_scheduler: Callable[..., Scheduler], caplog: pytest.LogCaptureFixture
) -> None:
    companies(world, 1)
    scheduler = new_scheduler()
    world.clock.pass_(days=2)
    with world.runtime(world.host, world.extensions) as runtime, runtime.lease("1", "sync"):
        look(scheduler)
        assert scheduler.status()["jobs"][0]["running"]["owner"] == "anna, sync"
        assert scheduler.runner.start("1", "sync-all", None, world.host.user).wait(60)
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []
    look(scheduler)
    assert runs(world, "1") == 1


def test_a_connection_that_cannot_be_run_is_told_once_and_keeps_nobody_else(
    world: World, new_scheduler: Callable[..., Scheduler]
) -> None:
    companies(world, 2)
    with world.store() as store:
        store.settings.put("1", {"tags_interval": "often"})
    with mail_sink() as mails:
        scheduler = new_scheduler(mails.port)
        for _ in range(3):
            world.clock.pass_(days=1)
            look(scheduler)
            scheduler._notifier.deliver()
        assert [letter.text.split(" for")[0] for letter in mails.letters] == ["Invalid value 'often'"]
        assert runs(world, "2") == 3


def test_a_database_that_is_gone_is_logged_once_told_once_and_seen_in_the_status(
    world: World, new_scheduler: Callable[..., Scheduler], caplog: pytest.LogCaptureFixture
) -> None:
    companies(world, 1)
    with mail_sink() as mails:
        scheduler = new_scheduler(mails.port)
        scheduler.start()
        until(lambda: scheduler.status()["looked_at"] is not None, "the first look")
        connection = world.host.erp.connection
        world.host.erp = type(world.host.erp)(connection.replace("erp-0", "nowhere"), "easy")
        for _ in range(8):
            scheduler.look()
        status = scheduler.status()
        assert not status["healthy"]
        assert status["error"]["code"] != "internal"
        until(lambda: bool(mails.letters), "the letter")
        assert len(mails.letters) == 1
        assert "No company is synchronised" in mails.letters[0].text
        assert [record.levelno for record in caplog.records if record.levelno > logging.INFO] == [logging.ERROR]
        world.host.erp = type(world.host.erp)(connection, "easy")
        scheduler.look()
        assert scheduler.status()["healthy"]
        world.clock.pass_(minutes=10)
        assert not scheduler.status()["healthy"]


def test_a_scheduler_that_is_switched_off_still_runs_what_people_start(
    world: World, new_scheduler: Callable[..., Scheduler]
) -> None:
    companies(world, 1)
    world.clock.pass_(days=2)
    scheduler = new_scheduler(enabled=False)
    scheduler.start()
    assert scheduler.runner.start("1", "sync-all", None, world.host.user).wait(60)
    status = scheduler.status()
    assert (status["enabled"], status["healthy"], status["looked_at"]) == (False, True, None)
    assert runs(world, "1") == 0
