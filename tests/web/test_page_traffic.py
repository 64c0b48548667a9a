"""What a page sends to the databases, counted: connections and statements."""

from __future__ import annotations

import pytest

from benchmark.pages import Site
from traffic import traffic
from world import World


def test_a_page_takes_few_connections_and_statements(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(world)
    browser = site.office.as_("anna")
    costs = {}
    for name, path in site.pages().items():
        browser.get(path)
        with traffic(monkeypatch) as seen:
            browser.get(path)
        assert browser.status == 200, name
        costs[name] = (seen.connections, seen.statements)
    connections, statements = costs["diagnostics"]
    costs["diagnostics"] = connections, statements - 3  # it also reads dimensions, values and accounts, as a run does
    connections, statements = costs["why"]
    costs["why"] = connections, statements - 2  # its guards read what runs did lately, as a run's guards do
    assert {name: cost for name, cost in costs.items() if cost[0] > 2 or cost[1] > 20} == {}
