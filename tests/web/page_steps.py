"""What the tests of the pages about plans and runs share: rows made quickly, tasks waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from gate import Gate, writes
from pleo_erp_module.store import Run, Status, StoredChange, StoredPlan
from web.browser import Browser
from web.office import Office

ANSWERED = 60.0  # seconds for which anything may take on a machine under load


@contextmanager
def caught(office: Office, *, reads: bool = False) -> Iterator[Gate]:
    """Inside, the first write (or the first request at all) waits at Pleo's door; at the end it goes through."""
    gate = office.world.pleo.before = Gate(1, (lambda logged: True) if reads else writes)
    try:
        yield gate
    finally:
        gate.opened.set()


def change(number: int, **other: Any) -> StoredChange:
    """A tag that gets a name; every tenth is archived and held."""
    code, name = f"V{number:05}", f"Værdi {number}"
    given: dict[str, Any] = {
        "unit": "tags:DEP",
        "action": "archive" if number % 10 == 0 else "update",
        "key": code,
        "record_id": f"id-{number}",
        "before": {"code": code, "name": name, "archived": False},
        "after": {"code": code, "name": name, "archived": True}
        if number % 10 == 0
        else {"code": code, "name": f"{name} A/S", "archived": False},
        "reason": "because of a test",
        "rule": "T-12",
        "held": number % 10 == 0,
        "approval": f"approval-{number}",
    }
    return StoredChange(**{**given, **other})


def put_plan(office: Office, changes: list[StoredChange], plan: str = "a" * 64) -> str:
    """Store a plan as a look would."""
    at = office.world.clock()
    with office.world.store() as store:
        store.plans.put(StoredPlan("1", plan, "sync-all", at, at + timedelta(hours=72), None, True, "anna"), changes)
    return plan


def put_runs(office: Office, count: int, changes: int = 0) -> list[str]:
    """Runs of the past, the oldest first, each a minute after the one before; the last has these changes."""
    started = office.world.clock() - timedelta(days=3)
    ids = []
    with office.world.store() as store:

        def work() -> None:
            for number in range(count):
                at = started + timedelta(minutes=number)
                ids.append(store.history.start(_run(number, at)).id)
            store.history.sent(ids[-1], "1", [change(number) for number in range(changes)], Status.DONE)

        store.atomically(work)
    return ids


def _run(number: int, at: datetime) -> Run:
    unit = {
        "unit": "tags:DEP",
        "status": "success",
        "read": {"erp": 5, "pleo": 5},
        **dict.fromkeys(("matched", "unchanged", "updated", "unarchived", "held", "skipped", "failed"), 0),
        "matched": 4,
        "created": 3,
        "archived": 3,
        "hold": None,
        "error": None,
    }
    return Run(
        f"{at:%Y%m%dT%H%M%SZ}-{number % 65536:04x}", "1", "sync", "scheduler", at, at + timedelta(seconds=9), "success", None,
        3, 2, 0, 6, [unit], None, None, None, at, 1,
    )  # fmt: skip


def previewed(browser: Browser, office: Office, **form: str) -> str:
    """Press "Create preview" and wait for the plan's page; its hash."""
    browser.get("/preview")
    browser.post("/preview/tasks", **{"job": "sync-all", **form})
    return arrived(browser, office)


def arrived(browser: Browser, office: Office) -> str:
    """On a page of a look: wait for its end, and open what it leads to."""
    path = browser.page.request.path
    look = office.site.previews.find(path.rpartition("/")[2])
    if look is not None:
        assert look.wait(ANSWERED)
        browser.get(path)
    return browser.page.request.path.rpartition("/")[2]


def ran(browser: Browser, office: Office, job: str = "sync-all", **form: str) -> str:
    """Press "Run now" and wait for its end; the run's page is shown."""
    browser.get("/runs")
    browser.post("/runs/now", job=job, **form)
    return followed(browser, office)


def followed(browser: Browser, office: Office) -> str:
    """On a page of a task: wait for its end, and open what it leads to."""
    path = browser.page.request.path
    task = office.site.runner.find(path.rpartition("/")[2])
    if task is not None:
        assert task.wait(ANSWERED)
        browser.get(path)
    return browser.html
