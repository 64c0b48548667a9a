"""What a run sends to the databases, counted: statements, transactions that write, connections."""

from __future__ import annotations

import pytest

from traffic import traffic
from world import World


def test_an_idle_run_takes_few_statements_and_transactions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A"])
    world.erp.set_accounts([("1", "1000", "Bank")])
    world.go("DEP")
    world.clock.pass_(days=2)
    world.run("sync")
    world.clock.pass_(hours=1)
    with traffic(monkeypatch) as seen:
        assert world.run("sync-all")["requests"]["writes"] == 0
    assert seen.statements <= 45, "\n".join(seen.sql)
    assert (seen.transactions, seen.connections) == (4, 2), "\n".join(seen.sql)
