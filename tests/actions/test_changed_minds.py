"""People change their minds, and the ERP has glitches: nothing that was decided before may let through what nobody wants now."""

from __future__ import annotations

import pytest

from pleo_erp_hookspecs import PleoErpError
from world import World, unit


def two_groups(world: World) -> World:
    world.erp.set_dimensions("D1", "D2")
    world.go("D1", "D2")
    return world


def test_selecting_again_takes_back_the_approval_of_the_deselection(world: World) -> None:
    two_groups(world)
    world.select()
    assert world.select("D1", "D2")["will_archive"] == []
    world.again()
    world.erp.set_dimensions()
    report = world.run()
    assert (report["status"], unit(report, "tag_groups")["hold"]["guard"]) == ("held", "blind")
    assert world.pleo.groups() == [("D1", "D1", "A"), ("D2", "D2", "A")]


def test_what_a_selection_would_archive_is_answered_before_it_is_saved(world: World) -> None:
    two_groups(world)
    world.pleo.add_group("HAND", "Made by hand")
    everything, tables = world.pleo.everything(), world.rows()
    tried = world.do("select", codes=["d1"], dry_run=True)
    group = {"unit": "tag_groups", "unit_label": "Tag groups"}
    gone = [{**group, "code": code, "name": name} for code, name in (("D2", "D2"), ("HAND", "Made by hand"))]
    assert tried == {"selected": ["D1"], "will_archive": gone}
    assert (world.pleo.everything(), world.rows(), world.selected()) == (everything, tables, ["D1", "D2"])
    assert world.select("d1") == tried
    assert world.selected() == ["D1"]


def test_a_selection_that_cannot_be_saved_cannot_be_tried_either(world: World) -> None:
    two_groups(world)
    with pytest.raises(PleoErpError) as refused:
        world.do("select", codes=["D3"], dry_run=True)
    assert refused.value.code == "unknown_dimension"


def test_a_plan_from_before_a_selection_does_not_confirm_it(world: World) -> None:
    world.erp.set_dimensions("D1", "D2")
    world.pleo.add_group("HAND")
    world.go()
    world.select("D1")
    world.plan()
    world.clock.pass_(minutes=1)
    world.select("D2")
    world.release()
    report = world.run()
    assert (report["status"], unit(report, "tag_groups")["hold"]["guard"]) == ("held", "selection")
    assert world.pleo.groups() == [("HAND", "HAND", "A")]
    [notice] = world.host.notices
    assert ("selection" in notice.message, str(report["plan"]) in notice.next_step) == (True, True)
    assert world.notes() == ["held"]
    world.again(status="held")
    assert world.notes() == []
    world.approve_and_run()
    assert world.notes() == []


def test_t19_all_dimensions_inactive_at_once_is_a_glitch_that_costs_no_selection(world: World) -> None:
    two_groups(world)
    world.erp.set_dimensions(("D1", "D1", "closed"), ("D2", "D2", "closed"))
    report = world.run()
    assert (report["status"], unit(report, "tag_groups")["hold"]["guard"]) == ("held", "blind")
    assert world.selected() == ["D1", "D2"]
    world.erp.set_dimensions("D1", "D2")
    world.again()


def test_a_selection_that_is_saved_during_a_run_stands_and_is_done_by_the_next(world: World) -> None:
    world.erp.set_dimensions("D1", "D2", "D3")
    world.go("D1", "D2")
    world.erp.set_dimensions("D1", ("D2", "D2", "closed"), "D3")
    world.clock.pass_(hours=2)
    saved: list[str] = []

    def meanwhile(logged: object) -> None:
        if not saved:
            saved.append("D3")
            world.select("D1", "D3")

    world.pleo.before = meanwhile
    world.run("sync", counted=False)
    assert world.selected() == ["D1", "D3"]
    report = world.run("sync")
    assert unit(report, "tag_groups")["created"] == 1


def test_holds_know_a_dimension_in_every_spelling(world: World) -> None:
    world.erp.set_dimensions("DEPT")
    world.erp.set_values("DEPT", [f"V{i}" for i in range(20)])
    world.go("DEPT")
    world.erp.set_values("DEPT", [f"V{i}" for i in range(14)])
    assert unit(world.run(), "tags:DEPT")["held"] == 6
    world.erp.set_values("DEPT", [f"V{i}" for i in range(16)])
    assert unit(world.run(), "tags:DEPT")["held"] == 4
    world.erp.set_dimensions("Dept")
    world.erp.set_values("Dept", [f"V{i}" for i in range(16)])
    world.select("Dept")
    assert unit(world.run(), "tags:Dept")["held"] == 4


def test_an_account_key_is_not_proposed_while_nothing_can_be_compared(world: World) -> None:
    world.erp.set_accounts([(f"e{i}", str(i), f"Account {i}") for i in range(10)])
    for i in range(10):
        world.pleo.add_account(str(i), str(i), f"Account {i}")
    world.erp.spoil("ledger", 0)
    world.connect()
    world.erp.mend("ledger")
    assert world.connect()["account_key"] == "code"


def test_an_archive_has_the_erps_spelling_of_the_key(world: World) -> None:
    world.erp.set_dimensions("D1")
    world.erp.set_values("D1", [("ENG", "Engineering", "blocked")])
    world.pleo.add_group("D1")
    world.pleo.add_tag("D1", "eng", "Engineering")
    world.connect()
    world.select("D1")
    assert [change["key"] for change in world.plan()["changes"]] == ["ENG"]


def test_a_plan_of_another_job_with_the_same_changes_does_not_forget_what_was_shown(world: World) -> None:
    world.erp.set_dimensions("D1")
    world.pleo.add_group("D1")
    world.go()
    world.select("D1")
    shown = world.plan()["plan"]
    assert world.plan("sync-accounts")["plan"] == shown
    world.release(shown)
    world.erp.set_values("D1", ["NEW"])
    assert world.run()["status"] == "success"


def test_the_wrong_account_key_holds_what_it_would_rename_at_random(world: World) -> None:
    world.erp.set_accounts([(str(i), str(i + 1), f"Account {i}") for i in range(20)])
    world.go()
    world.settings(account_key="code")
    report = world.run("sync")
    assert (report["status"], report["requests"]["writes"]) == ("held", 0)
    assert [one["code"] for one in report["warnings"]] == ["wrong_account_key"]
    world.settings(account_key="id")
    assert world.run("sync")["status"] == "success"


def test_a_missing_dimension_may_stay_in_a_selection_that_is_saved_again(world: World) -> None:
    two_groups(world)
    world.erp.set_dimensions("D1", "D3")
    assert world.select("D1", "D2", "D3")["selected"] == ["D1", "D3", "D2"]


def test_a_key_file_that_was_lost_is_replaced_but_not_in_silence(world: World) -> None:
    world.go()
    world.host.key_file.unlink()
    assert [one["code"] for one in world.connect()["warnings"]] == ["vault_key_missing"]
    assert world.run()["status"] == "success"
    assert world.connect()["warnings"] == []
