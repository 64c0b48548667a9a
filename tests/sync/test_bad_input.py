"""Whatever is wrong with a key, with Pleo or with a call has a stable code, a sentence and a next step, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import servers
from easy_erp import copied
from pleo_erp_hookspecs import ErrorKind
from sync.refusals import failed, refused, working
from world import World, WorldFactory, counts, elsewhere, unit

# -- the key, and who is who


def test_a_key_of_another_company_writes_nothing(world: World) -> None:
    working(world)
    other = world.pleo.add_company("Two")
    world.pleo.change_key(world.key, companyId=other)
    report = failed(world, "key_of_other_company")
    assert other in report["error"]["message"]
    assert refused(world.plan).code == refused(lambda: world.select("DEP")).code == "key_of_other_company"


def test_a_key_that_became_one_of_an_organisation_writes_nothing(world: World) -> None:
    working(world)
    organisation = world.pleo.add_organisation("Group")
    world.pleo.change_key(world.key, level="organisation", organizationId=organisation, companyId=None)
    failed(world, "organisation_key")


@pytest.mark.parametrize("moment", ["connect", "plan", "run"])
def test_a_copied_database_never_writes(world: World, tmp_path: Path, moment: str) -> None:
    working(world)
    source = servers.sqlite_connection  # the same driver, another file
    original = Path(str(world.erp.connection).split("Database=")[1].rstrip(";"))
    assert source(original) == world.erp.connection
    elsewhere(world, copied(original, tmp_path / "copy.sqlite"))
    if moment == "connect":
        assert refused(world.connect).code == "database_moved"
        world.connect(moved=True)
        assert world.run()["status"] == "success"
        world.again()
    elif moment == "plan":
        assert refused(world.plan).code == refused(lambda: world.select("DEP")).code == "database_moved"
    else:
        failed(world, "database_moved")
        assert not world.pleo.requests


@pytest.mark.parametrize(
    ("given", "code", "kind"),
    [
        ("plp_wrong_key_0000", "key_rejected", ErrorKind.FAULT),
        ("", "key_malformed", ErrorKind.USAGE),
        ("two words", "key_malformed", ErrorKind.USAGE),
    ],
)
def test_a_key_that_is_not_valid_is_refused_at_connecting(world: World, given: str, code: str, kind: ErrorKind) -> None:
    before = world.pleo.everything()
    if not given:
        assert refused(lambda: world.do("connect", key=given)).code == code
    else:
        fault = refused(lambda: world.connect(given))
        assert (fault.code, fault.kind) == (code, kind)
    assert world.pleo.everything() == before
    assert refused(world.run).code == "not_connected"


def test_an_organisations_key_is_refused_at_connecting(world: World) -> None:
    organisation = world.pleo.add_organisation("Group")
    key = world.pleo.add_key("plp_sandbox_org1", organisation=organisation)
    assert refused(lambda: world.connect(key)).code == "organisation_key"


def test_a_pleo_company_that_another_company_feeds_is_refused(world: World) -> None:
    world.connect()
    world.erp.add_company("2", "Two")
    world.company = "2"
    fault = refused(world.connect)
    assert (fault.code, "the ERP company 1" in fault.message) == ("pleo_company_taken", True)


def test_the_administrator_names_the_pleo_company_where_the_key_does_not_tell(new_world: WorldFactory) -> None:
    world = new_world(subject=False)
    [company] = [row["id"] for row in world.pleo.state.rows("companies")]
    assert world.connect()["pleo_company"]["id"] == company  # the only one that it can see
    world.do("disconnect")
    world.pleo.change_key(world.key, scope=["tags:read", "tags:write", "accounts:read", "accounts:write"])
    fault = refused(world.connect)
    assert (fault.code, fault.next_step.endswith("none.")) == ("pleo_company_unclear", True)
    connected = world.connect(pleo_company=company)
    assert connected["pleo_company"] == {"id": company, "name": None}
    world.plan()
    world.release()
    assert world.run()["status"] == "success"


def test_another_pleo_company_than_the_key_is_for_is_refused(world: World) -> None:
    other = world.pleo.add_company("Two")
    assert refused(lambda: world.connect(pleo_company=other)).code == "wrong_pleo_company"


def test_a_key_without_rights_to_read_connects_and_warns(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.pleo.change_key(world.key, scope=["companies:read"])
    connected = world.connect()
    assert [one["code"] for one in connected["warnings"]] == ["right_missing", "right_missing"]
    assert connected["pleo_company"]["name"] == "Acme"


# -- Pleo


@pytest.mark.parametrize(
    ("operation", "fault", "code"),
    [
        ("list tags", {"kind": "html", "status": 200}, "not_json"),
        ("list tags", {"kind": "repeat-cursor"}, "paging_broken"),
        ("list tags", {"kind": "answer", "status": 500}, "pleo_unavailable"),
        ("list tags", {"kind": "broken-json"}, "not_json"),
        ("list tags", {"kind": "answer", "status": 200, "body": {"data": [{"id": 1}]}}, "answer_invalid"),
        ("list tags", {"kind": "redirect"}, "redirected"),
        ("list tags", {"kind": "answer", "status": 429, "headers": {"Retry-After": "3600"}}, "rate_limited"),
    ],
)
def test_a_unit_that_pleo_does_not_show_whole_gets_no_write(
    world: World, operation: str, fault: dict[str, Any], code: str
) -> None:
    working(world)
    world.run()
    world.erp.set_values("DEP", ["A", "B", "C"])
    world.erp.set_values("PRJ", ["P", "Q"])
    group = world.pleo.group_id("DEP")
    world.fail(operation=operation, path=group, count=None, **fault)
    report = world.run()
    assert (report["status"], unit(report, "tags:DEP")["error"]["code"]) == ("partial", code)
    assert (len(world.pleo.tags("DEP")), len(world.pleo.tags("PRJ"))) == (2, 2)
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    world.again()


def test_groups_that_pleo_does_not_show_cost_all_tags_and_leave_the_accounts(world: World) -> None:
    working(world)
    world.fail("answer", "list groups", status=500, count=None)
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("partial", {"created": 1})
    assert {unit(report, name)["error"]["code"] for name in ("tag_groups", "tags:DEP", "tags:PRJ")} == {"pleo_unavailable"}


def test_a_proxy_is_not_used_for_this_machine(world: World) -> None:
    working(world)
    world.host.pleo = replace(world.host.pleo, proxy="http://127.0.0.1:9")
    assert world.run()["status"] == "success"


# -- the call


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda world: world.select("DEP", "NOPE"), "unknown_dimension"),
        (lambda world: world.select("DEP", "OFF"), "inactive_dimension"),
        (lambda world: world.select("D1", "D2", "D3", "D4", "D5", "D6"), "too_many_dimensions"),
        (lambda world: world.select("TWIN"), "ambiguous_dimension"),
        (lambda world: world.run("sync-tags", "D1"), "dimension_not_selected"),
        (lambda world: world.run("sync-all", "DEP"), "usage"),
        (lambda world: world.run("sync-nothing"), "unknown_job"),
        (lambda world: world.plan("sync-nothing"), "unknown_job"),
        (lambda world: world.settings(nothing="1"), "unknown_setting"),
        (lambda world: world.settings(tags="perhaps"), "setting_invalid"),
        (lambda world: world.settings(tags_interval="5"), "setting_invalid"),
        (lambda world: world.settings(tags="off", tags_interval="x"), "setting_invalid"),
        (lambda world: world.do("history", run="nope"), "unknown_run"),
        (lambda world: world.do("nothing"), "unknown_action"),
        (lambda world: world.do("pause", hard=True), "usage"),
        (lambda world: world.do("release"), "usage"),
        (lambda world: world.do("why", kind="vendor", code="1"), "unknown_kind"),
        (lambda world: world.do("why", kind="tag", code="1"), "usage"),
        (lambda world: world.host.do("plan", company="9"), "unknown_company"),
        (lambda world: world.host.do("connect", company="9", key=world.key), "unknown_company"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_written(world: World, call: Callable[[World], Any], code: str) -> None:
    working(world)
    world.erp.set_dimensions("DEP", "PRJ", ("OFF", "Off", "closed"), "D1", "D2", "D3", "D4", "D5", "D6", "TWIN", ("twin", "Twin"))
    before, selected, settings = world.pleo.everything(), world.selected(), world.settings()
    fault = refused(lambda: call(world))
    assert (fault.code, fault.kind) == (code, ErrorKind.USAGE)
    assert (world.pleo.everything(), world.selected(), world.settings()) == (before, selected, settings)


def test_a_dimension_whose_code_is_too_long_for_pleo_costs_only_its_own_tags(world: World) -> None:
    long = "D" * 256
    world.erp.set_dimensions("DEP", long)
    world.erp.set_values("DEP", ["A"])
    world.erp.set_values(long, ["B"])
    report = world.go("DEP", long)
    assert (report["status"], unit(report, f"tags:{long}")["error"]["code"]) == ("partial", "group_missing")
    assert counts(report, "tag_groups") == {"created": 1, "skipped": 1}
    assert world.pleo.groups() == [("DEP", "DEP", "A")]
