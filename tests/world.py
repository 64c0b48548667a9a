"""A small world for tests of whole runs: an ERP that is easy to change, a strict Pleo, and a host between them.

Nothing in it waits: pauses are noted, not slept, and the time of day moves when it is told to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pluggy
import pytest
import requests

from answer_check import AnswerCheck
from contract import violations
from easy_erp import Erp, write_profile
from host import ErpHost
from pleo_erp_hookspecs import ErpAccess, Host, PleoAccess, Role, StopSignal, User, module_manager
from pleo_erp_module.extensions import ExtensionManager
from pleo_erp_module.odbc import open_database
from pleo_erp_module.pleo.limits import Limits
from pleo_erp_module.plugin import Module
from pleo_erp_module.store import ChangeRow, Store
from pleo_erp_module.store.lease import steady_clock
from pleo_erp_module.store.migrations import TABLES
from pleo_erp_module.sync.runtime import Runtime
from sandbox import Fault, Sandbox

COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")
Report = Mapping[str, Any]


class Clock:
    """The time of day, as the module is given it: no two moments are the same."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 19, 38, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(microseconds=1)
        return self.time

    def pass_(self, **parts: float) -> None:
        """Move on, as `timedelta` counts."""
        self.time += timedelta(**parts)


@dataclass(slots=True)
class World:
    """One ERP company and one Pleo company. Every run is held against what must be true of all runs."""

    folder: Path
    erp: Erp
    pleo: Sandbox
    host: ErpHost
    clock: Clock
    extensions: ExtensionManager
    key: str
    limits: Limits = field(default_factory=Limits)
    sleeps: list[float] = field(default_factory=list)
    stalled: float = 0.0  # seconds by which the clock of the leases has jumped
    company: str = "1"
    last_plan: str = ""

    # -- what a person does

    def do(self, name: str, **arguments: Any) -> Any:
        """Any action, for this company."""
        return self.host.do(name, company=self.company, **arguments)

    def connect(self, key: str | None = None, **arguments: Any) -> Any:
        return self.do("connect", key=key or self.key, **arguments)

    def select(self, *codes: str) -> Any:
        return self.do("select", codes=list(codes))

    def plan(self, job: str = "sync-all", dimension: str | None = None) -> Any:
        before = self.pleo.everything()
        plan = self.do("plan", job=job, dimension=dimension)
        assert self.pleo.everything() == before, "a plan has written"
        self.last_plan = plan["plan"]
        return plan

    def release(self, plan: str | None = None) -> Any:
        """Release a plan, or the latest one that was made."""
        return self.do("release", plan=plan or self.last_plan)

    def settings(self, **changes: str) -> Any:
        return self.do("settings", changes=changes)

    def run(
        self, job: str = "sync-all", dimension: str | None = None, stop: StopSignal | None = None, *, counted: bool = True
    ) -> Report:
        """Run a job. ``counted``: the requests of the report are those that Pleo saw."""
        first = len(self.pleo.requests)
        report = self.host.run(self.company, job, dimension=dimension, stop=stop)
        seen = self.pleo.requests[first:]
        for unit in report["units"]:
            read = unit["read"]["erp"] + unit["read"]["pleo"]
            assert read == sum(unit[name] for name in COUNTS), f"the arithmetic of {unit} does not hold"
        if counted:
            writes = sum(entry.writes for entry in seen)
            assert (report["requests"]["reads"], report["requests"]["writes"]) == (len(seen) - writes, writes)
        if report["status"] == "held":
            assert any(unit["held"] for unit in report["units"]) or not report["units"] or not self.confirmed or self.paused
        return report

    def again(self, job: str = "sync-all", status: str = "success") -> Report:
        """Run once more: nothing is written."""
        report = self.run(job)
        assert (report["status"], report["requests"]["writes"]) == (status, 0), report
        return report

    def go(self, *codes: str) -> Report:
        """Connect, select, plan, release, run: the first run of a connection."""
        self.connect()
        if codes:
            self.select(*codes)
        self.plan()
        self.release()
        return self.run()

    def approve_and_run(self, job: str = "sync-all") -> Report:
        """Release whatever the plan shows, and run."""
        self.plan(job)
        self.release()
        return self.run(job)

    # -- looking

    @property
    def confirmed(self) -> bool:
        return bool(self._connection()["confirmed"])

    @property
    def paused(self) -> bool:
        return bool(self._connection()["paused"])

    def selected(self) -> list[str]:
        """The selection as it is stored."""
        with self.store() as store:
            selection = store.selections.get(self.company)
            return [one.code for one in selection.dimensions] if selection else []

    def approvals(self) -> int:
        """How many approvals are open."""
        with self.store() as store:
            return len(store.plans.decisions(self.company)[0])

    def changes(self, report: Report | None = None) -> list[ChangeRow]:
        """The history's rows of one run, or of all, oldest first."""
        with self.store() as store:
            runs = [report["run"]] if report else [run.id for run in reversed(store.history.runs(self.company))]
            rows = {(row.run, row.position): row for run in runs for row in store.history.changes(self.company, run)}
            return list(rows.values())

    def unsettled(self, *units: str) -> list[str]:
        """The keys of changes of which nobody knows what became."""
        with self.store() as store:
            return [row.key for row in store.history.open_and_answered(self.company)[0] if row.unit in units]

    def notes(self) -> list[str]:
        """What people were told since the last look: codes of notices."""
        codes = [notice.code for notice in self.host.notices]
        self.host.notices.clear()
        return codes

    def rows(self) -> dict[str, list[Any]]:
        """All rows of the module's tables, but for the lock: to prove that nothing was saved."""
        with open_database(self.host.erp.connection, purpose="store") as database:
            return {
                name: sorted((tuple(row) for row in database.rows(f"SELECT * FROM {name}")), key=repr)
                for name in TABLES
                if name != "pleo_erp_lock"
            }

    @contextmanager
    def store(self) -> Iterator[Store]:
        with open_database(self.host.erp.connection, purpose="store") as database:
            yield Store(database, None, self.clock)

    def _connection(self) -> Mapping[str, Any]:
        found: list[Mapping[str, Any]] = self.host.do("connections")["connections"]
        return next(one for one in found if one["company"] == self.company)

    # -- changing

    def fail(self, kind: Any, operation: str | None = None, **more: Any) -> Fault:
        """An error of Pleo."""
        return self.pleo.fail(Fault(kind=kind, operation=operation, **more))

    def as_user(self, name: str, role: Role) -> None:
        self.host.user = User(name, role)

    def extend(self, plugin: object, name: str) -> None:
        """Install an extension."""
        self.extensions.register(plugin, name)

    def runtime(self, host: Host, plugins: pluggy.PluginManager) -> Runtime:
        return Runtime(
            host,
            plugins,
            now=self.clock,
            steady=lambda: steady_clock() + self.stalled,
            sleep=self.sleeps.append,
            limits=self.limits,
        )


def unit(report: Report, name: str) -> Mapping[str, Any]:
    """One unit of a report."""
    return next(one for one in report["units"] if one["unit"] == name)


def counts(report: Report, name: str) -> dict[str, int]:
    """The counts of one unit that are not zero."""
    return {count: unit(report, name)[count] for count in COUNTS if unit(report, name)[count]}


def actions(plan: Report, name: str) -> list[tuple[str, str]]:
    """(action, key) of a unit's changes in a plan."""
    return [(change["action"], change["key"]) for change in plan["changes"] if change["unit"] == name]


WorldFactory = Callable[..., World]


@contextmanager
def worlds(folder: Path, connection: Callable[[str], str]) -> Iterator[WorldFactory]:
    """``make(engine="sqlite", **switches)`` makes worlds that end with the block; ``connection(engine)`` gives a database."""
    made: list[Sandbox] = []

    def make(engine: str = "sqlite", **switches: Any) -> World:
        here = folder / f"world-{len(made)}"
        pleo = Sandbox(**{"rate": 0, **switches})
        pleo.add_company("Acme")
        key = pleo.add_key()
        pleo.start()
        made.append(pleo)
        access = ErpAccess(
            connection=connection(engine), profile="easy", time_zone="UTC", profiles_folder=write_profile(here / "profiles")
        )
        extensions = ExtensionManager()

        def runtime(host: Host, plugins: pluggy.PluginManager) -> Runtime:
            return world.runtime(host, plugins)

        host = ErpHost(
            access,
            PleoAccess(base_url=pleo.base_url, requests_per_minute=60_000),
            here / "pleo-erp.key",
            module_manager({"pleo": Module(extensions, runtime), "check": AnswerCheck()}),
        )
        world = World(here, Erp(access.connection), pleo, host, Clock(), extensions, key)
        host.client.install()
        return world

    try:
        yield make
    finally:
        for pleo in made:
            pleo.close()


@contextmanager
def held_to_the_contract(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every request that leaves in this block must be one of the contract; a violation fails the test at its end."""
    found: list[str] = []
    send = requests.Session.send

    def checked(session: requests.Session, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        body = request.body.encode() if isinstance(request.body, str) else request.body
        assert body is None or isinstance(body, bytes)
        found.extend(violations(request.method or "", request.url or "", request.headers, body))
        return send(session, request, **settings)

    monkeypatch.setattr(requests.Session, "send", checked)
    yield found
    assert not found


def elsewhere(world: World, connection: str) -> None:
    """Let the host use another database."""
    world.host.erp = replace(world.host.erp, connection=connection)
    world.erp.connection = connection
