"""What single errors of Pleo cost: one record, one unit, or the run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pleo_erp_hookspecs import Message, PleoAccess, PleoErpError
from pleo_erp_module.kinds.tags import TAGS, TagsTarget
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.pleo.limits import Limits
from pleo_erp_module.reconcile.change_model import Change, ChangeAction
from pleo_erp_module.secret_text import SecretText
from sync.starts import chart, connected, numbered
from world import World, WorldFactory, counts, unit

# -- the key and its rights


@pytest.mark.parametrize("nth", [1, 2, 3, 5])
def test_a_key_that_is_revoked_in_the_middle_ends_the_run(world: World, nth: int) -> None:
    connected(world)
    world.erp.set_values("DEP", numbered(30))
    world.erp.set_accounts(chart(3))
    world.fail("answer", "writes", nth=nth, count=None, status=401, body={"message": "revoked"})
    report = world.run()
    assert (report["status"], report["error"]["code"]) == ("failed", "key_rejected")
    # The eight requests that were under way are finished, nothing follows them.
    assert nth <= report["requests"]["writes"] <= nth + 7
    assert counts(report, "tags:DEP")["failed"] >= 20
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    assert len(world.pleo.tags("DEP")) == 30
    world.again()


def test_a_rejected_key_ends_the_run_before_anything(world: World) -> None:
    connected(world)
    world.pleo.change_key(world.key, revoked=True)
    report = world.run()
    assert (report["status"], report["error"]["code"], report["units"]) == ("failed", "key_rejected", [])
    assert report["error"]["next"] == "Create a new key in Pleo and connect again (action 'connect')."
    assert report["requests"] == {"reads": 1, "writes": 0, "retries": 0}


@pytest.mark.parametrize(
    ("missing", "failed", "done"),
    [
        ("tags:write", {"tag_groups": 0, "tags:DEP": 1}, {"accounts": 2}),
        ("accounts:write", {"accounts": 1}, {"tags:DEP": 2}),
    ],
)
def test_a_missing_right_to_write_fails_the_units_of_its_area_only(
    world: World, missing: str, failed: dict[str, int], done: dict[str, int]
) -> None:
    connected(world)
    world.pleo.change_key(world.key, scope=[f"{area}:{right}" for area in ("tags", "accounts") for right in ("read", "write")])
    scope = [f"{area}:{right}" for area in ("tags", "accounts") for right in ("read", "write")]
    world.pleo.change_key(world.key, scope=[one for one in scope if one != missing])
    world.erp.set_values("DEP", ["A", "B"])
    world.erp.set_accounts(chart(2))
    report = world.run()
    assert report["status"] == "partial"
    for name, at_least in failed.items():
        assert unit(report, name)["failed"] >= at_least
    [wrong] = [one for one in report["units"] if one["failed"]]
    area = missing.split(":")[0]
    assert (wrong["status"], wrong["error"]["code"]) == ("failed", "right_missing")
    assert area in wrong["error"]["message"]
    assert "Required permission 'WRITE'" in wrong["error"]["message"]
    for name, created in done.items():
        assert counts(report, name)["created"] == created
    world.pleo.change_key(world.key, scope=scope)
    assert world.run()["status"] == "success"
    world.again()


def test_a_missing_right_to_read_fails_the_units_of_its_area_only(world: World) -> None:
    connected(world)
    world.pleo.change_key(world.key, scope=["accounts:read", "accounts:write"])
    world.erp.set_accounts(chart(2))
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("partial", {"created": 2})
    assert {unit(report, name)["error"]["code"] for name in ("tag_groups", "tags:DEP")} == {"right_missing"}


# -- one bad record


@pytest.mark.parametrize(
    ("status", "code"), [(400, "pleo_refused"), (404, "pleo_not_found"), (409, "pleo_conflict"), (422, "pleo_refused")]
)
@pytest.mark.parametrize("operation", ["put tag", "create tag", "put account", "create account", "put group", "create group"])
def test_one_refused_record_leaves_the_others(world: World, operation: str, status: int, code: str) -> None:
    world.erp.set_dimensions("DEP", "PRJ", "OLD")
    world.erp.set_values("DEP", [("A", "Old A"), ("B", "Old B"), "C", "D"])
    world.erp.set_accounts(chart(4))
    world.go("DEP", "OLD")
    world.erp.set_values("DEP", ["A", "B", "C", "D", "E"])
    world.erp.set_accounts([("e0", "1", "New 0"), ("e1", "2", "New 1"), *chart(3, first=2)])
    world.select("DEP", "PRJ")
    world.fail("answer", operation, status=status, body={"message": "no, thank you"})
    report = world.run()
    assert report["status"] == "partial"
    failed = [row for row in world.changes(report) if row.status == "failed"]
    assert [row.error_code for row in failed] == [code]
    assert "no, thank you" in str(failed[0].error_message)
    assert sum(one["failed"] for one in report["units"]) == 1
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    assert [code for code, _, state in world.pleo.groups() if state == "A"] == ["DEP", "PRJ"]
    assert len(world.pleo.tags("DEP")) == len(world.pleo.accounts()) == 5
    world.again()


def test_a_group_that_cannot_be_made_costs_its_tags_too(world: World) -> None:
    connected(world, "A", dimensions=("DEP", "PRJ"))
    world.erp.set_dimensions("DEP", "PRJ", "NEW")
    world.erp.set_values("NEW", ["N1", "N2"])
    world.erp.set_values("DEP", ["A", "B"])
    world.select("DEP", "PRJ", "NEW")
    world.fail("answer", "create group", status=422, body={"message": "no"}, count=None)
    report = world.run()
    assert report["status"] == "partial"
    assert (unit(report, "tags:NEW")["error"]["code"], counts(report, "tags:NEW")) == ("group_missing", {"failed": 2})
    assert counts(report, "tags:DEP")["created"] == 1
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    world.again()


# -- the same failure again and again


def test_a_failure_that_repeats_is_one_row_with_first_last_and_count(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", ["BAD"])
    world.fail("answer", "create tag", status=422, body={"message": "no"}, count=None)
    begun = world.clock.time
    for _ in range(4):
        world.run()
        world.clock.pass_(hours=1)
    [row] = world.changes()[-1:]
    assert (row.key, row.repeats, round((row.last_at - begun) / timedelta(hours=1), 3)) == ("BAD", 4, 3)
    assert row.first_at - begun < timedelta(seconds=1)
    assert len([one for one in world.changes() if one.key == "BAD"]) == 1
    world.pleo.faults.clear()
    world.run()
    assert [one.status for one in world.changes() if one.key == "BAD"] == ["failed", "done"]


def test_runs_that_fail_alike_are_one_row(world: World) -> None:
    connected(world)
    world.pleo.change_key(world.key, revoked=True)
    reports = []
    for _ in range(3):
        world.clock.pass_(hours=1)
        reports.append(world.run())
    assert len({report["run"] for report in reports}) == 1
    [newest, *_] = world.do("history")["runs"]
    assert (newest["repeats"], newest["error_code"]) == (3, "key_rejected")


# -- Pleo is down


def test_pleo_down_from_the_start_writes_nothing(world: World) -> None:
    connected(world)
    world.pleo.stop()
    report = world.run(counted=False)
    assert (report["status"], report["error"]["code"], report["requests"]["writes"]) == ("failed", "pleo_unreachable", 0)
    assert (report["requests"]["reads"], report["requests"]["retries"]) == (5, 4)


def test_pleo_that_goes_down_among_300_writes_is_not_asked_300_times(world: World) -> None:
    connected(world, *numbered(300))
    world.limits = Limits(tries=2)
    world.erp.set_values("DEP", [(code, f"{code} x") for code in numbered(300)])
    world.plan()
    world.release()
    world.fail("drop", "put tag", nth=20, count=None)
    report = world.run()
    assert (report["status"], report["error"]["code"]) == ("failed", "pleo_unreachable")
    assert counts(report, "tags:DEP")["updated"] >= 12
    assert len(world.pleo.calls("put tag")) < 60
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    world.again()


def test_a_pause_that_pleo_asks_for_is_kept_and_counted(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", ["A"])
    world.sleeps.clear()
    world.fail("answer", "create tag", status=429, headers={"Retry-After": "7"}, count=2)
    report = world.run()
    assert (report["status"], report["requests"]["retries"], counts(report, "tags:DEP")) == ("success", 2, {"created": 1})
    assert sum(world.sleeps) > 13.9
    world.again()


def test_a_missing_right_is_met_once_and_not_300_times(world: World) -> None:
    connected(world)
    world.pleo.change_key(world.key, scope=["tags:read", "accounts:read", "accounts:write"])
    world.erp.set_values("DEP", numbered(300))
    report = world.run()
    assert (unit(report, "tags:DEP")["error"]["code"], counts(report, "tags:DEP")) == ("right_missing", {"failed": 300})
    assert report["requests"]["writes"] <= 8


def test_a_group_that_fills_up_while_lost_creates_are_made_again_says_so(new_world: WorldFactory) -> None:
    world = connected(new_world(max_active_tags=3), "A")
    world.erp.set_values("DEP", ["A", "B", "C", "D"])
    world.fail("drop", "create tag", count=3)
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 1, "unchanged": 1, "created": 2, "failed": 1}
    assert [row.error_code for row in world.changes(report) if row.status == "failed"] == ["group_full"]


def test_tags_without_a_group_are_refused_before_a_request() -> None:
    change = Change(
        "tags:DEP",
        ChangeAction.CREATE,
        "A",
        None,
        None,
        {"code": "A", "name": "A", "archived": False},
        Message("new_in_erp"),
        "T-34",
    )
    with PleoClient(PleoAccess(), SecretText("plp_sandbox_0001")) as client:
        target = TagsTarget(client, "company", "DEP", {}, TAGS.declaration({}))
        assert target.read() == []
        with pytest.raises(PleoErpError) as refused:
            target.create([change])
    assert refused.value.code == "group_missing"


def test_the_oldest_duplicate_stays_however_pleo_writes_its_times(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", [("A", "Name")])
    world.pleo.add_group("DEP")
    for created_at in ("2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00.000001000+01:00"):
        world.pleo.add_tag("DEP", "A", created_at, created_at=created_at)
    world.go("DEP")
    assert [row for row in world.pleo.tags("DEP") if row[2] == "A"] == [("A", "Name", "A")]
    kept = next(row for row in world.pleo.state.rows("tags") if row["name"] == "Name")
    assert kept["createdAt"] == "2026-01-01T00:00:00Z"
    world.again()


@pytest.mark.parametrize(
    ("switch", "what"), [("repeat_ids", "also the ID of another"), ("half_characters", "incomplete character")]
)
def test_a_list_that_pleo_garbles_is_not_a_list_and_nothing_is_written(world: World, switch: str, what: str) -> None:
    connected(world, ("A", "Alpha"), ("B", "Beta"))
    world.erp.set_accounts([("e1", "1000", "Cash")])
    world.run()
    world.erp.set_values("DEP", [("A", "Alpha now"), ("C", "Gamma")])
    world.erp.set_accounts([("e1", "1000", "Money"), ("e2", "2000", "Bank")])
    before = world.pleo.everything()
    world.pleo.switches.replace({switch: True})
    report = world.run()
    assert (report["status"], report["requests"]["writes"]) == ("failed", 0)
    assert {one["error"]["code"] for one in report["units"]} == {"answer_invalid"}
    assert what in unit(report, "accounts")["error"]["message"]
    assert world.pleo.everything() == before
    world.pleo.switches.replace({switch: False})
    assert world.run()["status"] == "success"
    world.again()
