"""The k-th request of a run fails, for every k and in every way: the run ends in order, the next one converges, no duplicates."""

from __future__ import annotations

from typing import Any

import pytest

from pleo_erp_module.pleo.limits import Limits
from world import World

KINDS: dict[str, dict[str, Any]] = {
    "server error": {"kind": "answer", "status": 500, "body": {"message": "boom"}},
    "dropped before": {"kind": "drop"},
    "dropped after": {"kind": "lose"},
    "time-out": {"kind": "hang", "seconds": 5.0},
    "time-out after": {"kind": "lose-slowly", "seconds": 5.0},
    "page for people": {"kind": "html", "status": 200},
    "half an answer": {"kind": "truncated"},
    "slow down": {"kind": "answer", "status": 429, "headers": {"Retry-After": "7"}},
    "slow down for long": {"kind": "answer", "status": 429, "headers": {"Retry-After": "600"}},
}
IN_PLEO = {
    "groups": [("DEP", "Department", "A"), ("PRJ", "Project", "A"), ("Region", "Region", "Z")],
    "DEP": [("ENG", "Engineering", "A"), ("MKT", "Marketing", "A"), ("OPS", "Operations", "A"), ("SAL", "Sales", "Z")],
    "PRJ": [("P1", "P1", "A"), ("P2", "P2", "A")],
    "accounts": [("e1", "1000", "Cash", "A"), ("e2", "2000", "Bank", "A"), ("e3", "3000", "Debt", "A"), ("e4", "4", "Old", "Z")],
}


def prepared(world: World) -> World:
    """A confirmed connection and work of every kind: a group to create, one to archive, tags and accounts for each action."""
    world.limits = Limits(read_seconds=0.15, tries=3)
    world.erp.set_dimensions("DEP", ("PRJ", "Project"))
    world.pleo.add_group("DEP", "Department")
    world.pleo.add_tag("DEP", "ENG", "Engineering")
    world.pleo.add_tag("DEP", "OPS", "Ops")
    world.pleo.add_tag("DEP", "SAL", "Sales")
    world.pleo.add_account("e1", "1000", "Cash")
    world.pleo.add_account("e2", "2000", "Banque")
    world.pleo.add_account("e4", "4", "Old")
    world.pleo.add_group("Region")
    world.connect()
    world.select("DEP", "PRJ")
    world.settings(wipe_active="1000")
    world.plan()
    world.release()
    world.erp.set_values("DEP", [("ENG", "Engineering"), ("MKT", "Marketing"), ("OPS", "Operations")])
    world.erp.set_values("PRJ", ["P1", "P2"])
    world.erp.set_accounts([("e1", "1000", "Cash"), ("e2", "2000", "Bank"), ("e3", "3000", "Debt")])
    return world


def state(world: World) -> dict[str, Any]:
    return {
        "groups": world.pleo.groups(),
        "DEP": world.pleo.tags("DEP"),
        "PRJ": world.pleo.tags("PRJ"),
        "accounts": world.pleo.accounts(),
    }


@pytest.mark.parametrize("fault", KINDS)
def test_after_any_failing_request_the_next_run_converges(world: World, fault: str) -> None:
    prepared(world)
    start = world.pleo.dump()
    k = 0
    while True:
        k += 1
        world.pleo.load(start)
        world.pleo.faults.clear()
        hit = world.fail(nth=k, **KINDS[fault])
        first = world.run()
        world.pleo.faults.clear()
        if not hit.hits:
            break
        assert first["status"] in {"success", "partial", "failed"}
        second = world.run()
        assert second["status"] == "success", (k, second)
        assert state(world) == IN_PLEO, k
        world.again()
        assert not world.unsettled("accounts", "tag_groups", "tags:DEP", "tags:PRJ"), k
    assert first["status"] == "success"
    assert k - 1 == first["requests"]["reads"] + first["requests"]["writes"] == 15


@pytest.mark.parametrize("fault", ["server error", "dropped before", "dropped after", "time-out"])
def test_pleo_being_down_for_all_writes_ends_the_run_and_the_next_one_converges(world: World, fault: str) -> None:
    prepared(world)
    world.fail(operation="writes", count=None, **KINDS[fault])
    report = world.run()
    assert report["status"] in {"failed", "partial"}
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    assert state(world) == IN_PLEO
    world.again()
