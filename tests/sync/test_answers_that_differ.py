"""Pleo may store another value than was sent: the history keeps both, and nothing is sent for ever."""

from __future__ import annotations

from typing import Any

import pytest

from pleo_erp_module.store import ChangeRow
from sync.starts import chart, connected
from world import World, WorldFactory, counts


def sent(row: ChangeRow, name: str) -> Any:
    return (row.after or {})[name]


def answered(row: ChangeRow, name: str) -> Any:
    return (row.answered or {})[name]


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
    assert "a different value" in world.plan()["skipped"][0]["reason"]
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
