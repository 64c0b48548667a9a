"""The rows of the tag-group table that need a whole run (G6 to G16), each run twice."""

from __future__ import annotations

import pytest

from engines import ENGINES
from world import World, WorldFactory, actions, counts, unit


def two_groups(world: World) -> None:
    world.pleo.add_group("X")
    world.pleo.add_group("Y")


def test_g6_nothing_selected_yet_leaves_every_group_alone(world: World) -> None:
    world.erp.set_dimensions("DEP")
    two_groups(world)
    report = world.go()
    assert report["status"] == "success"
    assert [one["unit"] for one in report["units"]] == ["accounts"]
    assert report["requests"]["writes"] == 0
    assert world.pleo.groups() == [("X", "X", "A"), ("Y", "Y", "A")]
    world.again()


def test_g7_an_explicit_empty_selection_archives_all_groups_after_a_release(world: World) -> None:
    world.erp.set_dimensions("DEP")
    two_groups(world)
    world.go()
    saved = world.do("select", codes=[])
    assert saved["selected"] == []
    assert [one["code"] for one in saved["will_archive"]] == ["X", "Y"]
    held = world.run()
    assert (held["status"], held["requests"]["writes"], counts(held, "tag_groups")["held"]) == ("held", 0, 2)
    world.release(held["plan"])
    report = world.run()
    assert counts(report, "tag_groups") == {"archived": 2}
    assert world.pleo.groups() == [("X", "X", "Z"), ("Y", "Y", "Z")]
    world.again()


def test_g8_dimensions_that_cannot_be_read_deselect_nothing_and_write_nothing(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["ENG"])
    world.go("DEP")
    before = world.pleo.everything()
    world.erp.spoil("dimension", 0)
    report = world.run("sync-tags")
    assert (report["status"], report["requests"]["writes"]) == ("failed", 0)
    assert unit(report, "tag_groups")["error"]["code"] == "erp_row_invalid"
    assert unit(report, "tags:DEP")["error"]["code"] == "dimension_read_failed"
    assert world.pleo.everything() == before
    assert world.selected() == ["DEP"]
    world.erp.mend("dimension")
    world.again()


def test_g9_an_empty_list_of_dimensions_is_held_and_keeps_the_selection(world: World) -> None:
    world.erp.set_dimensions("D1", "D2", "D3")
    world.go("D1", "D2", "D3")
    world.erp.set_dimensions()
    report = world.again(status="held")
    assert (unit(report, "tag_groups")["hold"]["guard"], counts(report, "tag_groups")["held"]) == ("blind", 3)
    assert world.selected() == ["D1", "D2", "D3"]
    assert all(state == "A" for *_, state in world.pleo.groups())
    world.again(status="held")
    world.erp.set_dimensions("D1", "D2", "D3")
    world.again()


def test_g10_an_inactive_dimension_is_deselected_and_its_group_archived_without_a_call_for_its_tags(world: World) -> None:
    world.erp.set_dimensions("D1", "D2")
    world.erp.set_values("D1", ["A", "B"])
    world.go("D1", "D2")
    world.erp.set_dimensions(("D1", "D1", "inactive"), "D2")
    world.notes()
    world.pleo.reset_log()
    report = world.run()
    assert counts(report, "tag_groups") == {"archived": 1, "matched": 1, "unchanged": 1, "skipped": 1}
    assert [one["unit"] for one in report["units"]] == ["accounts", "tag_groups", "tags:D2"]
    assert world.pleo.groups() == [("D1", "D1", "Z"), ("D2", "D2", "A")]
    group = world.pleo.group_id("D1")
    assert not [entry for entry in world.pleo.requests if f"{group}/tags" in entry.path]
    assert world.pleo.tags("D1") == [("A", "A", "A"), ("B", "B", "A")]
    assert world.selected() == ["D2"]
    assert world.notes() == ["deselected"]
    world.again()


def test_g11_and_g12_a_dimension_that_returns_is_offered_and_comes_back_only_when_it_is_selected_again(world: World) -> None:
    world.erp.set_dimensions("D1", "D2")
    world.erp.set_values("D1", ["A"])
    world.go("D1", "D2")
    world.erp.set_dimensions(("D1", "D1", "inactive"), "D2")
    world.run()
    world.erp.set_dimensions("D1", "D2")
    world.erp.set_values("D1", ["A", "B"])
    world.again()
    offered = {one["code"]: one for one in world.do("dimensions")["dimensions"]}
    assert (offered["D1"]["selectable"], offered["D1"]["selected"]) == (True, False)
    assert world.select("D1", "D2")["will_archive"] == []
    report = world.run()
    assert counts(report, "tag_groups") == {"unarchived": 1, "matched": 2, "unchanged": 1}
    assert counts(report, "tags:D1") == {"created": 1, "matched": 1, "unchanged": 1}
    assert world.pleo.groups() == [("D1", "D1", "A"), ("D2", "D2", "A")]
    world.again()


def test_g13_a_recoded_dimension_is_missing_and_its_successor_has_to_be_chosen(world: World) -> None:
    world.erp.set_dimensions("OLD", "X")
    world.go("OLD", "X")
    world.erp.set_dimensions("NEW", "X")
    report = world.run()
    assert counts(report, "tag_groups") == {"archived": 1, "matched": 1, "unchanged": 1}
    assert world.pleo.groups() == [("OLD", "OLD", "Z"), ("X", "X", "A")]
    assert world.selected() == ["OLD", "X"]
    assert world.do("dimensions")["missing"] == ["OLD"]
    world.again()
    world.select("NEW", "X")
    world.run()
    assert world.pleo.groups() == [("NEW", "NEW", "A"), ("OLD", "OLD", "Z"), ("X", "X", "A")]
    world.again()


def test_groups_whose_times_cannot_be_read_are_told_apart_all_the_same(world: World) -> None:
    world.erp.set_dimensions("DEP")
    for created_at in ("yesterday", "2026-01-01T00:00:00Z"):
        world.pleo.add_group("DEP", created_at, created_at=created_at)
    world.go("DEP")
    assert sorted(state for *_, state in world.pleo.groups()) == ["A", "Z"]
    world.again()


def test_a_missing_dimension_returns_by_itself(world: World) -> None:
    world.erp.set_dimensions("D1", "D2")
    world.erp.set_values("D1", ["A"])
    world.go("D1", "D2")
    world.erp.set_dimensions("D2")
    world.run()
    assert world.pleo.groups() == [("D1", "D1", "Z"), ("D2", "D2", "A")]
    world.erp.set_dimensions("d1", "D2")
    world.erp.set_values("d1", ["A"])
    report = world.run()
    assert counts(report, "tag_groups")["unarchived"] == 1
    assert world.pleo.groups() == [("D1", "D1", "A"), ("D2", "D2", "A")]
    assert world.selected() == ["D1", "D2"]
    world.again()


def test_g14_of_six_matches_five_are_proposed_and_nothing_is_written(world: World) -> None:
    codes = ["F", "E", "D", "C", "B", "A"]
    world.erp.set_dimensions(*codes)
    for code in codes:
        world.pleo.add_group(code.lower())
    before = world.pleo.everything()
    connected = world.connect()
    assert connected["proposed"] == ["A", "B", "C", "D", "E"]
    assert connected["also_matching"] == ["F"]
    shown = world.do("dimensions")["dimensions"]
    assert [(one["code"], one["proposed"]) for one in shown] == [(code, code != "F") for code in sorted(codes)]
    assert world.run()["status"] == "held"
    assert world.pleo.everything() == before
    assert not world.pleo.writes()


@pytest.mark.parametrize("named", ["D2", "d2"])
def test_g15_a_run_of_one_dimension_leaves_the_groups_and_tags_of_the_others_alone(world: World, named: str) -> None:
    world.erp.set_dimensions("D1", "D2")
    world.go("D1", "D2")
    world.erp.set_values("D1", ["A"])
    world.erp.set_values("D2", ["B"])
    report = world.run("sync-tags", named)
    assert [one["unit"] for one in report["units"]] == ["tag_groups", "tags:D2"]
    assert (counts(report, "tag_groups"), counts(report, "tags:D2")) == ({"matched": 2, "unchanged": 2}, {"created": 1})
    assert (world.pleo.tags("D1"), world.pleo.tags("D2")) == ([], [("B", "B", "A")])
    world.run()
    assert world.pleo.tags("D1") == [("A", "A", "A")]
    world.again()


def test_g16_metadata_goes_back_as_it_came(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.pleo.add_group("foreign", metadata={"k": "v"})
    world.go("DEP")
    [put] = world.pleo.calls("put group")
    assert put.body == {"code": "foreign", "name": "foreign", "archived": True, "metadata": {"k": "v"}}
    world.again()


def test_the_documented_selection_and_its_groups(world: World) -> None:
    names = ["Department", "Project", "Finance", "Cost Centre", "Supplier"]
    world.erp.set_dimensions(*names)
    world.pleo.add_group("Department")
    world.pleo.add_group("Project")
    world.pleo.add_group("Cost Centre", archived=True)
    world.pleo.add_group("Region")
    assert world.connect()["proposed"] == ["Department", "Project"]
    world.select("Department", "Project", "Finance", "Cost Centre")
    plan = world.plan()
    assert actions(plan, "tag_groups") == [("create", "Finance"), ("unarchive", "Cost Centre"), ("archive", "Region")]
    world.release()
    assert world.run()["requests"]["writes"] == 3
    assert [code for code, _, state in world.pleo.groups() if state == "A"] == ["Cost Centre", "Department", "Finance", "Project"]
    world.again()


def test_a_fifth_dimension_that_becomes_inactive_leaves_the_selection(world: World) -> None:
    names = ["Department", "Project", "Finance", "Cost Centre", "Supplier"]
    world.erp.set_dimensions(*names)
    world.go(*names)
    world.erp.set_dimensions(*names[:4], ("Supplier", "Supplier", "inactive"))
    world.run()
    assert world.selected() == names[:4]
    assert ("Supplier", "Supplier", "Z") in world.pleo.groups()
    world.again()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_whole_way_on_each_engine(new_world: WorldFactory, engine: str) -> None:
    world = new_world(engine)
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("DEP", ["ENG", ("MKT", "Märketing"), ("OLD", "Old", "closed")])
    world.erp.set_values("PRJ", [f"P{number}" for number in range(30)])
    world.erp.set_accounts([("1", "1000", "Cash"), ("2", "2000", "Bank", "blocked")])
    world.pleo.add_group("region")
    report = world.go("DEP", "PRJ")
    assert (report["status"], report["requests"]["writes"]) == ("success", 2 + 1 + 2 + 30 + 1)
    assert world.pleo.tags("DEP") == [("ENG", "ENG", "A"), ("MKT", "Märketing", "A")]
    assert world.pleo.accounts() == [("1", "1000", "Cash", "A")]
    world.again()
