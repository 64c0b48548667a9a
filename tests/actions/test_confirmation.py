"""Before the first release nothing is written; what the first release and the first selection confirm."""

from __future__ import annotations

import pytest

from pleo_erp_hookspecs import PleoErpError
from world import World, actions, counts, unit


def filled(world: World) -> World:
    """Two dimensions with values, an account, and hand-made groups in Pleo; not connected."""
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("DEP", ["ENG", "MKT"])
    world.erp.set_values("PRJ", ["P1"])
    world.erp.set_accounts([("1", "1000", "Cash")])
    world.pleo.add_group("dep")
    world.pleo.add_tag("dep", "eng", "Old")
    world.pleo.add_tag("dep", "mkt", "MKT")
    world.pleo.add_group("Region")
    return world


def test_every_run_before_the_first_release_is_held_and_counts_what_it_would_do(world: World) -> None:
    filled(world).connect()
    world.select("DEP", "PRJ")
    before = world.pleo.everything()
    for job, dimension in (
        ("sync", None),
        ("sync-all", None),
        ("sync-tags", None),
        ("sync-tags", "PRJ"),
        ("sync-accounts", None),
    ):
        report = world.run(job, dimension)
        assert (report["status"], report["requests"]["writes"]) == ("held", 0)
        assert all(one["held"] and one["hold"]["guard"] == "unconfirmed" for one in report["units"])
    assert world.pleo.everything() == before
    assert world.notes() == []
    report = world.run()
    assert counts(report, "tag_groups") == {"matched": 1, "unchanged": 1, "held": 2}
    assert counts(report, "tags:DEP") == {"matched": 2, "unchanged": 1, "held": 1}


def test_the_first_run_is_held_even_where_there_is_nothing_to_look_at(world: World) -> None:
    filled(world).connect()
    world.settings(tags="off", accounts="off")
    report = world.run()
    assert (report["status"], report["units"], report["plan"]) == ("held", [], None)


def test_a_release_asks_neither_side_and_confirms(world: World) -> None:
    filled(world).connect()
    world.select("DEP", "PRJ")
    plan = world.plan()
    asked = len(world.pleo.requests)
    world.erp.execute("ALTER TABLE firm RENAME TO elsewhere")
    answer = world.release()
    world.erp.execute("ALTER TABLE elsewhere RENAME TO firm")
    assert len(world.pleo.requests) == asked
    assert (answer["plan"], answer["approved"]) == (plan["plan"], len(plan["changes"]))
    assert answer["expires"].startswith("2026-11-27T19:38:09")
    assert world.confirmed
    report = world.run()
    assert (report["status"], report["plan"]) == ("success", plan["plan"])
    assert world.approvals() == 0
    world.again()


def test_what_a_held_run_showed_can_be_released(world: World) -> None:
    filled(world).connect()
    world.select("DEP")
    held = world.run()
    world.release(held["plan"])
    assert world.run()["status"] == "success"
    world.again()


@pytest.mark.parametrize("shown_by", ["plan", "run"])
def test_an_empty_plan_can_be_released(world: World, shown_by: str) -> None:
    world.connect()
    shown = world.plan() if shown_by == "plan" else world.run()
    assert world.release(shown["plan"])["approved"] == 0
    assert world.confirmed
    assert world.run()["status"] == "success"
    world.again()


def test_a_first_selection_after_the_first_release_waits_for_a_plan_that_shows_it(world: World) -> None:
    filled(world).connect()
    early = world.plan()
    world.release()
    assert counts(world.run(), "accounts") == {"created": 1}
    region = {"unit": "tag_groups", "unit_label": "Tag groups", "code": "Region", "name": "Region"}
    assert world.select("DEP")["will_archive"] == [region]
    held = world.run()
    assert (held["status"], held["requests"]["writes"]) == ("held", 0)
    assert {unit(held, name)["hold"]["guard"] for name in ("tag_groups", "tags:DEP")} == {"selection"}
    world.release(early["plan"])  # it does not show the selection
    assert world.run()["status"] == "held"
    world.plan("sync-accounts")
    world.release()  # nor does this
    assert world.run()["status"] == "held"
    world.plan("sync-tags")
    world.release()
    report = world.run()
    assert (report["status"], counts(report, "tag_groups")) == ("success", {"archived": 1, "matched": 1, "unchanged": 1})
    world.again()


def test_a_later_change_of_the_selection_needs_no_release_of_its_own(world: World) -> None:
    filled(world).go("DEP")
    world.select("DEP", "PRJ")
    report = world.run()
    assert (report["status"], counts(report, "tag_groups")["created"], counts(report, "tags:PRJ")) == (
        "success",
        1,
        {"created": 1},
    )
    world.again()


def test_a_plan_of_an_unconfirmed_connection_shows_what_a_release_would_let_go(world: World) -> None:
    filled(world).connect()
    world.select("DEP")
    plan = world.plan()
    assert not plan["confirmed"]
    assert actions(plan, "tag_groups") == [("archive", "Region")]
    [change] = [one for one in plan["changes"] if one["unit"] == "tags:DEP"]
    assert change["before"] == {"code": "eng", "name": "Old", "archived": False}
    assert change["after"] == {"code": "eng", "name": "ENG", "archived": False}
    assert (change["key"], change["rule"]) == ("ENG", "T-32")
    totals = {
        name: sum(one["action"] == name for one in plan["changes"]) for name in ("create", "update", "unarchive", "archive")
    }
    totals |= {"held": sum(one["held"] for one in plan["changes"]), "all": len(plan["changes"])}
    assert plan["totals"] == world.do("shown", plan=plan["plan"])["totals"] == totals
    assert all(name in change["reason"] for name in ("ENG", "Old"))


@pytest.mark.parametrize("how", ["unknown", "expired", "of another company", "of another Pleo company", "before disconnect"])
def test_a_stale_plan_is_refused(world: World, how: str) -> None:
    filled(world).connect()
    world.select("DEP")
    plan = world.plan()["plan"]
    if how == "unknown":
        plan = "0" * 64
    elif how == "expired":
        world.clock.pass_(hours=72)
    elif how == "of another company":
        world.erp.add_company("2", "Two")
        other = world.pleo.add_company("Two")
        world.company = "2"
        world.connect(world.pleo.add_key("plp_sandbox_0002", company=other))
    elif how == "of another Pleo company":
        other = world.pleo.add_company("Two")
        world.connect(world.pleo.add_key("plp_sandbox_0002", company=other), pleo_company=other)
    else:
        world.do("disconnect")
        world.connect()
    with pytest.raises(PleoErpError) as refused:
        world.release(plan)
    assert refused.value.code == "stale_plan"
    assert not world.confirmed


def test_a_plan_is_valid_for_72_hours(world: World) -> None:
    filled(world).connect()
    world.select("DEP")
    world.plan()
    world.clock.pass_(hours=71, minutes=59)
    world.release()
    world.clock.pass_(hours=71, minutes=59)
    assert world.run()["status"] == "success"


def test_another_pleo_company_voids_what_was_decided_about_the_first(world: World) -> None:
    filled(world).go("DEP")
    world.settings(tags_interval="90")
    world.erp.set_values("DEP", [])
    world.plan()
    world.release()
    other = world.pleo.add_company("Two")
    key = world.pleo.add_key("plp_sandbox_0002", company=other)
    with pytest.raises(PleoErpError) as refused:
        world.connect(key)
    assert refused.value.code == "pleo_company_differs"
    assert world.connect(key, pleo_company=other)["pleo_company"] == {"id": other, "name": "Two"}
    assert (world.confirmed, world.approvals(), world.selected()) == (False, 0, ["DEP"])
    assert world.settings()["settings"]["tags_interval"] == 90
    report = world.run()
    assert (report["status"], report["requests"]["writes"]) == ("held", 0)
    assert world.approve_and_run()["status"] == "success"
    assert world.pleo.groups(company=other) == [("DEP", "DEP", "A")]
    world.again()


def test_the_same_pleo_company_again_keeps_everything(world: World) -> None:
    filled(world).go("DEP")
    world.settings(count_gone="7")
    world.erp.set_values("DEP", [])
    world.plan()
    world.release()
    approved = world.approvals()
    world.connect(world.pleo.add_key("plp_sandbox_0002"))
    assert (world.confirmed, world.selected(), world.approvals()) == (True, ["DEP"], approved)
    assert world.settings()["settings"]["count_gone"] == 7
    world.pleo.change_key(world.key, revoked=True)
    assert counts(world.run(), "tags:DEP") == {"archived": 2}
    world.again()


def test_disconnecting_archives_nothing_and_keeps_selection_and_settings(world: World) -> None:
    filled(world).go("DEP")
    world.settings(count_gone="7")
    before = world.pleo.everything()
    asked = len(world.pleo.requests)
    assert world.do("disconnect") == {"company": "1", "connected": False}
    assert len(world.pleo.requests) == asked
    for call in (
        world.plan,
        lambda: world.release("0" * 64),
        world.run,
        lambda: world.do("disconnect"),
        lambda: world.do("pause"),
    ):
        with pytest.raises(PleoErpError) as refused:
            call()
        assert refused.value.code == "not_connected"
    world.connect()
    assert (world.confirmed, world.selected()) == (False, ["DEP"])
    assert world.settings()["settings"]["count_gone"] == 7
    assert world.again(status="held")["units"]
    assert world.pleo.everything() == before
    world.approve_and_run()
    world.again()


def test_while_paused_every_run_is_held_and_afterwards_goes_on(world: World) -> None:
    filled(world).go("DEP")
    world.erp.set_values("DEP", ["ENG", "MKT", "NEW"])
    assert world.do("pause") == {"company": "1", "paused": True}
    for job in ("sync", "sync-all", "sync-tags", "sync-accounts"):
        report = world.run(job)
        assert (report["status"], report["requests"]["writes"]) == ("held", 0)
    assert counts(world.run(), "tags:DEP") == {"matched": 2, "unchanged": 2, "held": 1}
    assert unit(world.run(), "tags:DEP")["hold"]["guard"] == "paused"
    assert world.notes() == []
    world.do("resume")
    world.clock.pass_(hours=1)
    assert counts(world.run("sync"), "tags:DEP")["created"] == 1
    world.again()


def test_a_paused_connection_without_anything_to_do_is_held_too(world: World) -> None:
    world.go()
    world.do("pause")
    world.settings(tags="off", accounts="off")
    assert world.run()["status"] == "held"
