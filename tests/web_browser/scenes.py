"""An office in the midst of its work, and every page that there is to see in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from web.office import Office
from web.page_steps import ANSWERED, caught, change, put_plan, put_runs

LONG = "Vedligeholdelse af kontorer og produktionslokaler i Nordjylland, herunder Frederikshavn"


@dataclass(frozen=True, slots=True)
class Scene:
    """A page: its name, its path and whether it answers with an error."""

    name: str
    path: str
    status: int = 200


def fill(office: Office) -> None:
    """Companies: "1" is connected and has runs, a held plan and people; "2" is not connected and has more dimensions than can be
    chosen; "3" is connected and that is all."""
    world = office.world
    world.erp.add_company("2", "Beta & Sønner A/S")
    world.erp.add_company("3", "Gamma Ltd")
    key = world.pleo.add_key("plp_sandbox_of_gamma", company=world.pleo.add_company("Gamma"))
    world.host.do("connect", company="3", key=key)
    for company, dimensions in (("1", 3), ("2", 7)):
        world.erp.company = company
        rows = [(f"DIM{number}", f"Dimension {number}") for number in range(dimensions)]
        world.erp.set_dimensions(*rows, ("OLD", "Obsolete", "it has no values that are in use"))
    world.erp.company = "1"
    world.erp.set_values("DIM0", [(f"V{number:02}", f"{LONG} {number}") for number in range(12)])
    world.erp.set_values("DIM1", [("P1", "Harbour"), ("P2", "<script>alert('P2')</script>")])
    world.erp.set_accounts(
        [("1", "1000", "Omsætning"), ("2", "2000", "Löhne und Gehälter"), ("3", "", "No code", "it has no code")]
    )
    put_runs(office, 8, changes=30)
    world.go("DIM0", "DIM1")
    world.erp.set_values("DIM0", [(f"V{number:02}", f"{LONG} {number}") for number in range(4)])
    world.run()
    world.fail("answer", "search accounts", status=403, count=None)
    world.run("sync-accounts")
    world.pleo.faults.clear()


def scenes(office: Office) -> list[Scene]:
    """Every page that a link or an address leads to, for an administrator."""
    anna = office.as_("anna")
    anna.get("/preview?company=1")
    anna.post("/preview/tasks", company="1", job="sync-all")
    here = anna.page.request.path.rpartition("/")[2]
    found = office.site.previews.find(here)
    assert found is None or found.wait(ANSWERED)
    plan = here if found is None else found.plan  # it was quick
    runs = office.world.do("history")["runs"]
    held = next(run["id"] for run in runs if run["status"] == "held")
    first = next(run["id"] for run in runs if run["status"] == "success" and run["writes"] > 9)
    failed = next(run["id"] for run in runs if run["status"] not in {"held", "success"})
    long_plan = put_plan(office, [change(number) for number in range(120)], "b" * 64)
    return [
        Scene("overview", "/"),
        Scene("companies", "/companies?to=runs.index"),
        Scene("connection", "/connect?company=1"),
        Scene("connection-none", "/connect?company=2"),
        Scene("pair", "/connect/pair?company=1"),
        Scene("dimensions", "/dimensions?company=1"),
        Scene("dimensions-many", "/dimensions?company=2"),
        Scene("review", "/dimensions/review?company=1&code=DIM2&code=DIM1"),
        Scene("preview", "/preview?company=1"),
        Scene("plan-held", f"/preview/plan/{plan}?company=1"),
        Scene("plan-long", f"/preview/plan/{long_plan}?company=1"),
        Scene("plan-filtered", f"/preview/plan/{long_plan}?company=1&q=nothing+like+it"),
        Scene("usage", f"/preview/plan/{plan}/usage?company=1"),
        Scene("runs", "/runs?company=1"),
        Scene("run-first", f"/runs/run/{first}?company=1"),
        Scene("run-held", f"/runs/run/{held}?company=1"),
        Scene("run-failed", f"/runs/run/{failed}?company=1"),
        Scene("why", "/why?company=1&kind=tag&dimension=DIM0&code=V11"),
        Scene("why-unknown", "/why?company=1&kind=account&code=none"),
        Scene("settings", "/settings?company=1"),
        Scene("diagnostics", "/diagnostics?company=1"),
        Scene("erp", "/diagnostics/erp?company=1"),
        Scene("people", "/users"),
        Scene("changes", "/changes"),
        Scene("account", "/account"),
        Scene("not-found", "/nowhere", 404),
        Scene("no-plan", f"/preview/plan/{'c' * 64}?company=1", 400),
    ]


@contextmanager
def under_way(office: Office) -> Iterator[Scene]:
    """The page of a run that stands still."""
    ben = office.as_("ben")
    office.world.erp.set_accounts([("1", "1000", "Omsætning i alt"), ("2", "2000", "Löhne und Gehälter")])
    with caught(office) as gate:
        ben.get("/runs?company=1")
        ben.post("/runs/now", company="1", job="sync-accounts")
        assert gate.reached.wait(ANSWERED)
        yield Scene("under-way", ben.page.request.path + "?company=1")
    assert office.site.runner.stop(ANSWERED)
