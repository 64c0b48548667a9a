"""Two installations and one Pleo company: the second is refused, with the name of the first, until somebody takes over."""

from __future__ import annotations

import pytest

from pleo_erp_module.kinds.tag_groups import MARK
from pleo_erp_module.sync.company_mark import mark_id
from sync.refusals import failed, refused
from world import World, WorldFactory


@pytest.fixture
def two(new_world: WorldFactory) -> tuple[World, World]:
    """Two ERPs, the second a copy of the first, that know of one Pleo company; only the first is connected, and has run."""
    first, second = new_world(), new_world()
    second.host.pleo, second.pleo, second.key = first.host.pleo, first.pleo, first.key
    for world, values in ((first, ["A", "B", "C"]), (second, ["X"])):
        world.erp.set_dimensions("DEP")
        world.erp.set_values("DEP", values)
    assert first.go("DEP")["status"] == "success"
    return first, second


def test_the_second_installation_cannot_connect_and_is_told_the_name_of_the_first(two: tuple[World, World]) -> None:
    first, second = two
    fault = refused(second.connect)
    assert (fault.code, "erp-0.sqlite" in fault.message) == ("other_installation", True)
    assert second.host.do("connections")["connections"] == []
    first.again()


def test_one_that_takes_over_runs_and_the_first_one_then_fails(two: tuple[World, World]) -> None:
    first, second = two
    second.connect(take_over=True)
    second.select("DEP")
    plan = second.plan()
    assert plan["errors"] == []
    first.again()  # nothing was released yet
    second.release()
    assert second.run()["status"] == "success"
    assert [code for code, _, letter in second.pleo.tags("DEP") if letter == "A"] == ["X"]
    second.again()
    first.erp.set_values("DEP", ["A"])
    failed(first, "other_installation")
    assert refused(first.plan).code == "other_installation"
    first.connect(take_over=True)
    assert first.approve_and_run()["status"] == "success"
    failed(second, "other_installation")


def test_a_run_that_is_only_of_accounts_meets_the_mark_too(two: tuple[World, World]) -> None:
    first, second = two
    second.connect(take_over=True)
    second.select("DEP")
    assert second.approve_and_run()["status"] == "success"
    first.erp.set_accounts([("1", "1000", "Cash")])
    assert first.run("sync-accounts")["error"]["code"] == "other_installation"
    assert first.pleo.accounts() == []


def test_two_that_were_connected_before_there_were_marks_meet_at_the_first_group(two: tuple[World, World]) -> None:
    first, second = two
    [group] = first.pleo.state.rows("groups")
    mark = dict(group["metadata"])
    first.pleo.state.update("groups", group, {"metadata": {}})
    second.connect()
    second.select("DEP")
    second.plan()
    second.release()
    first.pleo.state.update("groups", group, {"metadata": mark})
    failed(second, "other_installation")


def test_the_installation_in_pleo_carries_the_mark_and_keeps_what_others_wrote(two: tuple[World, World]) -> None:
    first, second = two
    first.pleo.add_installation(status="ACTIVATED")
    [installation] = first.pleo.state.rows("installations")
    first.pleo.state.update("installations", installation, {"metadata": {"theirs": {"k": "v"}}})
    first.erp.set_accounts([("1", "1000", "Cash")])
    report = first.run()
    assert (report["status"], report["requests"]["writes"]) == ("success", 2)
    assert (installation["status"], installation["metadata"]["theirs"]) == ("ACTIVATED", {"k": "v"})
    assert "erp-0.sqlite" in installation["metadata"][MARK]["name"]
    first.again()
    first.erp.set_accounts([("1", "1000", "Till")])
    assert first.run()["requests"]["writes"] == 1
    for group in first.pleo.state.rows("groups"):
        first.pleo.state.update("groups", group, {"metadata": {}})
    assert refused(second.connect).code == "other_installation"


def test_a_mark_that_somebody_emptied_is_written_again(two: tuple[World, World]) -> None:
    first, _ = two
    first.pleo.add_installation()
    [installation] = first.pleo.state.rows("installations")
    first.pleo.state.update("installations", installation, {"metadata": {MARK: {}}})
    first.erp.set_accounts([("1", "1000", "Cash")])
    assert first.run()["status"] == "success"
    assert installation["metadata"][MARK]["id"]
    first.again()


def test_before_the_first_release_no_mark_is_left(new_world: WorldFactory) -> None:
    world = new_world()
    world.pleo.add_installation()
    world.erp.set_accounts([("1", "1000", "Cash")])
    world.connect()
    world.plan()
    assert world.run()["status"] == "held"
    assert not world.pleo.writes()


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_key_that_may_not_write_there_leaves_no_mark_and_synchronises(new_world: WorldFactory, status: int) -> None:
    world = new_world()
    world.pleo.add_installation()
    world.go()
    world.fail("answer", "put installation", status=status, count=None)
    world.erp.set_accounts([("1", "1000", "Cash")])
    assert world.run()["status"] == "success"
    assert len(world.pleo.accounts()) == 1


def test_only_the_mark_of_this_installation_is_in_a_group_that_it_creates(two: tuple[World, World]) -> None:
    first, _ = two
    [group] = first.pleo.state.rows("groups")
    with first.store() as store:
        assert group["metadata"][MARK] == mark_id(store.installation_id(), store.fingerprint())


def test_taking_over_needs_no_other_installation(new_world: WorldFactory) -> None:
    world = new_world()
    world.erp.set_dimensions("DEP")
    world.connect(take_over=True)
    world.select("DEP")
    assert world.approve_and_run()["status"] == "success"
    world.again()
