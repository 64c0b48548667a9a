"""The web pages of a large site beside the same pages of a small one, on the same database and in the same process.

Small: one company, ten changes in the plan, ten runs. Large: fifty companies, ten thousand changes, a year of hourly runs.
Statements and rows are all that were sent to and fetched from the database while the page was made, also for the ERP's tables.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from easy_erp import Erp, empty_erp
from pleo_erp_hookspecs import Role
from pleo_erp_module.odbc import open_database
from pleo_erp_module.store.codec import stamp
from servers import sqlite_connection, start_postgresql
from traffic import traffic
from web.browser import Browser
from web.office import Office
from world import World, worlds

COMPANIES, CHANGES, RUNS = (1, 50), (10, 10_000), (10, 8760)
LOADS = 5  # of each page, of which the median counts
#: Pages that look at the ERP itself, so that they read what it has.
LOOKING = {"dimensions", "why", "diagnostics", "what is read of the ERP"}


@dataclass(slots=True)
class Cost:
    """Of one page."""

    seconds: float
    statements: int
    rows: int


def measured(browser: Browser, path: str, loads: int) -> Cost:
    """The second and further loads of a page: the first may read what the others remember."""
    costs = []
    for _ in range(loads + 1):
        start = time.perf_counter()
        with pytest.MonkeyPatch.context() as patch, traffic(patch) as seen:
            browser.get(path)
        cost = Cost(time.perf_counter() - start, seen.statements, seen.rows)
        assert browser.status == 200, f"{path}: {browser.status} {browser.text[:500]}"
        costs.append(cost)
    last = costs[-1]
    return Cost(median(cost.seconds for cost in costs[1:]), last.statements, last.rows)


class Site:
    """A site that grows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.companies, self.changes = COMPANIES[0], CHANGES[0]
        world.erp.set_dimensions("DEP")
        self._values("First")
        world.go("DEP")
        self.run = world.do("history")["runs"][0]["id"]
        self._grow_history(RUNS[0])
        self._values("Second")
        self.plan = world.plan()["plan"]
        self.office = Office.of(world)
        self.office.add("anna", Role.ADMINISTRATOR)

    def grow(self, companies: int, changes: int, runs: int) -> None:
        """To so many companies, all connected, changes in plan and run, and runs."""
        for number in range(self.companies + 1, companies + 1):
            company = str(number)
            self.world.erp.add_company(company, f"Company {company}")
            erp = Erp(self.world.erp.connection, company)
            erp.set_dimensions("DEP")
            erp.set_values("DEP", [f"{company}-{value}" for value in range(5)])
            key = self.world.pleo.add_key(f"plp_sandbox_{number:06}", company=self.world.pleo.add_company(f"Pleo {company}"))
            self.world.host.do("connect", company=company, key=key)
            self.world.host.do("select", company=company, codes=["DEP"])
        self.companies = companies
        self._grow_history(runs)
        self._grow_run(changes)
        self._values(f"Of {changes}", changes)
        self.plan = self.world.plan()["plan"]

    def pages(self) -> dict[str, str]:
        """Name and address of each."""
        plan, run = f"/preview/plan/{self.plan}?company=1", f"/runs/run/{self.run}?company=1"
        return {
            "overview": "/",
            "overview, searched": "/?q=compan",
            "companies": "/companies?to=runs.index",
            "companies, searched": "/companies?to=runs.index&q=compan",
            "connection": "/connect?company=1",
            "dimensions": "/dimensions?company=1",
            "preview": "/preview?company=1",
            "plan": plan,
            "plan, filtered": f"{plan}&action=update",
            "plan, text sought": f"{plan}&q=Second",
            "plan, nothing found": f"{plan}&q=nowhere",
            "runs": "/runs?company=1",
            "runs, second page": "/runs?company=1&offset=50",
            "run": run,
            "run, text sought": f"{run}&q=V7",
            "run, nothing found": f"{run}&q=nowhere",
            "why": "/why?company=1&kind=tag&dimension=DEP&code=V7",
            "settings": "/settings?company=1",
            "diagnostics": "/diagnostics?company=1",
            "what is read of the ERP": "/diagnostics/erp?company=1",
            "users": "/users",
            "changes": "/changes",
        }

    def costs(self, loads: int = LOADS) -> dict[str, Cost]:
        """Of each page."""
        browser = self.office.as_("anna")
        return {name: measured(browser, path, loads) for name, path in self.pages().items()}

    def _values(self, name: str, count: int = CHANGES[0]) -> None:
        self.world.erp.set_values("DEP", [(f"V{number}", f"{name} {number}") for number in range(count)])

    def _grow_history(self, count: int) -> None:
        """Copies of the last run, an hour apart, until there are so many."""
        names = "company, job, user_name, run_status, plan_hash, read_count, write_count, retry_count, change_count, units_json"
        insert = (
            f"INSERT INTO pleo_erp_run (run_id, started_at, finished_at, first_at, repeats, {names})"
            f" SELECT ?, ?, ?, ?, 1, {names} FROM pleo_erp_run WHERE run_id = ?"
        )
        start = self.world.clock.time
        self._many(
            insert,
            [
                (
                    f"{start - timedelta(hours=number):%Y%m%dT%H%M%SZ}-copy",
                    *[stamp(start - timedelta(hours=number))] * 3,
                    self.run,
                )
                for number in range(len(self.world.do("history", limit=10_000)["runs"]), count)
            ],
        )

    def _grow_run(self, count: int) -> None:
        """Copies of the first change of the run, until there are so many."""
        names = (
            "company, unit, action, before_json, after_json, reason, rule_id, change_status, first_at, last_at, repeats, last_run"
        )
        insert = (
            f"INSERT INTO pleo_erp_change (run_id, pos, record_key, {names})"
            f" SELECT run_id, CAST(? AS INTEGER), ?, {names} FROM pleo_erp_change WHERE run_id = ? AND pos = 1"
        )
        self._many(insert, [(str(pos), f"V{pos}", self.run) for pos in range(1000 + self.changes, 1000 + count)])
        self.changes = count

    def _many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        with open_database(self.world.erp.connection, purpose="store") as database, database.transaction():
            database.executemany(sql, rows)


def pages() -> Iterator[str]:
    """A table for each engine."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        (folder / "erp.sqlite").touch()
        postgresql = start_postgresql(os.getpid())
        stack.callback(postgresql.stop)
        connections = {"sqlite": sqlite_connection(folder / "erp.sqlite"), "postgresql": postgresql.create_database()}
        make = stack.enter_context(worlds(folder, lambda engine: empty_erp(connections[engine])))
        for engine in connections:
            site = Site(make(engine))
            small = site.costs()
            site.grow(COMPANIES[1], CHANGES[1], RUNS[1])
            large = site.costs()
            yield f"pages on {engine}, large site / small site (* looks at the ERP itself):"
            for page, cost in large.items():
                yield _line(page + ("*" if page in LOOKING else ""), small[page], cost)


def _line(page: str, small: Cost, large: Cost) -> str:
    return (
        f"  {page:26} {large.seconds / small.seconds:5.1f} x {small.seconds * 1000:5.0f} ms"
        f"   statements {large.statements:3} / {small.statements:3}   rows {large.rows:6} / {small.rows:5}"
    )


if __name__ == "__main__":
    for line in pages():
        print(line, flush=True)
