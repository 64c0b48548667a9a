"""The work for a page does not grow with companies, with the size of plan and run, or with the history."""

from __future__ import annotations

from benchmark.pages import LOOKING, Site
from world import World


def test_a_page_takes_as_many_statements_and_rows_on_a_site_many_times_the_size(world: World) -> None:
    site = Site(world)
    site.grow(companies=55, changes=110, runs=110)  # more than a page of each
    small = site.costs(loads=1)
    site.grow(companies=80, changes=700, runs=700)
    large = site.costs(loads=1)
    assert len(large) - len(LOOKING) > 15
    assert {
        name: (before.statements, before.rows, large[name].statements, large[name].rows)
        for name, before in small.items()
        if name not in LOOKING and (before.statements, before.rows) < (large[name].statements, large[name].rows)
    } == {}
