"""The demo's story on the web pages of `pleo-erp serve`: people in front of forms, and the scheduler of that same process.

What is printed and checked of plans and runs is read from the module's tables, so that it needs no trust in the pages.
"""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pleo_erp_installer.console import InstallerError, say
from pleo_erp_installer.demo.browser import Browser
from pleo_erp_installer.demo.erp import ordinary_day
from pleo_erp_installer.demo.host import Step, as_text
from pleo_erp_installer.demo.scene import Scene
from pleo_erp_installer.places import Places
from pleo_erp_module.messages import render
from pleo_erp_module.store.codec import load_message
from servers import sqlite_connection

COMPANY = "1"
ADMINISTRATOR, BOOKKEEPER = "admin", "bookkeeper"
SERVER = "pleo-erp"
CONFIG = """\
[erp]
profile = "tryton"
connection = '{connection}'
language = "fr"

[vault]
key_file = '{key_file}'

[pleo]
base_url = "{base_url}"
requests_per_minute = 60000  # Pleo allows 600; the sandbox on this machine does not count

[web]
listen = "127.0.0.1:0"  # any port that is free

[schedule]
check_seconds = 1
"""
LINK = re.compile(r"(http://127\.0\.0\.1:\d+)(/link/\S+)")
RUN_SECONDS = 600  # until a run that is due has begun and ended
CHANGES = (
    "SELECT unit, action, record_key AS key, before_json, after_json, reason, rule_id AS rule FROM pleo_erp_plan_change"
    " WHERE company = ? AND plan_hash = ? ORDER BY pos"
)
RUNS = (
    "SELECT run_id, run_status, user_name, started_at, change_count, read_count, write_count, retry_count, units_json"
    " FROM pleo_erp_run WHERE company = ? AND finished_at IS NOT NULL ORDER BY started_at, run_id"
)
SIDES = ("before", "after")
WAIT_SECONDS = 0.3  # between two looks
A_DAY = (
    "UPDATE pleo_erp_unit SET checked_at = strftime('%Y-%m-%dT%H:%M:%f000Z', checked_at, '-25 hours')",
    (
        "UPDATE pleo_erp_run SET started_at = strftime('%Y-%m-%dT%H:%M:%f000Z', started_at, '-25 hours'),"
        " finished_at = strftime('%Y-%m-%dT%H:%M:%f000Z', finished_at, '-25 hours'),"
        " first_at = strftime('%Y-%m-%dT%H:%M:%f000Z', first_at, '-25 hours')"
    ),
)


class StandaloneHost:
    """`pleo-erp serve` as host: beside the ERP, from a configuration file."""

    def __init__(self, places: Places, put_up: Scene) -> None:
        self._places, self._scene, self._crew = places, put_up, put_up.crew
        self.passwords = {name: secrets.token_urlsafe(12) for name in (ADMINISTRATOR, BOOKKEEPER)}
        self._people: dict[str, Browser] = {}
        self._known: set[str] | None = None  # runs that had ended before the one that is waited for became due

    # -- the story

    def install(self) -> Step:
        with _timed("$ pleo-erp serve", "and the link that it prints") as done:
            config = self._scene.folder / "pleo-erp.toml"
            connection, key_file = sqlite_connection(self._scene.erp), self._scene.folder / "vault.key"
            text = CONFIG.format(connection=connection, key_file=key_file, base_url=self._scene.base_url)
            config.write_text(text, "utf-8")
            command: list[str | Path] = [self._places.program("pleo-erp"), "serve", "--config", config]
            self._crew.start(SERVER, command, PYTHONPATH="")  # the module as it was installed
            if not self._crew.await_(SERVER, lambda: self._link() is not None):
                raise self._crew.fault(SERVER, "does not start")
            admin = self._choose_password(ADMINISTRATOR, *self._links(), login=ADMINISTRATOR, name="Administrator")
            admin.open("/users")
            shown = admin.send("/users", login=BOOKKEEPER, name="Bookkeeper", role="bookkeeper").link
            self._choose_password(BOOKKEEPER, *_parts(shown))
        return done({})

    def connect(self, key: str) -> Step:
        with self._as(ADMINISTRATOR, "Connection: Connect") as (admin, done):
            admin.open("/connect", company=COMPANY)
            admin.send("/connect", company=COMPANY, key=key)
            if admin.path != "/connect/pair":
                raise InstallerError(f"The page {admin.path} came instead of the question whether this is right.")
            name = self._rows("SELECT pleo_name FROM pleo_erp_connection WHERE company = ?", COMPANY)[0]["pleo_name"]
            proposed = [choice.value for choice in self._offers(admin) if choice.chosen and choice.value]
            if name not in admin.open("/connect/pair", company=COMPANY).said:
                raise InstallerError("The page does not say which Pleo company was connected.")
        return done({"pleo_company": {"name": name}, "proposed": proposed})

    def dimensions(self) -> Step:
        with self._as(ADMINISTRATOR, "Dimensions") as (admin, done):
            offered = {choice.value: " ".join(choice.label.split()) for choice in self._offers(admin) if choice.value}
        return done({"dimensions": [dimension(code, label) for code, label in offered.items()]})

    def select(self, codes: Sequence[str]) -> Step:
        with self._as(ADMINISTRATOR, f"Dimensions: {', '.join(codes)}, Save") as (admin, done):
            lists = admin.open("/dimensions/review", company=COMPANY, code=codes).lists
            admin.send("/dimensions", company=COMPANY, code=codes)
            leaving = [item.rsplit(maxsplit=1) for item in lists[-1]] if len(lists) > 1 else []
        return done({"will_archive": [{"code": words[-1], "name": words[0]} for words in leaving]})

    def plan(self) -> Step:
        with self._as(BOOKKEEPER, "Preview: Create preview") as (person, done):
            person.open("/preview", company=COMPANY)
            person.send("/preview/tasks", company=COMPANY, job="sync-all")
            plan = self._follow(person, "/preview/plan/")
        rows = self._rows(CHANGES, COMPANY, plan)
        changes = [{**row, "reason": render(load_message(row["reason"])), **_sides(row)} for row in rows]
        return done({"plan": plan, "changes": changes})

    def release(self, plan: str) -> Step:
        with self._as(BOOKKEEPER, "Preview: Release these changes") as (person, done):
            person.open(f"/preview/plan/{plan}", company=COMPANY)
            self._known = self._ended()
            person.send(f"/preview/plan/{plan}/release", company=COMPANY)
        answer = self._rows(
            "SELECT COUNT(*) AS approved, MIN(expires_at) AS expires FROM pleo_erp_approval WHERE company = ?", COMPANY
        )
        return done({**answer[0], "expires": f"{answer[0]['expires'][:16].replace('T', ' ')} UTC"})

    def run(self, *, held: bool = False) -> Step:
        """The first one is a person's; what is due, after a release or a day later, the scheduler does by itself."""
        if held:
            with self._as(BOOKKEEPER, "Runs: Run now") as (person, done):
                person.open("/runs", company=COMPANY)
                person.send("/runs/now", company=COMPANY, job="sync-all")
                run = self._follow(person, "/runs/run/")
            return done(self._report(lambda row: row["run_id"] == run))
        known, self._known = self._known, None
        with _timed("the scheduler of pleo-erp serve", "what was released" if known is not None else "a day later") as done:
            if known is None:
                known = self._ended()
                self._a_day_passes()
            deadline = time.monotonic() + RUN_SECONDS
            while not self._ended() - known:
                if (fallen := self._crew.fallen()) or time.monotonic() > deadline:
                    raise self._crew.fault(fallen or SERVER, "has ended by itself" if fallen else "has not run what is due")
                time.sleep(WAIT_SECONDS)
        return done(self._report(lambda row: row["run_id"] not in known))

    def ordinary_day(self) -> None:
        ordinary_day(self._scene.erp)

    def told(self) -> Iterable[tuple[str, str]]:
        yield "Runs", "\n".join(map(_run_line, reversed(self._rows(RUNS, COMPANY))))
        for kind, dimension, code in (("tag", "DEP", "110"), ("tag", "DEP", "340"), ("tag-group", "", "TEAM")):
            with self._as(BOOKKEEPER, "Why?") as (person, _):
                page = person.open("/why", company=COMPANY, kind=kind, dimension=dimension, code=code)
            yield f"Why?: {' '.join(filter(None, (kind, dimension, code)))}", "\n".join(page.said.split("\n")[2:])

    # -- left up

    def keep(self) -> bool:
        say(f"The web pages are up: {self._people[ADMINISTRATOR].address}/")
        for name, role in ((ADMINISTRATOR, "administrator"), (BOOKKEEPER, "bookkeeper")):
            say(f"    {role + ':':15} login name {name}, password {self.passwords[name]}")
        say("In the menu:")
        say("    Preview                 what a run would change and why; nothing goes to Pleo before you have seen it")
        say("    Runs                    run at once, pause, resume; every run, what it did, and whether it adds up")
        say("    Why?                    for example Tag, DEP, 110")
        say("    Connection, Dimensions, Settings, People, Changes    (the administrator only)")
        say("The scheduler of the same process runs what is due: tags every hour, accounts every day.")
        say("The ERP is a SQLite file, erp.sqlite: change a name in analytic_account_account, then preview and run again.")
        say(f"It is in {self._scene.folder}, with Pleo's records in pleo.json. What the programs say is in {self._crew.logs}.")
        say("Ctrl-C ends and removes it all.")
        self._crew.watch()
        return False

    # -- its parts

    def _link(self) -> re.Match[str] | None:
        return LINK.search(self._crew.log(SERVER).read_text("utf-8", "replace"))

    def _links(self) -> tuple[str, str]:
        found = self._link()
        if found is None:
            raise self._crew.fault(SERVER, "printed no link")
        return found[1], found[2]

    def _choose_password(self, person: str, address: str, link: str, **form: str) -> Browser:
        """Open a one-time link, choose a password, log in with it."""
        browser = self._people[person] = Browser(address)
        password = self.passwords[person]
        browser.open(link)
        browser.send(link, password=password, repeated=password, **form)
        browser.send("/login", login=person, password=password)
        return browser

    @contextmanager
    def _as(self, person: str, line: str) -> Iterator[tuple[Browser, Callable[[dict[str, Any]], Step]]]:
        with _timed(line, f"{person}, in a browser") as done:
            if person not in self._people:
                raise InstallerError("Nobody is logged in yet.")
            yield self._people[person], done

    def _offers(self, person: Browser) -> Sequence[Any]:
        return person.open("/dimensions", company=COMPANY).choices.get("code", [])

    def _follow(self, person: Browser, end: str) -> str:
        """Load the page again and again, as its script does, until it leads to its end; what that is about."""
        here, deadline = person.path, time.monotonic() + RUN_SECONDS
        while not person.path.startswith(end):
            if (fallen := self._crew.fallen()) or time.monotonic() > deadline:
                raise self._crew.fault(fallen or SERVER, "has ended by itself" if fallen else "does not come to an end")
            time.sleep(WAIT_SECONDS)
            person.open(here, company=COMPANY)
        return person.path.removeprefix(end)

    def _rows(self, sql: str, *parameters: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self._scene.erp, timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql, parameters)]

    def _ended(self) -> set[str]:
        return {row["run_id"] for row in self._rows(RUNS, COMPANY)}

    def _report(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        row = next(filter(wanted, self._rows(RUNS, COMPANY)))
        requests = {name: row[f"{name[:-1] if name != 'retries' else 'retry'}_count"] for name in ("reads", "writes", "retries")}
        return {"status": row["run_status"], "requests": requests, "units": json.loads(row["units_json"])}

    def _a_day_passes(self) -> None:
        """The demo has no day to wait: all that was done was done a day earlier."""
        with closing(sqlite3.connect(self._scene.erp, timeout=20)) as database, database:
            for statement in A_DAY:
                database.execute(statement)


@contextmanager
def _timed(line: str, who: str) -> Iterator[Callable[[dict[str, Any]], Step]]:
    started = time.monotonic()
    seconds = 0.0

    def done(answer: dict[str, Any]) -> Step:
        return Step(line, who, seconds, answer)

    yield done
    seconds = time.monotonic() - started


def _parts(link: str) -> tuple[str, str]:
    found = LINK.fullmatch(link.strip())
    if found is None:
        raise InstallerError("The page shows no link for the new person.")
    return found[1], found[2]


def dimension(code: str, label: str) -> dict[str, Any]:
    """Of what stands beside a box ("Services DEP 12 values") or in a drop-down ("Services (DEP) – 12 values")."""
    found = re.match(rf"(.*?) \(?{re.escape(code)}\)?(?: –)? (one|\d+) value", label)
    name, values = (found[1], found[2]) if found else (label, "0")
    return {"code": code, "name": name, "values": 1 if values == "one" else int(values), "selectable": True}


def _run_line(run: dict[str, Any]) -> str:
    return (
        f"{run['run_id']}  {run['run_status']:8} {run['change_count']:4} changes, {run['read_count']:3} reads,"
        f" {run['write_count']:3} writes  by {run['user_name']}"
    )


def _sides(row: dict[str, Any]) -> dict[str, str]:
    return {side: as_text(json.loads(row[f"{side}_json"] or "null")) for side in SIDES}
