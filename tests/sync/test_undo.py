"""S-22: the last run can be turned back, as far as its records are still as it left them, after a person has released it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pleo_erp_hookspecs import PleoErpError, Role
from pleo_erp_module.pleo.transport import Transport
from world import Report, World, actions, counts, unit

State = dict[str, list[Any]]
BEFORE: State = {
    "groups": [("DEP", "Department", "A"), ("OLD", "Old", "A"), ("RET", "Returning", "Z")],
    "DEP": [("A", "First", "A"), ("B", "Second", "A"), ("C", "Third", "Z"), ("D", "Fourth", "Z"), ("E", "Fifth", "A")],
    "accounts": [
        ("1", "1000", "Cash", "A"),
        ("2", "2000", "Bank", "A"),
        ("3", "3000", "Debt", "Z"),
        ("4", "4000", "Loan", "Z"),
        ("5", "5000", "Rent", "A"),
    ],
}
AFTER: State = {
    "groups": [("DEP", "Department", "A"), ("NEW", "New", "A"), ("OLD", "Old", "Z"), ("RET", "Returning", "A")],
    "DEP": [
        ("A", "1st", "A"),
        ("B", "Second", "Z"),
        ("C", "Third", "A"),
        ("D", "4th", "A"),
        ("E", "Fifth", "A"),
        ("N", "New", "A"),
    ],
    "accounts": [
        ("1", "1000", "Till", "A"),
        ("2", "2000", "Bank", "Z"),
        ("3", "3000", "Debt", "A"),
        ("4", "4040", "Loans", "A"),
        ("5", "5000", "Rent", "A"),
        ("6", "6000", "Tax", "A"),
    ],
}
UNDONE: State = {
    "groups": sorted([*BEFORE["groups"], ("NEW", "New", "Z")]),
    "DEP": [*BEFORE["DEP"], ("N", "New", "Z")],
    "accounts": [*BEFORE["accounts"], ("6", "6000", "Tax", "Z")],
}


def state(world: World) -> State:
    return {"groups": world.pleo.groups(), "DEP": world.pleo.tags("DEP"), "accounts": world.pleo.accounts()}


def ran(world: World) -> World:
    """A run that has made every kind of change, in every kind of unit."""
    for code, name, letter in BEFORE["groups"]:
        world.pleo.add_group(code, name, archived=letter == "Z", metadata={"colour": code})
    for code, name, letter in BEFORE["DEP"]:
        world.pleo.add_tag("DEP", code, name, archived=letter == "Z")
    for key, code, name, letter in BEFORE["accounts"]:
        world.pleo.add_account(key, code, name, archived=letter == "Z", metadata={"own": key}, tax_code=f"t{key}")
    world.erp.set_dimensions("DEP", ("NEW", "New"), "RET")
    world.erp.set_values("DEP", [("A", "1st"), ("C", "Third"), ("D", "4th"), ("E", "Fifth"), ("N", "New")])
    world.erp.set_values("NEW", [("X", "Ten")])
    world.erp.set_accounts(
        [("1", "1000", "Till"), ("3", "3000", "Debt"), ("4", "4040", "Loans"), ("5", "5000", "Rent"), ("6", "6000", "Tax")]
    )
    assert state(world) == BEFORE
    world.go("DEP", "NEW", "RET")
    assert state(world) == AFTER
    return world


def undo(world: World) -> Any:
    before = world.pleo.everything()
    plan = world.do("undo")
    assert world.pleo.everything() == before, "planning an undo has written"
    world.last_plan = plan["plan"]
    return plan


def undone(world: World) -> Report:
    """Plan the undo, release it, and run it."""
    undo(world)
    world.release()
    return world.run("undo")


def refused(ask: Callable[[], Any]) -> str:
    with pytest.raises(PleoErpError) as info:
        ask()
    return info.value.code


def test_every_kind_of_change_is_turned_back_and_a_second_run_writes_nothing(world: World) -> None:
    ran(world)
    [last] = world.do("history")["runs"][:1]
    kept = world.pleo.everything()
    plan = undo(world)
    assert (plan["undoes"], plan["job"], plan["skipped"], plan["errors"]) == (last["id"], "undo", [], [])
    assert sorted(actions(plan, "tags:DEP")) == [
        ("archive", "C"),
        ("archive", "D"),
        ("archive", "N"),
        ("unarchive", "B"),
        ("update", "A"),
    ]
    assert all(change["held"] and change["rule"] == "S-22" and last["id"] in change["reason"] for change in plan["changes"])
    assert {hold["guard"] for hold in plan["holds"]} == {"undo"}
    assert world.paused
    assert world.release()["approved"] == len(plan["changes"]) == 14
    report = world.run("undo")
    assert (report["status"], report["plan"], report["job"]) == ("success", plan["plan"], "undo")
    assert [one["unit"] for one in report["units"]] == ["tags:DEP", "tags:NEW", "tag_groups", "accounts"]
    # The changes that were wanted stand where the ERP's rows stand else.
    assert counts(report, "tags:DEP") == {"matched": 5, "unchanged": 1, "updated": 1, "unarchived": 1, "archived": 3}
    assert unit(report, "tags:DEP")["read"] == {"erp": 5, "pleo": 6}
    assert state(world) == UNDONE
    assert world.pleo.tags("NEW") == [("X", "Ten", "Z")]
    # What is not ours has come through: metadata, tax codes.
    now = world.pleo.everything()
    for kind in ("groups", "accounts"):
        assert [row["metadata"] for row in now[kind]] == [row["metadata"] for row in kept[kind]]
    assert [row["taxCodeExternalId"] for row in now["accounts"]] == [row["taxCodeExternalId"] for row in kept["accounts"]]
    again = world.again("undo")
    assert counts(again, "tags:DEP") == {"matched": 5, "unchanged": 6}
    assert world.approvals() == 0
    assert [run["job"] for run in world.do("history")["runs"]] == ["undo", "undo", "sync-all"]
    assert {row.status for row in world.changes(report)} == {"done"}


def test_nothing_is_undone_before_it_is_released(world: World) -> None:
    ran(world)
    assert refused(lambda: world.run("undo")) == "undo_not_released"
    undo(world)
    assert refused(lambda: world.run("undo")) == "undo_not_released"
    assert state(world) == AFTER


def test_every_other_run_is_held_until_resume_which_follows_the_erp_again(world: World) -> None:
    ran(world)
    undone(world)
    for job in ("sync", "sync-all", "sync-tags", "sync-accounts"):
        report = world.run(job)
        assert (report["status"], report["requests"]["writes"]) == ("held", 0)
        assert {one["hold"]["guard"] for one in report["units"] if one["held"]} <= {"paused"}
    world.do("resume")
    assert world.run()["status"] == "success"
    assert state(world) == AFTER
    world.again()


def test_what_was_undone_counts_for_no_guard_of_later_runs(world: World) -> None:
    def named(*renamed: int) -> None:
        world.erp.set_values("DEP", [(f"A{n:02}", "Other" if n in renamed else f"Value {n}") for n in range(50)])

    world.erp.set_dimensions("DEP")
    named()
    world.go("DEP")
    named(*range(12))
    assert unit(world.run(), "tags:DEP")["updated"] == 12
    undone(world)
    named(*range(45, 50))
    world.do("resume")
    report = world.run()
    assert (report["status"], unit(report, "tags:DEP")["updated"]) == ("success", 5)


def test_what_has_changed_in_between_is_left_alone_and_reported(world: World) -> None:
    ran(world)
    rows = world.pleo.everything()
    ids = {row["code"]: row["id"] for row in rows["tags"]}
    with world.pleo.lock:
        tag = world.pleo.state.get
        world.pleo.state.update("tags", tag("tags", ids["A"]) or {}, {"name": "By hand"})
        world.pleo.state.update("tags", tag("tags", ids["N"]) or {}, {"archived": True, "name": "Gone"})
        world.pleo.state.update("tags", tag("tags", ids["B"]) or {}, {"archived": False})
    changed = world.pleo.dump()
    world.pleo.load({**changed, "accounts": [row for row in changed["accounts"] if row["externalId"] != "1"]})
    plan = undo(world)
    assert [(one["unit"], one["key"], one["reason"]) for one in plan["skipped"]] == [
        ("tags:DEP", "A", "changed since: name is “By hand”, the run set “1st”"),
        ("tags:DEP", "N", "changed since: archived; name is “Gone”, the run set “New”"),
        ("accounts", "1", "not in Pleo"),
    ]
    # Turned back by a person already: nothing is left to do, and nothing to report.
    assert sorted(actions(plan, "tags:DEP")) == [("archive", "C"), ("archive", "D")]
    world.release()
    with world.pleo.lock:
        world.pleo.state.update("tags", world.pleo.state.get("tags", ids["C"]) or {}, {"name": "Later"})
    report = world.run("undo")
    assert report["status"] == "success"
    assert counts(report, "tags:DEP") == {"matched": 1, "unchanged": 5, "archived": 1, "skipped": 1}
    assert world.pleo.tags("DEP")[2:4] == [("C", "Later", "A"), ("D", "Fourth", "Z")]
    world.again("undo")


def test_a_record_that_a_create_found_there_already_is_turned_back_and_not_archived(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.pleo.add_group("DEP")
    world.go("DEP")
    world.erp.set_values("DEP", [("A", "New name"), ("B", "Same"), ("C", "Mine")])

    def meanwhile(logged: Any) -> None:
        """A person is quicker than the run."""
        if logged.operation == "create tag" and not world.pleo.tags("DEP"):
            world.pleo.add_tag("DEP", "A", "Old name")
            world.pleo.add_tag("DEP", "B", "Same")

    world.pleo.before = meanwhile
    assert world.run(counted=False)["status"] == "success"
    plan = undo(world)
    assert sorted(actions(plan, "tags:DEP")) == [("archive", "C"), ("update", "A")]
    world.release()
    world.run("undo")
    assert world.pleo.tags("DEP") == [("A", "Old name", "A"), ("B", "Same", "A"), ("C", "Mine", "Z")]
    world.again("undo")


def test_an_account_that_pleo_had_already_is_not_archived(new_world: Any) -> None:
    world: World = new_world(existing_account="matched")
    world.go()
    world.erp.set_accounts([("1", "1000", "Cash")])

    def meanwhile(logged: Any) -> None:
        if logged.operation == "create account" and not world.pleo.accounts():
            world.pleo.add_account("1", "1000", "Cash")

    world.pleo.before = meanwhile
    assert world.run(counted=False)["status"] == "success"
    assert undo(world)["changes"] == []


def test_space_is_made_in_a_full_group_before_tags_come_back(new_world: Any) -> None:
    world: World = new_world(max_active_tags=3)
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A", "B", "C"])
    world.go("DEP")
    world.erp.set_values("DEP", ["A", "D", "E"])
    assert world.run()["status"] == "success"
    assert undone(world)["status"] == "success"
    assert world.pleo.tags("DEP") == [(code, code, "A" if code < "D" else "Z") for code in "ABCDE"]


KILLED = {
    "put tag": ("PUT", "/v0/tags/"),
    "bulk archive tags": ("POST", "/v0/tags/archive"),
    "put group": ("PUT", "/v0/tag-groups/"),
    "put account": ("PUT", "/v1/chart-of-accounts/"),
}


class Killed(BaseException):
    """The process ends here and now; nothing in the module may catch it."""


@pytest.mark.parametrize("arrived", [False, True])
@pytest.mark.parametrize("operation", list(KILLED))
def test_a_killed_undo_is_healed_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch, operation: str, arrived: bool
) -> None:
    ran(world)
    undo(world)
    world.release()
    send, (method, path) = Transport.send, KILLED[operation]

    def dying(self: Transport, how: str, where: str, params: Any, body: Any) -> Any:
        hit = how == method and where.startswith(path)
        if hit and not arrived:
            raise Killed
        answer = send(self, how, where, params, body)
        if hit:
            raise Killed
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(Transport, "send", dying)
        with pytest.raises(Killed):
            world.run("undo", counted=False)
    left = [(row.run, row.position) for row in world.changes() if row.status == "sent"]
    assert left
    report = world.run("undo")
    assert report["status"] == "success"
    assert state(world) == UNDONE
    assert not [row for row in world.changes() if row.status in {"sent", "unknown"}]
    settled = {str(row.status) for row in world.changes() if (row.run, row.position) in left}
    assert settled <= {"done", "not_done"}
    assert ("done" in settled) >= arrived
    world.again("undo")
    assert world.approvals() == 0


@pytest.mark.parametrize("arrived", [False, True])
def test_what_a_killed_run_may_have_created_is_undone_if_it_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    world.erp.set_values("DEP", ["A"])
    send = Transport.send

    def dying(self: Transport, how: str, where: str, params: Any, body: Any) -> Any:
        hit = how == "POST" and where.endswith("/tags")
        if hit and not arrived:
            raise Killed
        answer = send(self, how, where, params, body)
        if hit:
            raise Killed
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(Transport, "send", dying)
        with pytest.raises(Killed):
            world.run(counted=False)
    plan = undo(world)
    assert actions(plan, "tags:DEP") == ([("archive", "A")] if arrived else [])
    assert [one["reason"] for one in plan["skipped"]] == ([] if arrived else ["not in Pleo"])
    world.release()
    world.run("undo")
    assert world.pleo.tags("DEP") == ([("A", "A", "Z")] if arrived else [])
    world.again("undo")


def test_what_failed_is_made_good_by_running_it_again(world: World) -> None:
    ran(world)
    undo(world)
    world.release()
    world.fail("answer", "put account", status=400, body={"message": "no"}, count=None)
    report = world.run("undo")
    assert (report["status"], unit(report, "accounts")["failed"], unit(report, "tag_groups")["failed"]) == ("partial", 5, 0)
    world.pleo.faults.clear()
    assert world.run("undo")["status"] == "success"
    assert state(world) == UNDONE
    world.again("undo")


def test_a_missing_right_fails_its_units_only(world: World) -> None:
    ran(world)
    scope = ["tags:read", "tags:write", "companies:read"]
    world.pleo.change_key(world.key, scope=scope)
    plan = undo(world)
    assert [(one["unit"], one["code"]) for one in plan["errors"]] == [("accounts", "right_missing")]
    world.release()
    assert world.run("undo")["status"] == "success"
    assert (world.pleo.groups(), world.pleo.accounts()) == (UNDONE["groups"], AFTER["accounts"])
    world.pleo.change_key(world.key, scope=["accounts:read", "companies:read"])
    report = world.run("undo")
    assert (report["status"], {one["error"]["code"] for one in report["units"]}) == ("failed", {"right_missing"})


def test_a_key_that_is_refused_ends_the_undo(world: World) -> None:
    ran(world)
    undo(world)
    world.release()
    world.fail("answer", "search accounts", status=401, count=None)
    report = world.run("undo")
    assert (report["status"], report["error"]["code"], report["requests"]["writes"]) == ("failed", "key_rejected", 0)


def test_an_undo_is_not_undone_but_followed_by_the_erp(world: World) -> None:
    ran(world)
    undone(world)
    assert refused(lambda: world.do("undo")) == "already_undone"
    world.do("resume")
    world.run()
    assert undone(world)["status"] == "success"
    assert state(world) == UNDONE


def test_an_undo_that_was_released_and_done_once_is_not_done_again(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", [("A", "Old")])
    world.go("DEP")
    world.erp.set_values("DEP", [("A", "New")])
    world.run()
    undone(world)
    world.do("resume")
    world.run()
    report = world.run("undo")
    assert (report["status"], report["requests"]["writes"]) == ("held", 0)
    assert unit(report, "tags:DEP")["hold"]["guard"] == "undo"
    assert world.pleo.tags("DEP") == [("A", "New", "A")]
    undo(world)
    world.release()
    assert world.run("undo")["status"] == "success"
    assert world.pleo.tags("DEP") == [("A", "Old", "A")]


def test_the_release_of_an_undo_lets_nothing_through_in_a_run_that_follows_the_erp(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    world.erp.set_values("DEP", [f"A{number}" for number in range(20)])
    world.run()
    undo(world)
    world.release()
    world.do("resume")
    world.erp.set_values("DEP", [])
    report = world.run()
    assert (report["status"], report["requests"]["writes"]) == ("held", 0)
    assert unit(report, "tags:DEP")["hold"]["guard"] == "blind"


def test_the_release_of_an_undo_confirms_no_selection(world: World) -> None:
    world.erp.set_accounts([("1", "1000", "Cash")])
    world.go()
    world.erp.set_dimensions("DEP")
    world.select("DEP")
    undo(world)
    world.release()
    world.do("resume")
    assert unit(world.run(), "tag_groups")["hold"]["guard"] == "selection"


def test_a_plan_of_the_same_changes_by_a_run_is_another_plan(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    world.erp.set_values("DEP", ["A"])
    world.run()
    undo_hash = undo(world)["plan"]
    world.do("resume")
    world.erp.set_values("DEP", [])
    plan = world.plan()
    assert actions(plan, "tags:DEP") == [("archive", "A")]
    assert plan["plan"] != undo_hash


def test_a_release_of_an_undo_is_valid_for_72_hours_however_late_it_comes(world: World) -> None:
    ran(world)
    undo(world)
    world.clock.pass_(hours=71)
    world.release()
    world.clock.pass_(hours=71)
    assert world.run("undo")["status"] == "success"
    assert state(world) == UNDONE
    world.clock.pass_(hours=2)
    assert refused(lambda: world.run("undo")) == "undo_not_released"


def test_the_last_run_is_the_last_that_changed_anything(world: World) -> None:
    ran(world)
    changed = world.do("history")["runs"][0]["id"]
    world.clock.pass_(hours=2)
    world.again()
    assert undo(world)["undoes"] == changed


def test_before_any_run_has_changed_anything_there_is_nothing_to_undo_and_nothing_is_paused(world: World) -> None:
    world.connect()
    assert refused(lambda: world.do("undo")) == "nothing_to_undo"
    world.plan()
    world.release()
    world.run()
    assert refused(lambda: world.do("undo")) == "nothing_to_undo"
    assert not world.paused


def test_runs_of_an_earlier_connection_are_not_undone(world: World) -> None:
    ran(world)
    world.do("disconnect")
    world.connect()
    assert refused(lambda: world.do("undo")) == "nothing_to_undo"
    world.clock.pass_(seconds=1)
    world.plan()
    world.release()
    assert refused(lambda: world.do("undo")) == "nothing_to_undo"


def test_an_undo_is_not_planned_while_a_run_is_under_way(world: World) -> None:
    ran(world)
    with world.runtime(world.host, world.extensions) as runtime, runtime.lease("1", "sync"):
        assert refused(lambda: world.do("undo")) == "busy"
        assert not world.paused
    undo(world)
    world.release()
    with world.runtime(world.host, world.extensions) as runtime, runtime.lease("1", "sync"):
        assert world.run("undo")["status"] == "busy"


def test_the_tags_of_a_dimension_that_is_no_longer_selected_are_undone_too(world: World) -> None:
    world.erp.set_dimensions("DEP", "PRJ")
    world.go("DEP", "PRJ")
    world.erp.set_values("PRJ", ["P1", "P2"])
    world.run()
    world.select("DEP")
    assert undone(world)["status"] == "success"
    assert world.pleo.tags("PRJ") == [("P1", "P1", "Z"), ("P2", "P2", "Z")]
    world.again("undo")


def test_tags_of_a_group_that_is_gone_are_reported(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    world.erp.set_values("DEP", ["A"])
    world.run()
    world.pleo.load({**world.pleo.dump(), "groups": [], "tags": []})
    plan = undo(world)
    assert (plan["changes"], [one["reason"] for one in plan["skipped"]]) == ([], ["not in Pleo"])


def test_only_an_administrator_plans_an_undo_and_a_bookkeeper_may_release_and_run_it(world: World) -> None:
    ran(world)
    world.as_user("bo", Role.BOOKKEEPER)
    assert refused(lambda: world.do("undo")) == "forbidden"
    assert not world.paused
    world.as_user("anna", Role.ADMINISTRATOR)
    undo(world)
    world.as_user("bo", Role.BOOKKEEPER)
    world.release()
    assert world.run("undo")["status"] == "success"
    assert world.do("history")["runs"][0]["user"] == "bo"


def test_an_undo_takes_no_dimension_and_is_not_a_plan_of_a_run(world: World) -> None:
    ran(world)
    assert refused(lambda: world.run("undo", "DEP")) == "usage"
    assert refused(lambda: world.plan("undo")) == "unknown_job"


def test_what_hangs_on_the_tags_that_an_undo_would_archive_can_be_asked(world: World) -> None:
    ran(world)
    undo(world)
    told = {one["key"]: one["expenses"] for one in world.do("usage", plan=world.last_plan)["archives"]}
    assert (told["N"], told["X"], told["NEW"]) == (0, 0, 0)
