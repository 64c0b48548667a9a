"""Many records at once: the full group, lost answers, batches and bulk archives."""

from __future__ import annotations

from sync.starts import chart, connected, numbered
from world import World, WorldFactory, counts

# -- the full group


def test_a_full_group_whose_archives_are_held_says_so(new_world: WorldFactory) -> None:
    world = connected(new_world(max_active_tags=20), *numbered(20))
    world.erp.set_values("DEP", numbered(15))
    assert world.run()["status"] == "held"
    world.erp.set_values("DEP", [*numbered(15), "NEW1", "NEW2"])  # apart from what is held, so they need not wait with it
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


def test_a_refused_create_that_has_nothing_to_do_with_space_keeps_pleos_words(world: World) -> None:
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
