"""What hangs on the records that a plan would archive is told before they are archived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pleo_erp_hookspecs import PleoErpError, Role
from pleo_erp_module.kinds import accounts, usage_query
from world import World


def archiving(world: World) -> World:
    """A plan that archives two of three tags, a group and two of three accounts, and creates one tag."""
    world.erp.set_dimensions("Dep")
    world.erp.set_values("Dep", ["A", "NEW"])
    world.erp.set_accounts([("1", "1000", "Cash")])
    world.pleo.add_group("DEP")
    for code, count in (("A", 9), ("B", 3), ("C", 0)):
        world.pleo.add_tag("DEP", code, code, usage=count)
    world.pleo.add_group("HAND")
    world.pleo.add_tag("HAND", "X", usage=2)
    world.pleo.add_tag("HAND", "Y", usage=5)
    for number, category in (("1", True), ("2", True), ("3", False)):
        world.pleo.add_account(number, f"{number}000", f"Account {number}", category=category)
    world.connect()
    world.select("Dep")
    world.plan()
    world.pleo.reset_log()
    return world


def told(world: World) -> tuple[dict[tuple[str, str], tuple[Any, Any]], Mapping[str, Any]]:
    answer = world.do("usage", plan=world.last_plan)
    return {(one["unit"], one["key"]): (one["expenses"], one["mapped"]) for one in answer["archives"]}, answer


def test_expenses_and_categories_of_what_a_plan_would_archive(world: World) -> None:
    archiving(world)
    before, rows = world.pleo.everything(), world.rows()
    found, answer = told(world)
    assert found == {
        ("accounts", "2"): (None, True),
        ("accounts", "3"): (None, False),
        ("tag_groups", "HAND"): (7, None),
        ("tags:Dep", "B"): (3, None),
        ("tags:Dep", "C"): (0, None),
    }
    assert (answer["plan"], answer["left_off"], answer["warnings"]) == (world.last_plan, 0, [])
    assert {one["name"] for one in answer["archives"]} == {"Account 2", "Account 3", "HAND", "B", "C"}
    assert (world.pleo.everything(), world.rows()) == (before, rows)
    # Who is it, the accounts, the groups, and one for each group.
    assert len(world.pleo.requests) == 5


def test_a_plan_that_archives_nothing_asks_nothing(world: World) -> None:
    archiving(world)
    world.plan("sync-accounts")
    world.release()
    world.run("sync-accounts")
    world.plan("sync-accounts")
    world.pleo.reset_log()
    assert told(world)[1] == {"plan": world.last_plan, "archives": [], "left_off": 0, "warnings": []}
    assert not world.pleo.requests


@pytest.mark.parametrize("area", ["tags", "accounts"])
def test_a_missing_right_only_blanks_what_it_is_about(world: World, area: str) -> None:
    archiving(world)
    other = {"tags": "accounts", "accounts": "tags"}[area]
    world.pleo.change_key(world.key, scope=[f"{other}:read", "companies:read"])
    found, answer = told(world)
    assert [one["code"] for one in answer["warnings"]] == ["right_missing"]
    known = {unit for (unit, _), values in found.items() if values != (None, None)}
    assert known == ({"accounts"} if area == "tags" else {"tag_groups", "tags:Dep"})


def test_the_usage_alone_may_be_refused(world: World) -> None:
    archiving(world)
    world.fail("answer", "group usage", status=403, count=None)
    found, answer = told(world)
    assert [one["code"] for one in answer["warnings"]] == ["right_missing"]
    assert {values for (unit, _), values in found.items() if unit != "accounts"} == {(None, None)}


def test_a_group_that_is_gone_is_blank_and_no_error(world: World) -> None:
    archiving(world)
    world.fail("answer", "group usage", status=404)
    found, answer = told(world)
    assert answer["warnings"] == []
    assert sorted(unit for (unit, _), values in found.items() if values == (None, None)) == ["tag_groups"]


def test_tags_of_a_group_that_is_gone_are_blank(world: World) -> None:
    archiving(world)
    kept = world.pleo.dump()
    world.pleo.load({**kept, "groups": [row for row in kept["groups"] if row["code"] == "HAND"], "tags": []})
    found, _ = told(world)
    assert {unit for (unit, _), values in found.items() if values == (None, None)} == {"tags:Dep"}


def test_pleo_being_down_is_an_error(world: World) -> None:
    archiving(world)
    world.fail("answer", "group usage", status=500, count=None)
    with pytest.raises(PleoErpError) as refused:
        told(world)
    assert refused.value.code == "pleo_unavailable"


def test_the_number_of_requests_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage_query, "MOST_GROUPS", 1)
    monkeypatch.setattr(accounts, "MOST_ACCOUNTS", 1)
    archiving(world)
    found, answer = told(world)
    assert answer["left_off"] == 3
    assert sorted(key for key, values in found.items() if values != (None, None)) == [("accounts", "2"), ("tag_groups", "HAND")]


def test_only_a_plan_that_was_shown_can_be_asked_about(world: World) -> None:
    archiving(world)
    world.clock.pass_(hours=73)
    with pytest.raises(PleoErpError) as refused:
        told(world)
    assert refused.value.code == "stale_plan"


def test_a_bookkeeper_may_ask(world: World) -> None:
    archiving(world)
    world.as_user("bo", Role.BOOKKEEPER)
    assert told(world)[0]
