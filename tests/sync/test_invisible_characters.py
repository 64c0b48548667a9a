"""Characters that nobody sees, and rows that come twice, in whole runs."""

from __future__ import annotations

from sync.starts import connected
from world import World, counts, unit


def test_a_code_that_gets_an_invisible_character_stays_what_it_was(world: World) -> None:
    connected(world, ("100", "Sales"), ("200", "Stock"))
    world.erp.set_accounts([("e1", "6000", "Travel")])
    world.run()
    before = world.pleo.everything()
    world.erp.set_dimensions(("\ufeffDEP", "DEP"))
    world.erp.set_values("\ufeffDEP", [("100\u200b", "Sales\u200e"), ("2\u00ad00", "Stock")])
    world.erp.set_accounts([("\u2060e1", "60\u200f00", "Travel")])
    report = world.again()
    assert world.pleo.everything() == before
    assert {warning["code"] for warning in report["warnings"]} == {"invisible_characters"}
    rows = [row for warning in report["warnings"] for row in warning["facts"]["rows"]]
    assert rows == [
        "<U+2060>e1 (Travel)",
        "<U+FEFF>DEP (DEP)",
        "100<U+200B> (Sales<U+200E>)",
        "2<U+00AD>00 (Stock)",
    ]
    assert world.do("why", kind="tag", code="100", dimension="DEP")["decision"] == []


def test_what_is_created_of_such_rows_has_none_and_comes_once(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", [("100\u200b", "\u200eSales\u200c"), ("200", "\u0645\u06cc\u200c\u062e\u0648")])
    world.run()
    assert world.pleo.tags("DEP") == [("100", "Sales", "A"), ("200", "\u0645\u06cc\u200c\u062e\u0648", "A")]
    world.again()


def test_a_name_with_control_characters_is_sent_with_spaces_and_told(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", [("100", "Sa\u200bles\x1b[31m"), ("200", "Stock\tand\nmore")])
    report = world.run()
    assert world.pleo.tags("DEP") == [("100", "Sa\u200bles [31m", "A"), ("200", "Stock and more", "A")]
    warnings = [warning for warning in report["warnings"] if warning["code"] == "invisible_characters"]
    assert [row for warning in warnings for row in warning["facts"]["rows"]] == ["100 (Sa<U+200B>les<U+001B>[31m)"]
    world.again()


def test_a_row_that_comes_twice_is_one_row(world: World) -> None:
    connected(world, ("100", "Sales"), ("100", "Sales"))
    world.erp.set_dimensions("DEP", "DEP", "PRJ", "PRJ")
    assert [one["code"] for one in world.do("dimensions")["dimensions"]] == ["DEP", "PRJ"]
    assert world.select("DEP", "PRJ")["selected"] == ["DEP", "PRJ"]
    world.erp.set_accounts([("e1", "6000", "Travel")] * 2)
    world.plan()
    world.release()
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 1, "unchanged": 1}
    assert (counts(report, "accounts"), counts(report, "tag_groups")["created"]) == ({"created": 1}, 1)
    assert unit(report, "tag_groups")["read"]["erp"] == 2
    world.again()


def test_two_codes_that_look_alike_are_told_and_left_alone(world: World) -> None:
    connected(world, ("100", "Sales"))
    world.erp.set_values("DEP", [("100", "Sales"), ("100\u200b", "Sales")])
    assert counts(world.again(), "tags:DEP") == {"unchanged": 1, "skipped": 2}
    assert {row["reason"] for row in world.plan()["skipped"]} == {
        "several rows in the ERP have this key: 100 (Sales), 100<U+200B> (Sales)"
    }
