"""What screens show: connecting, dimensions, settings, history, why, and the doctor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import servers
from pleo_erp_hookspecs import PleoErpError
from world import World, WorldFactory


def filled(world: World) -> World:
    """A connection that has run, with one value of each sort."""
    world.erp.set_dimensions("DEP", ("OFF", "Off", "closed"), ("", "Nameless"))
    world.erp.set_values("DEP", ["A", ("OLD", "Old", "blocked"), ("", "Nameless"), "twin", "TWIN"])
    world.pleo.add_group("DEP")
    world.pleo.add_tag("DEP", "OLD", "Old", archived=True)
    world.go("DEP")
    return world


def why(world: World, code: str, kind: str = "tag", dimension: str | None = "DEP") -> Any:
    return world.do("why", kind=kind, code=code, dimension=dimension)


def test_connecting_tells_what_of_the_erp_cannot_be_read(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_accounts([("e1", "1", "One")])
    world.erp.spoil("dimension", 0)
    world.erp.spoil("ledger", 0)
    connected = world.connect()
    assert [one["code"] for one in connected["warnings"]] == ["erp_row_invalid", "erp_row_invalid"]
    assert connected["proposed"] == []


@pytest.mark.parametrize("operation", ["get company", "list groups", "search accounts"])
def test_connecting_fails_whole_while_pleo_is_down(world: World, operation: str) -> None:
    world.fail("answer", operation, status=500, count=None)
    with pytest.raises(PleoErpError) as refused:
        world.connect()
    assert refused.value.code == "pleo_unavailable"
    with pytest.raises(PleoErpError) as refused:
        world.run()
    assert refused.value.code == "not_connected"


def test_the_installation_tells_the_company_where_the_key_does_not(new_world: WorldFactory) -> None:
    world = new_world(subject=False)
    world.pleo.add_installation()
    [company] = [row["id"] for row in world.pleo.state.rows("companies")]
    assert world.connect()["pleo_company"]["id"] == company
    world.fail("answer", "get installation", status=500, count=None)
    with pytest.raises(PleoErpError) as refused:
        world.plan()
    assert refused.value.code == "pleo_unavailable"


def test_an_installation_of_an_organisation_is_refused(new_world: WorldFactory) -> None:
    world = new_world(subject=False)
    world.pleo.add_installation(resource="urn:pleo:organization:12abc3d4-e567-890e-1234-abc56e78fabc")
    with pytest.raises(PleoErpError) as refused:
        world.connect()
    assert refused.value.code == "organisation_key"


def test_of_several_companies_that_a_key_can_see_one_must_be_named(new_world: WorldFactory) -> None:
    world = new_world(subject=False)
    organisation = world.pleo.add_organisation("Group")
    companies = [world.pleo.add_company(name, organisation=organisation) for name in ("North", "South")]
    key = world.pleo.add_key("plp_sandbox_org1", organisation=organisation)
    with pytest.raises(PleoErpError) as refused:
        world.connect(key)
    assert (refused.value.code, "North" in refused.value.next_step) == ("pleo_company_unclear", True)
    with pytest.raises(PleoErpError) as refused:
        world.connect(key, pleo_company="12abc3d4-e567-890e-1234-abc56e78fabc")
    assert refused.value.code == "wrong_pleo_company"
    assert world.connect(key, pleo_company=companies[1])["pleo_company"] == {"id": companies[1], "name": "South"}


def test_a_connection_without_its_secret_is_none(world: World) -> None:
    world.go()
    world.erp.execute("DELETE FROM pleo_erp_secret")
    report = world.run()
    assert (report["status"], report["error"]["code"]) == ("failed", "not_connected")


def test_dimensions_tell_what_can_be_selected_and_why_not(world: World) -> None:
    filled(world)
    shown = {one["code"]: one for one in world.do("dimensions")["dimensions"]}
    assert (shown["DEP"]["selected"], shown["DEP"]["values"], shown["DEP"]["why_not"]) == (True, 1, None)  # twins become no tags
    assert (shown["OFF"]["selectable"], shown["OFF"]["why_not"]) == (False, "closed")
    assert (shown[""]["selectable"], shown[""]["why_not"].startswith("no code")) == (False, True)


def test_dimensions_can_be_seen_before_connecting(world: World) -> None:
    world.erp.set_dimensions("DEP")
    assert [one["proposed"] for one in world.do("dimensions")["dimensions"]] == [False]


def test_a_dimension_can_only_be_named_once_one_is_selected(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.connect()
    with pytest.raises(PleoErpError) as refused:
        world.run("sync-tags", "DEP")
    assert refused.value.code == "no_selection"


def test_why_explains_each_sort_of_record(world: World) -> None:
    filled(world)
    assert why(world, "a")["explanation"] == "Pleo already matches the ERP."
    assert why(world, "OLD")["explanation"] == "The row in the ERP is skipped: blocked."
    assert "several rows in the ERP" in why(world, "twin")["explanation"]
    assert why(world, "X")["explanation"] == "Neither the ERP nor Pleo has this record."
    world.pleo.add_tag("DEP", "GONE", "Gone", archived=True)
    assert "archived in Pleo" in why(world, "gone")["explanation"]
    world.erp.set_values("DEP", ["A", "B"])
    found = why(world, "B")
    assert (found["explanation"], found["decision"][0]["action"]) == ("The next run would make the changes listed.", "create")
    assert why(world, "DEP", "tag-group", None)["erp"][0]["code"] == "DEP"


def test_why_passes_on_why_a_unit_cannot_be_read(world: World) -> None:
    filled(world)
    world.erp.spoil("dimension_value", 0, dimension="DEP")
    with pytest.raises(PleoErpError) as refused:
        why(world, "A")
    assert refused.value.code == "erp_row_invalid"


def test_settings_show_and_change_all_or_nothing(world: World) -> None:
    world.connect()
    assert world.settings(tags="off", account_key="CODE")["settings"]["account_key"] == "code"
    assert world.settings()["settings"]["tags"] == "off"
    with pytest.raises(PleoErpError) as refused:
        world.settings(tags="on", account_key="name")
    assert refused.value.code == "setting_invalid"
    assert world.settings()["settings"]["tags"] == "off"


def test_group_names_follow_the_erp_only_where_the_setting_says_so(world: World) -> None:
    world.erp.set_dimensions(("DEP", "Departments"))
    world.pleo.add_group("DEP", "Department")
    world.go("DEP")
    assert world.pleo.groups() == [("DEP", "Department", "A")]
    world.settings(group_names="on")
    assert world.run()["status"] == "success"
    assert world.pleo.groups() == [("DEP", "Departments", "A")]
    world.again()


def test_the_history_is_listed_in_pages(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A", "B", "C"])
    report = world.go("DEP")
    world.again()
    runs = world.do("history")["runs"]
    assert len(runs) == 2
    assert world.do("history", offset=1)["runs"] == runs[1:]
    assert len(world.do("history", run=report["run"], offset=1)["changes"]) == 3


def test_the_doctor_names_what_is_wrong(world: World) -> None:
    world.go()
    right = world.host.erp
    world.host.erp = replace(right, connection=servers.sqlite_connection(world.folder / "nowhere.sqlite"))
    assert [(one["check"], one["code"]) for one in world.host.do("doctor")["checks"]] == [("database", "database_unknown")]
    world.host.erp = right
    assert [one["check"] for one in world.host.do("doctor")["checks"] if one["status"] == "warning"] == ["pace"]
    world.host.pleo = replace(world.host.pleo, requests_per_minute=500)
    world.host.client.uninstall(drop_tables=True)
    found = world.host.do("doctor")
    assert [one["code"] for one in found["checks"] if one["status"] == "failed"] == ["tables_missing"]


def test_installing_shows_its_script_and_can_be_repeated(world: World) -> None:
    world.host.client.uninstall(drop_tables=True)
    assert "CREATE TABLE pleo_erp_connection" in world.host.do("script")["sql"]
    assert world.host.client.install()["applied"] != []
    assert world.host.do("script")["sql"] == ""
    world.connect()
    key = world.host.key_file.read_bytes()
    assert world.host.client.install()["applied"] == []
    assert world.host.key_file.read_bytes() == key
    assert world.host.client.uninstall(drop_tables=True) == {"dropped": True}
    assert world.host.client.uninstall(drop_tables=True) == {"dropped": True}


def test_a_company_that_was_never_connected_has_no_history(world: World) -> None:
    with pytest.raises(PleoErpError) as refused:
        world.do("history")
    assert refused.value.code == "not_connected"
    world.go()
    world.do("disconnect")
    assert world.do("history")["runs"]


def test_a_secret_without_its_connection_is_not_resealed(world: World) -> None:
    world.go()
    key = world.host.key_file.read_bytes()
    world.erp.execute("DELETE FROM pleo_erp_connection")
    with pytest.raises(PleoErpError) as refused:
        world.host.do("rotate-key")
    assert (refused.value.code, world.host.key_file.read_bytes()) == ("not_connected", key)


def test_a_plan_and_a_run_may_be_named_by_their_beginning(world: World) -> None:
    filled(world)
    world.erp.set_values("DEP", ["A", "B"])
    plan = world.plan()["plan"]
    world.erp.set_values("DEP", ["A", "C"])
    other = world.plan()["plan"]
    assert world.do("usage", plan=plan[:8])["plan"] == plan
    assert world.do("release", plan=f" {plan[:8]} ")["plan"] == plan
    assert world.do("release", plan=plan)["plan"] == plan
    with pytest.raises(PleoErpError) as refused:
        world.do("release", plan=plan[:7])
    assert refused.value.code == "stale_plan"
    # Another plan that begins alike, as only chance would make it.
    for table in ("pleo_erp_plan", "pleo_erp_plan_change"):
        world.erp.execute(f"UPDATE {table} SET plan_hash = ? WHERE plan_hash = ?", plan[:63] + "x", other)
    with pytest.raises(PleoErpError) as refused:
        world.do("release", plan=plan[:63])
    assert (refused.value.code, plan in refused.value.message) == ("ambiguous_prefix", True)
    assert world.do("release", plan=plan)["plan"] == plan
    [run] = world.do("history")["runs"]
    assert world.do("history", run=run["id"][:-1])["run"] == run
    for _ in range(6):
        world.clock.pass_(seconds=1)
        world.run()
    with pytest.raises(PleoErpError) as refused:
        world.do("history", run=run["id"][:8])
    assert (refused.value.code, refused.value.message.endswith(" ….")) == ("ambiguous_prefix", True)
    with pytest.raises(PleoErpError) as refused:
        world.do("history", run="20261124T-none")
    assert refused.value.code == "unknown_run"


@pytest.mark.parametrize("place", ["company", "pleo_company"])
def test_a_key_that_is_given_in_the_wrong_place_is_not_repeated(
    world: World, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    arguments = {"company": "1", "key": world.key, place: world.key}
    with caplog.at_level("DEBUG"), pytest.raises(PleoErpError) as refused:
        world.host.do("connect", **arguments)
    assert refused.value.code == ("unknown_company" if place == "company" else "usage")
    assert world.key not in f"{refused.value} {refused.value.next_step} {caplog.text}"
    assert not world.pleo.requests


def test_the_connection_of_one_company_is_shown_alone(world: World) -> None:
    world.connect()
    everything = world.host.do("connections")
    assert [one["company"] for one in everything["connections"]] == ["1"]
    assert world.do("connections") == everything
    assert world.host.do("connections", company="2") == {"connections": [], "more": False}


def test_of_what_a_plan_leaves_out_the_first_of_each_reason_are_kept_by_their_numbers(world: World) -> None:
    world.connect()
    many = [(f"a{number:03}", f"1{number:03}", f"Same {number}", "it is closed") for number in range(70)]
    each = [(f"b{number:03}", f"2{number:03}", f"Other {number}", f"reason {number}") for number in range(70)]
    world.erp.set_accounts([*many, *each])
    plan = world.plan("sync-accounts")
    assert {(row["key"], row["code"], row["name"]) for row in plan["skipped"]} >= {("a000", "1000", "Same 0")}
    kept = world.host.do("shown", company="1", plan=plan["plan"])
    assert (kept["skipped"], len(kept["left_out"])) == (140, 50)
    codes = [f"1{number:03}" for number in range(20)]
    assert ("it is closed", 70, codes) in [(one["reason"], one["count"], one["codes"]) for one in kept["left_out"]]


def test_what_looks_like_a_key_is_in_no_bundle(world: World) -> None:
    world.connect()
    found = world.host.do("bundle", more={"log": [f"login failed: {world.key}", "Bearer 0123456789abcdef"]})["host"]
    assert found == {"log": ["login failed: ***", "Bearer ***"]}
