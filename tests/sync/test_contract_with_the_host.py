"""The contract, from the outside: a host that knows only the entry point group finds the module and works with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answer_check import check, departures, type_of_action
from host import ErpHost
from pleo_erp_hookspecs import PleoErpError, Role, User, refused_run
from pleo_erp_hookspecs.plan_answers import ReleaseAnswer
from pleo_erp_hookspecs.run_answers import RunReport
from pleo_erp_module.store.migrations import Migrations
from world import World


@pytest.fixture
def host(world: World) -> ErpHost:
    """A host beside the same ERP and the same Pleo; its module is the one that is installed."""
    return ErpHost(world.host.erp, world.host.pleo, world.host.key_file)


def test_a_host_finds_the_module_and_asks_who_it_is(host: ErpHost) -> None:
    info = host.client.info()
    assert (info.name, info.title) == ("pleo_erp_module", "Pleo")
    assert info.version


def test_a_host_does_everything_through_the_contract(host: ErpHost, world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A", "B"])
    assert host.client.install()["applied"] == []
    assert host.do("companies") == {"companies": [{"id": "1", "name": "Acme"}], "more": False}
    assert host.do("connect", company="1", key=world.key)["proposed"] == []
    assert host.do("select", company="1", codes=["DEP"])["selected"] == ["DEP"]
    assert host.run("1", "sync")["status"] == "held"
    plan = host.do("plan", company="1")
    assert host.do("release", company="1", plan=plan["plan"])["approved"] == 3
    assert host.run("1", "sync")["status"] == "success"
    assert host.run("1", "sync-all")["requests"]["writes"] == 0
    assert [job.name for job in host.client.jobs("1")] == ["sync", "sync-all", "sync-tags", "sync-accounts", "undo"]
    assert host.client.uninstall(drop_tables=True) == {"dropped": True}


def test_every_action_says_who_may_do_it_what_it_takes_and_what_comes_back(host: ErpHost) -> None:
    for action in host.client.actions():
        assert action.help
        assert type_of_action(action.name)
        assert action.company == any(one.name == "company" and one.required for one in action.parameters)
        assert all(parameter.help for parameter in action.parameters)


def test_an_answer_that_departs_from_its_type_is_found() -> None:
    answer: dict[str, Any] = {"plan": "x", "job": None, "approved": True, "more": []}
    assert sorted(departures(answer, ReleaseAnswer)) == [
        "answer.approved: True is not <class 'int'>",
        "answer.expires: is missing",
        "answer.job: None is not <class 'str'>",
        "answer.more: is not in ReleaseAnswer",
    ]


def test_the_report_of_a_run_that_could_not_begin_is_a_report(host: ErpHost) -> None:
    with pytest.raises(PleoErpError) as refused:
        host.client.run_job("1", "nonsense")
    check(refused_run("1", "nonsense", refused.value.as_dict()), RunReport)


def test_what_the_module_answers_is_checked_as_it_passes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.connect()
    monkeypatch.setattr(Migrations, "script", lambda steps: None)
    with pytest.raises(AssertionError, match="None is not"):
        world.host.do("script")


def test_a_bookkeeper_may_preview_release_run_and_read_and_nothing_else(host: ErpHost, world: World) -> None:
    world.connect()
    host.user = User("bo", Role.BOOKKEEPER)
    given = {"company": "1", "key": world.key, "codes": [], "changes": {}, "plan": "0" * 64, "kind": "tag-group", "code": "X"}
    given |= {"login": "pleo", "run": "x"}
    setting_up = {"connect", "disconnect", "select", "settings", "undo", "rotate-key", "script", "probe", "grants", "bundle"}
    for action in host.client.actions():
        arguments = {one.name: given[one.name] for one in action.parameters if one.required}
        try:
            host.do(action.name, **arguments)
            code = ""
        except PleoErpError as refused:
            code = refused.code
        allowed = action.role is Role.BOOKKEEPER
        assert (code != "forbidden") == allowed, action.name
        assert allowed == (action.name not in setting_up)
    assert host.run("1", "sync")["status"] == "held"


def test_who_released_and_who_ran_is_recorded(world: World) -> None:
    world.connect()
    world.plan()
    world.as_user("bo", Role.BOOKKEEPER)
    world.release()
    world.run()
    assert world.do("history")["runs"][0]["user"] == "bo"
    with world.store() as store:
        connection = store.connections.get("1")
        assert connection is not None
        assert (connection.connected_by, connection.confirmed_by) == ("anna", "bo")


def test_the_doctor_looks_at_everything_and_writes_nothing(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    world.pleo.reset_log()
    found = world.host.do("doctor")
    assert found["ok"], found
    assert [one["check"] for one in found["checks"]][:3] == ["database", "tables", "erp"]
    assert not world.pleo.writes()
    world.pleo.change_key(world.key, revoked=True)
    broken = world.host.do("doctor")
    assert [one["code"] for one in broken["checks"] if one["status"] == "failed"] == ["key_rejected"]


def test_the_key_is_nowhere_to_be_read(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.erp.set_dimensions("DEP")
    with caplog.at_level("DEBUG"):
        report = world.go("DEP")
        world.fail("answer", "list groups", status=400, body={"message": f"wrong key {world.key}"}, count=None)
        failed = world.run()
    shown = f"{report} {failed} {world.do('history')} {caplog.text} {world.host.do('doctor')}"
    assert world.key not in shown
    database = Path(world.host.erp.connection.split("Database=")[1].rstrip(";"))
    assert world.key.encode() not in database.read_bytes()
