"""What single faults of Pleo cost: one record, one unit, or the run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pleo_erp_hookspecs import PleoAccess, PleoErpError
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.pleo.limits import Limits
from pleo_erp_module.reconcile.model import Action, Change
from pleo_erp_module.store import ChangeRow
from pleo_erp_module.sync.targets import TagsTarget
from world import World, WorldFactory, counts, unit


def connected(world: World, *values: Any, dimensions: tuple[str, ...] = ("DEP",)) -> World:
    """A confirmed connection; the first dimension has ``values``."""
    world.erp.set_dimensions(*dimensions)
    world.erp.set_values(dimensions[0], values)
    world.go(*dimensions)
    return world


def numbered(count: int, first: int = 0) -> list[str]:
    return [f"A{number:04}" for number in range(first, first + count)]


def chart(count: int, first: int = 0) -> list[tuple[str, ...]]:
    return [(f"e{number}", str(1000 + number), f"Account {number}") for number in range(first, first + count)]


def sent(row: ChangeRow, name: str) -> Any:
    return (row.after or {})[name]


def answered(row: ChangeRow, name: str) -> Any:
    return (row.answered or {})[name]


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
    assert report["error"]["next"] == "Create a new key in Pleo and connect again."
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


# -- the full group


def test_a_full_group_whose_archives_are_held_says_so(new_world: WorldFactory) -> None:
    world = connected(new_world(max_active_tags=20), *numbered(20))
    world.erp.set_values("DEP", [*numbered(15), "NEW1", "NEW2"])
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 15, "unchanged": 15, "held": 5, "failed": 2}
    failed = [row for row in world.changes(report) if row.status == "failed"]
    assert {row.error_code for row in failed} == {"group_full"}
    assert "Release the held archives" in str(failed[0].error_next)
    assert world.approve_and_run()["status"] == "success"
    assert len([1 for *_, state in world.pleo.tags("DEP") if state == "A"]) == 17
    world.again()


def test_a_full_group_without_archives_says_so_in_pleos_words(new_world: WorldFactory) -> None:
    world = connected(new_world(max_active_tags=3), *numbered(3))
    world.erp.set_values("DEP", numbered(20))
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 3, "unchanged": 3, "failed": 17}
    failed = [row for row in world.changes(report) if row.status == "failed"]
    assert {row.error_code for row in failed} == {"group_full"}
    assert any("maximum number of active tags" in str(row.error_message) for row in failed)
    # It is not asked seventeen times.
    assert report["requests"]["writes"] <= 8
    world.pleo.switches.max_active_tags = None
    assert world.run()["status"] == "success"
    world.again()


def test_archives_that_are_free_make_room_for_what_was_refused(new_world: WorldFactory) -> None:
    world = connected(new_world(max_active_tags=30), *numbered(30))
    world.erp.set_values("DEP", [*numbered(27), "N1", "N2", "N3", "N4"])
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 27, "unchanged": 27, "archived": 3, "created": 3, "failed": 1}
    assert [row.error_code for row in world.changes(report) if row.status == "failed"] == ["group_full"]
    world.erp.set_values("DEP", [*numbered(26), "N1", "N2", "N3", "N4"])
    assert world.run()["status"] == "success"
    world.again()


def test_a_refused_create_that_has_nothing_to_do_with_room_keeps_pleos_words(world: World) -> None:
    connected(world, *numbered(20))
    world.erp.set_values("DEP", [*numbered(19), "BAD", "GOOD"])
    world.fail("answer", "create tag", status=400, body={"message": "the code is odd"}, body_has="BAD", count=None)
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 19, "unchanged": 19, "archived": 1, "created": 1, "failed": 1}
    [failed] = [row for row in world.changes(report) if row.status == "failed"]
    assert (failed.key, failed.error_code) == ("BAD", "pleo_refused")
    assert "the code is odd" in str(failed.error_message)
    assert (
        len([entry for entry in world.pleo.calls("create tag") if entry.body["code"] == "BAD"]) == 2
    )  # once more after the archive


# -- answers that are lost


def test_300_creates_whose_answers_are_lost_are_settled_by_one_re_read(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", numbered(300))
    world.fail("lose", "create tag", count=None)
    world.pleo.reset_log()
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("success", {"created": 300})
    assert len(world.pleo.calls("create tag")) == 300
    # The read before (one page of nothing) and the re-read (three pages).
    assert len(world.pleo.calls("list tags")) == 1 + 3
    assert len(world.pleo.tags("DEP")) == 300
    assert {row.status for row in world.changes(report)} == {"done"}
    world.pleo.faults.clear()
    world.again()


def test_creates_that_were_dropped_before_they_arrived_are_made_after_the_re_read(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", numbered(40))
    world.fail("drop", "create tag", nth=3, count=20)
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("success", {"created": 40})
    assert len(world.pleo.calls("create tag")) == 60
    assert len(world.pleo.tags("DEP")) == 40
    world.again()


def test_lost_creates_that_cannot_be_looked_up_are_settled_by_the_next_run(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", numbered(10))
    world.fail("lose", "create tag", count=None)
    world.fail("answer", "list tags", nth=2, count=None, status=500)
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("partial", {"failed": 10})
    assert {row.status for row in world.changes(report)} == {"unknown"}
    world.pleo.faults.clear()
    world.again()
    assert {row.status for row in world.changes(report)} == {"done"}


def test_a_lost_batch_of_accounts_is_settled_by_one_re_read(world: World) -> None:
    connected(world)
    world.erp.set_accounts(chart(1200))
    world.fail("lose", "batch accounts", count=None)
    world.pleo.reset_log()
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("success", {"created": 1200})
    assert len(world.pleo.calls("batch accounts")) == 2
    assert len(world.pleo.accounts()) == 1200
    world.pleo.faults.clear()
    world.again()


def test_a_batch_that_is_refused_whole_is_halved_until_the_bad_record_stands_alone(world: World) -> None:
    connected(world)
    world.erp.set_accounts(chart(16))
    world.fail("answer", "batch accounts", status=400, body={"message": "bad"}, body_has='"e5"', count=None)
    world.fail("answer", "create account", status=400, body={"message": "bad"}, body_has='"e5"', count=None)
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("partial", {"created": 15, "failed": 1})
    assert [row.key for row in world.changes(report) if row.status == "failed"] == ["e5"]
    assert len(world.pleo.accounts()) == 15
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    world.again()


def test_a_batch_that_says_nothing_of_an_account_is_looked_up(world: World) -> None:
    connected(world)
    world.erp.set_accounts(chart(3))
    world.fail("answer", "batch accounts", status=201, body={"data": {"created": [], "failed": []}})
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("success", {"created": 3})
    assert len(world.pleo.accounts()) == 3
    world.again()


# -- bulk archive


def test_a_refused_bulk_archive_is_done_singly(world: World) -> None:
    connected(world, *numbered(30))
    world.erp.set_values("DEP", numbered(26))
    world.fail("answer", "bulk archive tags", status=404, body={"message": "one of them is not there"})
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")["archived"], len(world.pleo.calls("put tag"))) == ("success", 4, 4)
    world.again()


def test_of_a_refused_bulk_archive_one_bad_record_fails_alone(world: World) -> None:
    connected(world, *numbered(30))
    world.erp.set_values("DEP", numbered(26))
    world.fail("answer", "bulk archive tags", status=400, count=None)
    world.fail("answer", "put tag", status=404, count=1)
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")["archived"], counts(report, "tags:DEP")["failed"]) == ("partial", 3, 1)
    world.pleo.faults.clear()
    assert counts(world.run(), "tags:DEP")["archived"] == 1
    world.again()


def test_250_archives_are_three_requests(world: World) -> None:
    connected(world, *numbered(300))
    world.erp.set_values("DEP", numbered(50))
    world.plan()
    world.release()
    world.pleo.reset_log()
    report = world.run()
    assert counts(report, "tags:DEP")["archived"] == 250
    assert sorted(len(entry.body["tagIds"]) for entry in world.pleo.calls("bulk archive tags")) == [50, 100, 100]
    world.again()


def test_tags_that_return_unchanged_are_unarchived_in_bulk(world: World) -> None:
    connected(world, *numbered(30))
    world.erp.set_values("DEP", numbered(26))
    world.run()
    world.erp.set_values("DEP", [*numbered(29), ("A0029", "another name")])
    world.pleo.reset_log()
    report = world.run()
    assert counts(report, "tags:DEP")["unarchived"] == 4
    assert (len(world.pleo.calls("bulk archive tags")), len(world.pleo.calls("put tag"))) == (1, 1)
    world.again()


# -- values that Pleo changes


def test_an_unknown_tax_code_is_left_out_and_the_history_tells(world: World) -> None:
    connected(world)
    world.pleo.switches.check_tax_codes = False
    world.pleo.add_account("e0", "1", "Old", tax_code="T1", metadata={"k": "v"})
    world.pleo.switches.check_tax_codes = True
    world.erp.set_accounts(chart(1))
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("success", {"matched": 1, "updated": 1})
    first, second = world.pleo.calls("put account")
    assert (first.body["taxCodeExternalId"], "taxCodeExternalId" in second.body) == ("T1", False)
    assert second.body["metadata"] == {"k": "v"}
    [row] = world.changes(report)
    assert (row.status, sent(row, "tax_code_external_id"), answered(row, "tax_code_external_id")) == ("done", "T1", None)
    world.again()


@pytest.mark.parametrize("how", ["create", "update"])
def test_a_name_that_pleo_cuts_is_sent_once_and_again_when_the_erp_has_another(new_world: WorldFactory, how: str) -> None:
    world = connected(new_world(cut_names=10), *(["A"] if how == "update" else []))
    long = "a name that is longer than ten"
    world.erp.set_values("DEP", [("A", long)])
    report = world.run()
    assert report["status"] == "success"
    [row] = world.changes(report)
    assert (sent(row, "name"), answered(row, "name")) == (long, long[:10])
    for _ in range(2):
        second = world.again()
        assert counts(second, "tags:DEP") == {"unchanged": 1, "skipped": 1}
    assert "another value" in world.plan()["skipped"][0]["reason"]
    world.erp.set_values("DEP", [("A", f"{long} now")])
    assert counts(world.run(), "tags:DEP") == {"matched": 1, "updated": 1}
    assert counts(world.again(), "tags:DEP") == {"unchanged": 1, "skipped": 1}
    world.erp.set_values("DEP", [("A", "short")])
    assert counts(world.run(), "tags:DEP") == {"matched": 1, "updated": 1}
    assert counts(world.again(), "tags:DEP") == {"matched": 1, "unchanged": 1}


def test_a_changed_answer_is_sent_again_once_somebody_has_touched_the_tag(new_world: WorldFactory) -> None:
    world = connected(new_world(cut_names=10))
    world.erp.set_values("DEP", [("A", "a name that is longer than ten")])
    world.run()
    with world.pleo.lock:
        [row] = world.pleo.state.rows("tags")
        world.pleo.state.update("tags", row, {"name": "by hand"})
    assert counts(world.run(), "tags:DEP") == {"matched": 1, "updated": 1}
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
    change = Change("tags:DEP", Action.CREATE, "A", None, None, {"code": "A", "name": "A", "archived": False}, "new", "T-34")
    with PleoClient(PleoAccess(), "plp_sandbox_0001") as client:
        target = TagsTarget(client, "company", "DEP", groups={})
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
