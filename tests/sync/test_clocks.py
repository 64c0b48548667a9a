"""Servers whose clocks differ: what came last is told by the order of things, not by their times."""

from __future__ import annotations

from world import World, actions, unit


def in_use(world: World) -> World:
    world.erp.set_dimensions("DEP", "PRJ")
    world.go("DEP")
    return world


def test_undo_turns_back_the_last_run_although_an_earlier_one_ran_on_a_clock_that_is_ahead(world: World) -> None:
    in_use(world)
    world.clock.pass_(hours=1)
    world.erp.set_values("DEP", ["A"])
    ahead = world.run()
    world.clock.pass_(hours=-1)
    world.erp.set_values("DEP", ["A", "B"])
    last = world.run()
    assert [run["id"] for run in world.do("history")["runs"]][:2] == [last["run"], ahead["run"]]
    plan = world.do("undo")
    assert (plan["undoes"], actions(plan, "tags:DEP")) == (last["run"], [("archive", "B")])


def test_a_run_after_a_confirmation_on_a_clock_that_is_ahead_can_be_undone(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A"])
    world.connect()
    world.select("DEP")
    world.clock.pass_(hours=1)
    world.plan()
    world.release()
    world.clock.pass_(hours=-1)
    report = world.run()
    assert world.do("undo")["undoes"] == report["run"]


def test_a_selection_saved_on_a_clock_that_is_ahead_is_seen_by_a_plan_that_shows_it(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.connect()
    world.plan()
    world.release()
    world.run()
    world.clock.pass_(hours=1)
    world.select("DEP")
    world.clock.pass_(hours=-1)
    assert unit(world.run(), "tag_groups")["hold"]["guard"] == "selection"
    assert world.approve_and_run()["status"] == "success"
    assert world.pleo.groups() == [("DEP", "DEP", "A")]
    world.again()


def test_a_plan_of_an_earlier_selection_does_not_confirm_a_later_one_of_a_clock_that_is_behind(world: World) -> None:
    world.erp.set_dimensions("DEP", "PRJ")
    world.connect()
    world.plan()
    world.release()
    world.run()
    world.select("DEP")
    world.plan()
    world.clock.pass_(hours=-1)
    world.select("PRJ")
    world.release()
    assert unit(world.run(), "tag_groups")["hold"]["guard"] == "selection"
    assert world.pleo.groups() == []


def test_an_undo_released_on_a_clock_that_is_ahead_counts_as_run_once_it_ran(world: World) -> None:
    in_use(world)
    world.erp.set_values("DEP", ["A"])
    world.run()
    plan = world.do("undo")
    world.clock.pass_(hours=1)
    world.release(plan["plan"])
    assert world.do("history")["undo"] == plan["plan"]
    world.clock.pass_(hours=-1)
    assert world.run("undo")["status"] == "success"
    assert world.do("history")["undo"] is None


def test_what_a_record_met_last_is_told_by_the_order_of_runs(world: World) -> None:
    in_use(world)
    world.clock.pass_(hours=1)
    world.erp.set_values("DEP", [("A", "One")])
    world.run()
    world.clock.pass_(hours=-1)
    world.erp.set_values("DEP", [("A", "Two")])
    world.run()
    assert world.do("why", kind="tag", code="A", dimension="DEP")["answer"]["action"] == "update"
