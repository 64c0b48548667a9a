"""The view `schedule`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from pleo_erp_module.odbc import Database
from world import World, WorldFactory


def entry(world: World) -> dict[str, Any]:
    (found,) = world.host.do("schedule")["jobs"]
    assert isinstance(found, dict)
    return found


def due(world: World) -> datetime:
    return datetime.fromisoformat(entry(world)["next_due"])


@pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
def working(request: pytest.FixtureRequest, new_world: WorldFactory) -> World:
    world = new_world(request.param)
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A"])
    world.connect()
    world.select("DEP")
    return world


def test_it_follows_a_connection_through_its_life(working: World) -> None:
    world = working
    assert due(world) <= world.clock.time  # connected: looked at at once
    assert world.run("sync")["status"] == "held"
    # Not released yet: again after an hour, not after a minute.
    assert timedelta(minutes=59) < due(world) - world.clock.time <= timedelta(minutes=60)
    world.plan()
    world.release()
    assert due(world) <= world.clock.time
    began = world.clock.time
    assert world.run("sync")["status"] == "success"
    assert timedelta(minutes=55) <= due(world) - began <= timedelta(minutes=61)
    world.settings(tags_interval="120")
    assert timedelta(minutes=115) <= due(world) - began <= timedelta(minutes=121)
    assert entry(world)["interval_minutes"] == 120
    world.settings(tags="off", accounts="off")
    assert entry(world)["next_due"] is None
    world.do("disconnect")
    assert world.host.do("schedule")["jobs"] == []


def test_a_failed_run_is_tried_again_soon_and_a_stopped_one_too(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    world.clock.pass_(days=2)
    world.pleo.change_key(world.key, revoked=True)
    assert world.run("sync")["status"] == "failed"
    assert timedelta(minutes=14) < due(world) - world.clock.time <= timedelta(minutes=15)
    world.pleo.change_key(world.key, revoked=False)
    world.clock.pass_(hours=1)
    assert world.run("sync", stop=lambda: True)["status"] == "partial"
    assert timedelta(minutes=14) < due(world) - world.clock.time <= timedelta(minutes=15)
    world.clock.pass_(hours=1)
    world.erp.set_values("DEP", ["A"])
    world.pleo.before = lambda logged: world.do("pause")
    assert world.run("sync")["error"]["code"] == "run_paused"
    world.do("resume")
    assert timedelta(minutes=14) < due(world) - world.clock.time <= timedelta(minutes=15)


def test_a_long_run_does_not_shift_the_next_one(world: World) -> None:
    """The interval counts from when a run looked, not from its end: an hourly scheduler would skip every other hour."""
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    world.clock.pass_(days=2)
    began = world.clock.time
    world.pleo.before = lambda logged: world.clock.pass_(minutes=3)
    world.run("sync")
    world.pleo.before = lambda logged: None
    assert world.clock.time - began > timedelta(minutes=5)
    assert due(world) <= began + timedelta(minutes=61)
    world.clock.time = began + timedelta(minutes=60)
    assert [unit["unit"] for unit in world.run("sync")["units"]] == ["tag_groups", "tags:DEP"]


def test_it_names_who_is_running(world: World) -> None:
    world.connect()
    assert entry(world)["running"] is None
    with world.runtime(world.host, world.extensions) as runtime, runtime.lease("1", "sync"):
        assert entry(world)["running"]["owner"] == "anna, sync"
    assert entry(world)["running"] is None


def test_settings_that_nobody_can_read_are_named_and_stop_nobody_else(world: World) -> None:
    world.connect()
    with world.store() as store:
        store.settings.put("1", {"tags_interval": "often"})
    found = entry(world)
    assert (found["next_due"], found["error"]["code"]) == (None, "setting_invalid")


def test_it_takes_as_many_statements_for_many_runs_and_companies(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    rows = Database.rows

    def counting(database: Database, sql: str, *arguments: Any, **named: Any) -> Any:
        counted.append(sql)
        return rows(database, sql, *arguments, **named)

    world.connect()
    monkeypatch.setattr(Database, "rows", counting)
    world.host.do("schedule")
    few = len(counted)
    for number in range(2, 8):
        company = str(number)
        world.erp.add_company(company, f"Company {company}")
        key = world.pleo.add_key(f"plp_sandbox_1{number:03}", company=world.pleo.add_company(company))
        world.host.do("connect", company=company, key=key)
        world.run("sync")
    counted.clear()
    assert len(world.host.do("schedule")["jobs"]) == 7
    assert len(counted) == few <= 9
    assert [one["company"] for one in world.host.do("schedule", company="3")["jobs"]] == ["3"]
