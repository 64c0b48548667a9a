"""The rows of the tag table that need a whole run (K12 to K20), each run twice."""

from __future__ import annotations

import pytest

from world import World, WorldFactory, counts, unit


def department(world: World, *values: str) -> World:
    """A connection with one dimension whose values are in Pleo."""
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", values)
    world.go("DEP")
    return world


def test_k12_250_new_values_are_250_creates(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", [f"A{number}" for number in range(1, 251)])
    report = world.run()
    assert counts(report, "tags:DEP") == {"created": 250}
    assert (report["requests"]["writes"], len(world.pleo.calls("create tag"))) == (250, 250)
    world.pleo.reset_log()
    world.again()
    assert len(world.pleo.calls("list tags")) == 3


def test_k12_the_pace_is_kept(new_world: WorldFactory) -> None:
    world = new_world()
    world.host.pleo = type(world.host.pleo)(base_url=world.pleo.base_url, requests_per_minute=600)
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", [f"A{number}" for number in range(100)])
    world.go("DEP")
    # 24 requests may begin at once; the others wait a tenth of a second more each.
    assert max(world.sleeps) <= 0.2
    assert sum(world.sleeps) > 100
    world.again()


@pytest.mark.parametrize("total", [True, False])
def test_k13_all_pages_are_read(new_world: WorldFactory, total: bool) -> None:
    world = new_world(page_size=20, total=total)
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", [f"A{number}" for number in range(120)])
    world.pleo.add_group("DEP")
    for number in range(120):
        world.pleo.add_tag("DEP", f"a{number}", f"A{number}")
    report = world.go("DEP")
    assert report["requests"]["writes"] == 0
    assert counts(report, "tags:DEP") == {"matched": 120, "unchanged": 120}
    world.again()


def test_k14_a_dimension_whose_values_cannot_all_be_read_is_left_alone_and_the_others_proceed(world: World) -> None:
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("DEP", [f"A{number}" for number in range(50)])
    world.go("DEP", "PRJ")
    world.erp.set_values("DEP", [f"A{number}" for number in range(80)])
    world.erp.spoil("dimension_value", 60, dimension="DEP")
    world.erp.set_values("PRJ", ["P1"])
    report = world.run()
    assert report["status"] == "partial"
    failed = unit(report, "tags:DEP")
    assert (failed["status"], failed["error"]["code"], failed["read"]) == ("failed", "erp_row_invalid", {"erp": 0, "pleo": 0})
    assert "row 61" in failed["error"]["message"]
    assert counts(report, "tags:PRJ") == {"created": 1}
    assert len(world.pleo.tags("DEP")) == 50
    world.erp.mend("dimension_value")
    assert counts(world.run(), "tags:DEP") == {"created": 30, "matched": 50, "unchanged": 50}
    world.again()


def test_k15_values_that_are_all_gone_are_held(world: World) -> None:
    department(world, *(f"A{number}" for number in range(50)))
    world.notes()
    world.erp.set_values("DEP", [])
    report = world.again(status="held")
    held = unit(report, "tags:DEP")
    assert (held["hold"]["guard"], held["hold"]["active"], held["hold"]["gone"], held["held"]) == ("blind", 50, 50, 50)
    assert world.notes() == ["held"]
    world.again(status="held")
    assert world.notes() == []
    assert all(state == "A" for *_, state in world.pleo.tags("DEP"))


def test_k15_a_release_lets_them_go(world: World) -> None:
    department(world, *(f"A{number}" for number in range(50)))
    world.erp.set_values("DEP", [])
    held = world.run()
    assert world.release(held["plan"])["approved"] == 50
    report = world.run()
    assert counts(report, "tags:DEP") == {"archived": 50}
    assert report["requests"]["writes"] == 1
    world.again()


@pytest.mark.parametrize(("name", "expected", "puts"), [("Engineering", "unchanged", 0), ("Eng", "updated", 1)])
def test_k18_a_create_that_meets_its_code_is_settled_by_one_look(world: World, name: str, expected: str, puts: int) -> None:
    department(world)
    group = world.pleo.group_id("DEP")
    world.erp.set_values("DEP", [("ENG", "Engineering"), "OPS"])

    def somebody_is_quicker(request: object) -> None:
        if getattr(request, "operation", None) == "create tag" and not world.pleo.tags("DEP"):
            world.pleo.add_tag(group, "eng", name)

    world.pleo.before = somebody_is_quicker
    world.pleo.reset_log()
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("success", {expected: 1, "created": 1})
    assert world.pleo.tags("DEP") == [("OPS", "OPS", "A"), ("eng", "Engineering", "A")]
    assert (len(world.pleo.calls("list tags")), len(world.pleo.calls("put tag"))) == (2, puts)
    world.again()


def test_k18_an_archived_tag_of_that_code_is_unarchived(world: World) -> None:
    department(world)
    group = world.pleo.group_id("DEP")
    world.erp.set_values("DEP", [("ENG", "Engineering")])

    def somebody_is_quicker(request: object) -> None:
        if getattr(request, "operation", None) == "create tag":
            world.pleo.add_tag(group, "ENG", "Old", archived=True)

    world.pleo.before = somebody_is_quicker
    assert counts(world.run(), "tags:DEP") == {"unarchived": 1}
    assert world.pleo.tags("DEP") == [("ENG", "Engineering", "A")]
    world.again()


def test_k18_a_code_that_pleo_says_is_taken_but_does_not_show_fails_alone(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", ["ENG", "OPS"])
    world.fail("answer", "create tag", status=409, body={"message": "exists"}, body_has="ENG", count=None)
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("partial", {"created": 1, "failed": 1})
    assert world.pleo.tags("DEP") == [("OPS", "OPS", "A")]
    world.pleo.faults.clear()
    assert counts(world.run(), "tags:DEP") == {"created": 1, "matched": 1, "unchanged": 1}
    world.again()


def test_k19_a_full_group_takes_the_new_tag_once_the_old_one_is_archived(new_world: WorldFactory) -> None:
    world = department(new_world(max_active_tags=1), "ENG")
    world.erp.set_values("DEP", ["OPS"])
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("success", {"created": 1, "archived": 1})
    assert world.pleo.tags("DEP") == [("ENG", "ENG", "Z"), ("OPS", "OPS", "A")]
    assert len(world.pleo.calls("create tag")) == 1 + 2
    world.again()


def test_k20_a_recoded_value_is_a_new_one(world: World) -> None:
    department(world, "MKT", "ENG", "OPS")
    world.erp.set_values("DEP", ["MK2", "ENG", "OPS"])
    report = world.run()
    assert counts(report, "tags:DEP") == {"created": 1, "archived": 1, "matched": 2, "unchanged": 2}
    assert world.pleo.tags("DEP") == [("ENG", "ENG", "A"), ("MK2", "MK2", "A"), ("MKT", "MKT", "Z"), ("OPS", "OPS", "A")]
    world.again()


def test_the_documented_tags(world: World) -> None:
    world.erp.set_dimensions(("Department", "Department"))
    world.erp.set_values("Department", [("ENG", "Engineering"), ("MKT", "Marketing"), ("OPS", "Operations")])
    world.pleo.add_group("Department")
    world.pleo.add_tag("Department", "ENG", "Engineering")
    world.pleo.add_tag("Department", "MKT", "Marketing", archived=True)
    world.pleo.add_tag("Department", "SAL", "Sales")
    report = world.go("Department")
    assert counts(report, "tags:Department") == {"created": 1, "unarchived": 1, "archived": 1, "matched": 2, "unchanged": 1}
    assert world.pleo.tags("Department") == [
        ("ENG", "Engineering", "A"),
        ("MKT", "Marketing", "A"),
        ("OPS", "Operations", "A"),
        ("SAL", "Sales", "Z"),
    ]
    world.again()


def test_a_row_without_code_is_listed_and_never_sent(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", [("", "Nameless"), ("  ", "Blank"), ("X", "")])
    report = world.run()
    assert counts(report, "tags:DEP") == {"created": 1, "skipped": 2}
    assert world.pleo.tags("DEP") == [("X", "X", "A")]
    assert [one["reason"] for one in world.plan()["skipped"]] == ["no code (Blank)", "no code (Nameless)"]
    world.again()


def test_names_are_compared_and_sent_stripped_and_composed(world: World) -> None:
    department(world)
    world.erp.set_values("DEP", [("ENG", "  Ingenie\u0301rie ")])
    world.run()
    assert world.pleo.tags("DEP") == [("ENG", "Ingeni\u00e9rie", "A")]
    world.again()
