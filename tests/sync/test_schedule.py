"""What is due when the scheduler fires, one run at a time, and how long the history is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pleo_erp_hookspecs import PleoErpError, Progress
from world import Report, World, counts


def units(report: Report) -> list[str]:
    return [one["unit"] for one in report["units"]]


BOTH = ["accounts", "tag_groups", "tags:DEP"]
TAGS = BOTH[1:]


def working(world: World) -> World:
    """A confirmed connection that has never run, with something to do in every unit."""
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A"])
    world.erp.set_accounts([("e1", "1", "One")])
    world.connect()
    world.select("DEP")
    world.plan()
    world.release()
    return world


def test_tags_are_due_every_hour_and_accounts_every_day(world: World) -> None:
    working(world)
    assert units(world.run("sync")) == BOTH
    nothing = world.run("sync")
    assert (nothing["status"], nothing["units"], nothing["requests"]["reads"]) == ("success", [], 0)
    seen = []
    for _ in range(25):
        world.clock.pass_(hours=1)
        seen.append(units(world.run("sync")))
    assert seen[:23] == [TAGS] * 23
    assert seen[23:] == [BOTH, TAGS]


def test_a_scheduler_that_fires_a_little_early_does_not_lose_an_hour(world: World) -> None:
    working(world).run("sync")
    world.clock.pass_(minutes=54)
    assert units(world.run("sync")) == []
    world.clock.pass_(minutes=2)
    assert units(world.run("sync")) == TAGS


def test_a_clock_that_was_set_back_makes_everything_due(world: World) -> None:
    working(world).run("sync")
    world.clock.pass_(days=-2)
    assert units(world.run("sync")) == BOTH


def test_manual_jobs_run_at_any_time(world: World) -> None:
    working(world).run("sync")
    assert units(world.run("sync-all")) == BOTH
    assert units(world.run("sync-tags")) == TAGS
    assert units(world.run("sync-accounts")) == ["accounts"]


def test_settings_change_what_is_due_and_what_runs_at_all(world: World) -> None:
    working(world).run("sync")
    world.settings(tags_interval="120", accounts_interval="60")
    world.clock.pass_(hours=1)
    assert units(world.run("sync")) == ["accounts"]
    assert [job.interval_minutes for job in world.host.client.jobs("1")] == [60, None, None, None, None]
    world.settings(accounts="off")
    assert units(world.run("sync-all")) == TAGS
    assert units(world.run("sync-accounts")) == []
    world.settings(accounts="on", tags="off")
    assert units(world.run("sync-all")) == ["accounts"]


def test_what_failed_or_was_held_is_due_again(world: World) -> None:
    working(world)
    world.erp.spoil("ledger", 0)
    assert world.run("sync")["status"] == "partial"
    world.erp.mend("ledger")
    assert units(world.run("sync")) == ["accounts"]
    assert units(world.run("sync")) == []


def test_a_release_and_a_new_selection_are_due_at_once(world: World) -> None:
    working(world).run("sync")
    world.plan()
    world.release()
    assert units(world.run("sync")) == BOTH
    world.erp.set_dimensions("DEP", "PRJ")
    world.select("DEP", "PRJ")
    assert units(world.run("sync")) == [*TAGS, "tags:PRJ"]


def test_a_plan_shows_everything_whether_it_is_due_or_not(world: World) -> None:
    working(world).run("sync")
    world.erp.set_values("DEP", ["A", "B"])
    assert world.plan("sync")["changes"] == world.plan("sync-all")["changes"] != []
    assert world.run("sync")["units"] == []


# -- one at a time


@contextmanager
def another_run(world: World) -> Iterator[None]:
    """A run of the same company under way."""
    with world.runtime(world.host, world.extensions) as runtime, runtime.lease("1", "sync"):
        yield


def test_a_second_run_answers_busy_and_touches_nothing(world: World) -> None:
    working(world)
    world.pleo.reset_log()
    with another_run(world):
        report = world.run("sync")
        assert (report["status"], report["run"], report["error"]["code"]) == ("busy", None, "busy")
        assert "anna, sync" in report["error"]["message"]
        calls: list[Callable[[], Any]] = [world.connect, lambda: world.host.do("rotate-key")]
        for call in calls:
            with pytest.raises(PleoErpError) as refused:
                call()
            assert refused.value.code == "busy"
        # These take no lock.
        world.plan()
        world.select("DEP")
        world.release()
        world.do("pause")
        world.do("resume")
    assert not world.pleo.writes()
    assert world.run("sync")["status"] == "success"


def test_the_lock_is_given_back_however_a_run_ends(world: World) -> None:
    working(world)
    world.pleo.change_key(world.key, revoked=True)
    assert world.run()["status"] == "failed"
    world.pleo.change_key(world.key, revoked=False)
    with pytest.raises(PleoErpError):
        world.run("no such job")
    assert world.run()["status"] == "success"


def test_progress_is_told_for_every_phase(world: World) -> None:
    working(world)
    told: list[Progress] = []
    world.host.run("1", "sync-all", progress=told.append)
    assert {step.phase for step in told} == {"read", "plan", "apply"}
    steps = [step for step in told if step.phase == "apply"]
    assert [(step.done, step.total) for step in steps] == [(1, 3), (2, 3), (3, 3)]
    assert [step.unit for step in steps] == BOTH


# -- the history


def test_the_history_forgets_after_90_days_and_failures_after_365(world: World) -> None:
    working(world)
    world.fail("answer", "create tag", status=422, body={"message": "no"})
    world.run()
    world.run()
    world.clock.pass_(days=89)
    world.run()
    assert len(world.changes()) == 4  # group, account, the failure, the tag
    world.clock.pass_(days=2)
    world.run()
    left = world.changes()
    assert [(row.key, row.status) for row in left] == [("A", "failed")]
    world.clock.pass_(days=273)
    world.run()
    assert len(world.changes()) == 1
    world.clock.pass_(days=2)
    world.run()
    assert world.changes() == []
    assert len(world.do("history")["runs"]) <= 3


def test_the_history_is_kept_as_long_as_the_settings_say(world: World) -> None:
    working(world)
    world.settings(history_days="3")
    world.run()
    world.clock.pass_(days=4)
    world.run()
    assert world.changes() == []


def test_the_history_tells_each_change_and_why(world: World) -> None:
    report = working(world).run()
    shown = world.do("history", run=report["run"])
    assert (shown["run"]["status"], shown["run"]["writes"], shown["run"]["changes"]) == ("success", 3, 3)
    assert [(one["unit"], one["action"], one["key"], one["rule"], one["status"]) for one in shown["changes"]] == [
        ("accounts", "create", "e1", "A-11", "done"),
        ("tag_groups", "create", "DEP", "T-24", "done"),
        ("tags:DEP", "create", "A", "T-34", "done"),
    ]
    assert all(one["record_id"] for one in shown["changes"])
    tag = world.do("why", kind="tag", code="a", dimension="dep")
    assert tag["explanation"] == "Pleo already matches the ERP."
    assert (tag["erp"][0]["name"], tag["pleo"][0]["name"], tag["answer"]["status"]) == ("A", "A", "done")
    assert world.do("why", kind="account", code="e1")["decision"] == []
    assert world.do("why", kind="tag-group", code="nope")["explanation"] == "Neither the ERP nor Pleo has this record."
    world.erp.set_values("DEP", [("A", "New"), ("", "Nameless")])
    assert world.do("why", kind="tag", code="A", dimension="DEP")["decision"][0]["rule"] == "T-32"
    assert counts(world.run(), "tags:DEP") == {"matched": 1, "updated": 1, "skipped": 1}
