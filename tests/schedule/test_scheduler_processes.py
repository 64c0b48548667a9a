"""Real processes over one PostgreSQL: they share the work, lose no slot to a kill, and stop when they are asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from easy_erp import Erp, empty_erp, write_profile
from gate import Gate, writes
from pleo_erp_hookspecs import ModuleClient, Role, User, load_modules
from pleo_erp_module.hosts.standalone.config import Config, load
from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost
from pleo_erp_module.odbc import open_database
from pleo_erp_module.store import Run, Store
from pleo_erp_module.store.codec import moment, stamp
from sandbox import Sandbox
from schedule.deadline import until
from servers import PostgreSQL, database_name
from world import Clock

COMPANIES = [str(number) for number in range(1, 13)]
ROOT = Path(__file__).resolve().parents[2]
ANNA = User("anna", Role.ADMINISTRATOR)


class Site:
    """Twelve confirmed connections in one database, and the processes that serve them."""

    def __init__(self, folder: Path, connection: str) -> None:
        self.folder = folder
        self.pleo = Sandbox(rate=0)
        url = self.pleo.start()
        self.path = folder / "pleo-erp.toml"
        sections: dict[str, dict[str, Any]] = {
            "erp": {"connection": connection, "profile": "easy", "profiles_folder": str(write_profile(folder / "profiles"))},
            "pleo": {"base_url": url, "requests_per_minute": 60_000},
            "schedule": {"check_seconds": 1, "threads": 2, "stop_seconds": 60},
        }
        lines = [f"[{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items()) for name, keys in sections.items()]
        self.path.write_text("".join(lines), "utf-8")
        self.config: Config = load(self.path)
        self.processes: list[subprocess.Popen[str]] = []
        self.client.install()
        for company in COMPANIES:
            self._connect(company)

    @property
    def client(self) -> ModuleClient:
        return ModuleClient(load_modules(), StandaloneHost(self.config, ANNA))

    def do(self, name: str, **arguments: Any) -> Any:
        return self.client.run_action(name, **arguments)

    def _connect(self, company: str) -> None:
        erp = Erp(self.config.erp.connection, company)
        if company != "1":
            erp.add_company(company, f"Company {company}")
        erp.set_dimensions("DEP")
        erp.set_values("DEP", [f"{company}-{number}" for number in range(8)])
        key = self.pleo.add_key(f"plp_sandbox_1{int(company):03}", company=self.pleo.add_company(company))
        self.do("connect", company=company, key=key)
        self.do("select", company=company, codes=["DEP"])
        self.do("release", company=company, plan=self.do("plan", company=company)["plan"])

    def start(self) -> subprocess.Popen[str]:
        """One more scheduler, at work."""
        process = subprocess.Popen(
            [sys.executable, "-m", "schedule.scheduler_process", str(self.path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "hookspecs", ROOT / "tests"))),
                "PYTHONWARNINGS": "error",
            },
        )
        self.processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        return process

    def stop(self, process: subprocess.Popen[str]) -> None:
        """As a service manager does; nothing above info was logged, and all runs have ended."""
        self.ask_to_stop(process)
        self.stopped(process)

    def ask_to_stop(self, process: subprocess.Popen[str]) -> None:
        """Until all runs have heard of it."""
        process.terminate()
        assert process.stdout is not None
        assert process.stdout.readline() == "stopping\n"

    def stopped(self, process: subprocess.Popen[str]) -> None:
        """What was asked to stop has."""
        out, err = process.communicate(timeout=120)
        self.processes.remove(process)
        assert (process.returncode, out, err) == (0, "", "")

    def runs(self) -> list[Run]:
        with open_database(self.config.erp.connection, purpose="store") as database:
            store = Store(database, None, Clock())
            return [run for company in COMPANIES for run in store.history.runs(company)]

    def ended(self, status: str = "success") -> Counter[str]:
        """How many runs of each company ended so."""
        return Counter(run.company for run in self.runs() if run.status == status)

    def downtime(self, hours: int) -> None:
        """As if all that has happened had happened so long ago."""
        columns = {"pleo_erp_unit": ["checked_at"], "pleo_erp_run": ["started_at", "finished_at"]}
        with open_database(self.config.erp.connection, purpose="store") as database:
            for table, names in columns.items():
                for row in list(database.rows(f"SELECT DISTINCT {', '.join(names)} FROM {table} WHERE {names[-1]} IS NOT NULL")):
                    earlier = [stamp(moment(at) - timedelta(hours=hours)) for at in row]
                    sets, where = (joint.join(f"{name} = ?" for name in names) for joint in (", ", " AND "))
                    database.execute(f"UPDATE {table} SET {sets} WHERE {where}", [*earlier, *row])

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()
        self.pleo.close()


@pytest.fixture
def site(tmp_path: Path, postgresql: PostgreSQL) -> Iterator[Site]:
    connection = empty_erp(postgresql.create_database())
    made = Site(tmp_path, connection)
    yield made
    made.close()
    postgresql.drop(database_name(connection))


def check_no_overlap(runs: list[Run]) -> None:
    """Runs of one company come one after the other."""
    for company in COMPANIES:
        mine = sorted((run for run in runs if run.company == company), key=lambda run: run.started_at)
        for before, after in pairwise(mine):
            assert before.finished_at is not None
            if before.status != "interrupted":  # its end is when the next one found it
                assert before.finished_at <= after.started_at


def check_pleo(site: Site) -> None:
    """Every tag is there, and nothing was created twice."""
    tags = [entry for entry in site.pleo.requests if entry.operation == "create tag" and entry.status == 201]
    created = Counter((entry.path, json.dumps(entry.body, sort_keys=True)) for entry in tags)
    assert max(created.values()) == 1
    assert len(site.pleo.dump()["tags"]) == 8 * len(COMPANIES)


def test_four_schedulers_share_twelve_companies_and_a_killed_one_loses_no_slot(site: Site) -> None:
    victim = site.start()
    gate = Gate(5, writes)
    site.pleo.before = gate
    assert gate.reached.wait(60)
    victim.kill()
    victim.communicate()
    site.processes.remove(victim)
    site.pleo.before = lambda logged: None
    gate.opened.set()
    others = [site.start() for _ in range(3)]
    until(lambda: set(site.ended()) == set(COMPANIES), "every due slot completed, that of the killed one, too")
    runs = site.runs()
    check_no_overlap(runs)
    check_pleo(site)
    assert site.ended("interrupted").total() >= 1
    assert {run.status for run in runs} == {"success", "interrupted"}
    assert {run.user for run in runs} == {"scheduler"}

    # All of them were down for hours: each company is run once, by whomever.
    before = site.ended()
    site.downtime(30)
    until(lambda: all(site.ended()[company] > before[company] for company in COMPANIES), "a run of each after the downtime")
    until(lambda: all(job["running"] is None for job in site.do("schedule")["jobs"]), "the end of all runs")
    assert all(job["next_due"] > site.do("schedule")["now"] for job in site.do("schedule")["jobs"])
    assert sum(bool(run.units) for run in site.runs() if run.status == "success") - sum(before.values()) == len(COMPANIES)
    check_no_overlap(site.runs())
    for process in others:
        site.stop(process)


def test_sigterm_ends_a_run_after_the_request_in_flight_and_the_next_process_goes_on(site: Site) -> None:
    process = site.start()
    gate = Gate(1, writes)  # of the group, whose tags are still to come
    site.pleo.before = gate
    assert gate.reached.wait(60)
    site.ask_to_stop(process)
    site.pleo.before = lambda logged: None
    gate.opened.set()
    site.stopped(process)
    runs = site.runs()
    assert "running" not in {run.status for run in runs}
    assert {run.error_code for run in runs if run.status == "partial"} == {"stopped"}
    assert all(job["running"] is None for job in site.do("schedule")["jobs"])
    check_no_overlap(runs)

    site.downtime(1)
    following = site.start()
    until(lambda: set(site.ended()) == set(COMPANIES), "every due slot completed by the next process")
    check_pleo(site)
    check_no_overlap(site.runs())
    site.stop(following)
