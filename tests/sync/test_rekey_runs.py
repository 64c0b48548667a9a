"""Codes and ids that change in the ERP all at once, in whole runs."""

from __future__ import annotations

import pytest

from sync.starts import chart, connected
from world import World, actions, counts, unit

NAMES = ["Marketing", "Sales", "Stock", "Works", "Board"]


def recoded(world: World) -> dict[str, str]:
    """A connection whose ERP has just given all values numbers for codes; the ids of the tags by name."""
    connected(world)
    world.erp.set_values("DEP", [(f"{name} - A", name) for name in NAMES])
    world.run()
    tags = ids(world)
    world.erp.set_values("DEP", [(str(number), name) for number, name in enumerate(NAMES, 100)])
    return tags


def ids(world: World) -> dict[str, str]:
    with world.pleo.lock:
        return {row["name"]: row["id"] for row in world.pleo.state.rows("tags") if not row["archived"]}


def test_tags_whose_codes_have_changed_wait_and_keep_their_ids(world: World) -> None:
    tags = recoded(world)
    report = world.again(status="held")
    assert (unit(report, "tags:DEP")["hold"]["guard"], counts(report, "tags:DEP")["held"]) == ("rekey", 5)
    assert world.notes() == ["held"]
    for code in ("100", "Marketing - A"):
        [change] = world.do("why", kind="tag", code=code, dimension="DEP")["decision"]
        assert change["reason"] == "the same name has the code “100” in the ERP, “Marketing - A” in Pleo"
    assert counts(world.approve_and_run(), "tags:DEP") == {"matched": 5, "updated": 5}
    assert ids(world) == tags
    assert {code for code, _, state in world.pleo.tags("DEP") if state == "A"} == {"100", "101", "102", "103", "104"}
    world.again()


def test_an_undo_gives_the_old_codes_back(world: World) -> None:
    tags = recoded(world)
    before = world.pleo.tags("DEP")
    world.approve_and_run()
    undo = world.do("undo")
    world.release(undo["plan"])
    assert world.run("undo")["status"] == "success"
    assert (world.pleo.tags("DEP"), ids(world)) == (before, tags)
    world.do("resume")
    assert unit(world.again(status="held"), "tags:DEP")["hold"]["guard"] == "rekey"


def test_a_released_change_of_codes_that_was_cut_short_is_continued(world: World) -> None:
    tags = recoded(world)
    world.plan()
    world.release()
    world.fail("answer", "put tag", status=500, nth=2, count=None)
    assert world.run()["status"] == "partial"
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    assert ids(world) == tags
    world.again()


def test_a_single_value_with_another_code_is_a_new_one(world: World) -> None:
    connected(world)
    world.erp.set_values("DEP", [(f"{name} - A", name) for name in NAMES])
    world.run()
    world.erp.set_values("DEP", [("100", NAMES[0]), *((f"{name} - A", name) for name in NAMES[1:])])
    assert counts(world.run(), "tags:DEP") == {"matched": 4, "unchanged": 4, "created": 1, "archived": 1}


@pytest.mark.parametrize("how", ["the ids", "the setting"])
def test_accounts_that_would_lose_their_mappings_wait(world: World, how: str) -> None:
    world.erp.set_accounts(chart(20))
    world.go()
    if how == "the setting":
        world.settings(account_key="code")
    else:
        world.erp.set_accounts([(f"new {key}", *rest) for key, *rest in chart(20)])
    report = world.again(status="held")
    assert counts(report, "accounts")["held"] == 40
    [hold] = [hold for hold in world.plan()["holds"] if hold["guard"] == "rekey"]
    assert "without their category mappings" in hold["limit"]
    if how == "the setting":
        world.settings(account_key="id")
        world.again()
    else:
        assert counts(world.approve_and_run(), "accounts") == {"created": 20, "archived": 20}
        assert actions(world.plan(), "accounts") == []


def test_an_account_stays_until_it_is_there_under_its_new_id(world: World) -> None:
    world.erp.set_accounts(chart(20))
    world.go()
    world.erp.set_accounts([(f"new {key}", *rest) for key, *rest in chart(20)])
    world.plan()
    world.release()
    failed = [{"request": {"externalId": f"new e{number}"}, "reasons": ["OTHER"]} for number in range(20)]
    world.fail("answer", "batch accounts", status=201, body={"data": {"created": [], "failed": failed}})
    before = world.pleo.everything()
    assert counts(world.run(), "accounts")["failed"] == 40
    assert world.pleo.everything() == before
    assert counts(world.run(), "accounts") == {"created": 20, "archived": 20}
    world.again()
