"""Pleo, or the way to it, refuses: each time a stable code, a sentence, a next step, and both sides as they were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.refusal import DEAD_END, check_refusal
from cli.shapes import check_plan, check_run
from cli.world import KEY, World
from pleo.sockets import Conversation, certificate, serve
from sandbox import Fault
from sandbox.keys import EVERYTHING

COMMANDS = ("plan --company 2", "run sync-all --company 2", "select --company 2 DEP ROU")


@pytest.fixture
def ready(world: World) -> World:
    """A confirmed connection with one change to make."""
    world.connect("2", "DEP", "ROU")
    world.synchronise()
    world.erp.edit_value("ROU", "R01", company="2", name="Route une")
    return world


def html(world: World) -> None:
    world.pleo.fail(Fault(kind="html", count=None))


def redirect(world: World) -> None:
    world.pleo.fail(Fault(kind="redirect", count=None))


def unavailable(world: World) -> None:
    world.pleo.fail(Fault(kind="answer", status=503, count=None))


def slow_down(world: World) -> None:
    world.pleo.fail(Fault(kind="answer", status=429, headers={"Retry-After": "3600"}, count=None))


def dropped(world: World) -> None:
    world.pleo.fail(Fault(kind="drop", count=None))


def revoked(world: World) -> None:
    world.pleo.change_key(KEY, revoked=True)


def other_company(world: World) -> None:
    world.pleo.change_key(KEY, companyId=world.pleo.add_company("Another"))


def organisation(world: World) -> None:
    world.pleo.change_key(KEY, companyId=None, level="organisation", organizationId=world.pleo.add_organisation("Group"))


def unreachable(world: World) -> None:
    world.configure(pleo={"base_url": DEAD_END})


def path_too_much(world: World) -> None:
    world.configure(pleo={"base_url": f"{world.pleo.base_url}/v1"})


def proxy(world: World) -> None:
    world.configure(pleo={"base_url": "https://pleo.example", "proxy": "http://clerk:hunter2@127.0.0.1:1"})


@pytest.mark.parametrize(
    ("arrange", "code"),
    [
        (revoked, "key_rejected"),
        (other_company, "key_of_other_company"),
        (organisation, "organisation_key"),
        (html, "not_json"),
        (redirect, "redirected"),
        (unavailable, "pleo_unavailable"),
        (slow_down, "rate_limited"),
        (dropped, "pleo_unreachable"),
        (path_too_much, "base_url_invalid"),
        (unreachable, "pleo_unreachable"),
        (proxy, "proxy_refused"),
    ],
)
def test_a_connection_that_no_longer_works(ready: World, arrange: Callable[[World], None], code: str) -> None:
    arrange(ready)
    for command in COMMANDS:
        answer = check_refusal(ready, command, code)
        assert "hunter2" not in answer.text
    doctor = ready.cli("doctor")
    assert doctor.code == 1
    failing = {check["check"]: check["code"] for check in doctor.data["checks"] if check["status"] == "failed"}
    assert failing == {"connection 2": code, "run 2": code}
    runs = ready.good("history", "--company", "2")["runs"]
    failed = [(run["error_code"], run["changes"], run["repeats"]) for run in runs if run["status"] == "failed"]
    assert failed == [(code, 0, 2)]  # the same failure twice is one row
    assert "failed ×2" in ready.human("history", "--company", "2").out


def test_a_certificate_that_nobody_vouches_for(ready: World, tmp_path: Path) -> None:
    def silent(conversation: Conversation) -> None:
        conversation.request()

    _authority, context = certificate(tmp_path, "127.0.0.1")
    with serve(silent, context) as server:
        ready.configure(pleo={"base_url": f"https://127.0.0.1:{server.port}"})
        for command in COMMANDS:
            check_refusal(ready, command, "tls_failed", network=False)
    ready.configure(pleo={"ca_bundle": "not-there.pem"})
    check_refusal(ready, "plan --company 2", "tls_failed", network=False)


@pytest.mark.parametrize(
    ("right", "failed", "others"),
    [
        ("tags:read", ["tag_groups", "tags:DEP", "tags:ROU"], ["accounts"]),
        ("accounts:read", ["accounts"], ["tag_groups", "tags:DEP", "tags:ROU"]),
    ],
)
def test_a_missing_right_to_read_fails_its_area_only(ready: World, right: str, failed: list[str], others: list[str]) -> None:
    ready.pleo.change_key(KEY, scope=[one for one in EVERYTHING if one != right])
    answer = ready.cli("plan", "--company", "2")
    assert answer.code == 1
    plan = answer.data
    check_plan(plan)
    assert [fault["unit"] for fault in plan["errors"]] == failed
    for fault in plan["errors"]:
        assert fault["code"] == "right_missing"
        assert right.split(":")[0].rstrip("s") in fault["message"]
        assert "Access denied. Required permission 'READ'" in fault["message"]
        assert "Pleo" in fault["next"]

    report = ready.good("run", "sync-all", "--company", "2", code=3)
    check_run(report, 3)
    assert {unit["unit"]: unit["status"] for unit in report["units"]} == dict.fromkeys(failed, "failed") | dict.fromkeys(
        others, "success"
    )
    assert ready.human("run", "sync-all", "--company", "2").code == 3


def test_a_missing_right_to_write_fails_its_area_only(ready: World) -> None:
    ready.erp.add_account("99999", "Another account", company="2")
    ready.pleo.change_key(KEY, scope=[one for one in EVERYTHING if one != "accounts:write"])
    accounts = ready.pleo.dump()["accounts"]
    report = ready.good("run", "sync-all", "--company", "2", code=3)
    check_run(report, 3)
    units = {unit["unit"]: unit for unit in report["units"]}
    assert units["accounts"]["error"]["code"] == "right_missing"
    assert (units["accounts"]["failed"], units["tags:ROU"]["updated"]) == (1, 1)
    assert ready.pleo.dump()["accounts"] == accounts
    ready.pleo.change_key(KEY, scope=list(EVERYTHING))
    assert ready.good("run", "sync-all", "--company", "2")["requests"]["writes"] == 1


def test_connecting_with_a_key_that_does_not_fit(world: World) -> None:
    pleo = world.pleo
    pleo.add_key("plp_organisation", organisation=pleo.add_organisation("Group"))
    other = pleo.add_company("Other")
    pleo.add_key("plp_other", company=other)
    world.good("install")
    connect = "connect --company 2 --key-stdin"
    check_refusal(world, connect, "key_rejected", stdin="plp_nonsense")
    check_refusal(world, connect, "organisation_key", stdin="plp_organisation")
    check_refusal(world, f"{connect} --pleo-company {other}", "wrong_pleo_company", stdin=KEY)
    world.good(*connect.split(), stdin=KEY)
    check_refusal(world, "connect --company 1 --key-stdin", "pleo_company_taken", stdin=KEY)
    check_refusal(world, connect, "pleo_company_differs", stdin="plp_other")
    check_refusal(world, connect, "key_rejected", stdin="plp_nonsense")
    assert world.good("plan", "--company", "2")["company"] == "2"  # the old key is still there

    # The administrator's word makes it a change of company, which voids the confirmation.
    world.confirm()
    changed = world.good(*connect.split(), "--pleo-company", other, stdin="plp_other")
    assert changed["pleo_company"] == {"id": other, "name": "Other"}
    assert world.good("plan", "--company", "2")["confirmed"] is False


def test_a_key_that_may_not_read_everything_connects_and_says_so(world: World) -> None:
    world.pleo.change_key(KEY, scope=["tags:read", "tags:write"])
    world.good("install")
    answer = world.good("connect", "--company", "2", "--key-stdin", stdin=KEY)
    assert answer["pleo_company"] == {"id": world.pleo_company, "name": None}
    assert [warning["code"] for warning in answer["warnings"]] == ["right_missing"]


def test_a_pleo_that_does_not_say_whose_key_it_is(world: World) -> None:
    world.pleo.switches.subject = False
    world.pleo.change_key(KEY, scope=[one for one in EVERYTHING if not one.startswith("companies")])
    world.good("install")
    check_refusal(world, "connect --company 2 --key-stdin", "pleo_company_unclear", stdin=KEY)
    answer = world.good("connect", "--company", "2", "--key-stdin", "--pleo-company", world.pleo_company, stdin=KEY)
    assert answer["pleo_company"]["id"] == world.pleo_company
