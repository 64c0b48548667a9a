"""The demo's story inside Tryton: its own screens' wizards through its client library, and its own scheduler."""

from __future__ import annotations

import json
import secrets
import sqlite3
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pleo_erp_installer.console import InstallerError, say
from pleo_erp_installer.demo.check import PARTS
from pleo_erp_installer.demo.host import DAY, Step
from pleo_erp_installer.demo.scene import PROBE_SECONDS, TRIES, Scene, free_port
from pleo_erp_installer.places import Places
from tryton_erp import web_client
from tryton_host.tryton import ADMINISTRATOR, BOOKKEEPER, Person, Server, Tryton, Wizard
from tryton_host.world import choose

COMPANY = 1
RUN = ("id", "name", "job", "user", "state", "change_count", "reads", "writes", "retries", "fault")
UNIT = ("unit", "state", "read_erp", "read_pleo", *PARTS)
OWN_PATH = {"PYTHONPATH": ""}  # nothing of the demo's: Tryton uses the module as it was installed
ONE = ("-v", "-n", "1")  # the demo has one database: one process is enough


class TrytonHost:
    """Tryton 8.0 as host. ``keep`` asks for its web client, too."""

    def __init__(self, places: Places, put_up: Scene, *, keep: bool) -> None:
        self._places = places
        self._scene, self._crew, self._keep = put_up, put_up.crew, keep
        self.passwords = {name: secrets.token_urlsafe(9) for name in (ADMINISTRATOR, BOOKKEEPER)}
        self.tryton = Tryton(put_up.folder, put_up.erp.stem)
        self._admin: Person | None = None
        self._preview: Wizard | None = None
        self._runs = 0

    @property
    def admin(self) -> Person:
        """The demo's administrator, logged in."""
        if self._admin is None:
            raise InstallerError("Nobody is logged in yet.")
        return self._admin

    # -- the story

    def install(self) -> Step:
        if self._keep:
            self._fetch_web_client()
        with _timed("trytond-admin -u pleo_erp; trytond", "as the server's administrator") as done, _faults():
            self._configure()
            password = self._scene.folder / "password"
            password.write_text(self.passwords[ADMINISTRATOR], "utf-8")
            activate = self.tryton.command("trytond-admin", "-m", "-u", "pleo_erp", "-p")
            self._crew.run("trytond-admin", activate, TRYTONPASSFILE=str(password), **OWN_PATH)
            password.unlink()
            self._admin = self._serve().login(ADMINISTRATOR, self.passwords[ADMINISTRATOR])
            self._admin.work_in(COMPANY)
            self._add_bookkeeper()
        return done({})

    def connect(self, key: str) -> Step:
        with _timed("Pleo > Configuration > Connect to Pleo", ADMINISTRATOR) as done, _faults():
            wizard = self.admin.wizard("pleo_erp.connect")
            wizard.form.api_token = key
            wizard.execute("connect")
            form = wizard.form
            wizard.execute("end")
        return done({"pleo_company": {"name": form.pleo_name}, "proposed": _words(form.proposed)})

    def dimensions(self) -> Step:
        with _timed("Pleo > Configuration > Dimensions", ADMINISTRATOR) as done, _faults():
            lines = self.admin.wizard("pleo_erp.select").form.lines
        return done({"dimensions": [vars(line) for line in lines]})

    def select(self, codes: Sequence[str]) -> Step:
        with _timed(f"Pleo > Configuration > Dimensions: {', '.join(codes)}", ADMINISTRATOR) as done, _faults():
            will_archive = choose(self.admin, *codes).will_archive or ""
            leaving = [line.split(maxsplit=1) for line in will_archive.splitlines()]
        return done({"will_archive": [{"code": words[0], "name": words[-1]} for words in leaving]})

    def plan(self) -> Step:
        with _timed("Pleo > Preview and Release: Preview", ADMINISTRATOR) as done, _faults():
            self._preview = self.admin.wizard("pleo_erp.preview")
            self._preview.execute("plan")
            form = self._preview.form
        changes = [{**vars(line), "before": line.before or "-", "after": line.after or "-"} for line in form.changes]
        return done({"plan": form.plan, "changes": changes})

    def release(self, plan: str) -> Step:
        with _timed("Pleo > Preview and Release: Release", ADMINISTRATOR) as done, _faults():
            if self._preview is None or self._preview.form.plan != plan:
                raise InstallerError("Another plan is on the screen.")
            self._preview.execute("release")
            form = self._preview.form
            self._preview.execute("end")
        return done({"approved": form.approved, "expires": f"{form.expires} UTC"})

    def run(self, *, held: bool = False) -> Step:
        if self._runs:
            self._a_day_passes()
        with _timed("trytond-cron --once", f"the scheduler{', a day later' * bool(self._runs)}") as done:
            self._crew.run("trytond-cron", self.tryton.command("trytond-cron", "--once", *ONE), **OWN_PATH)
        with _faults():
            found = self._read("pleo_erp.run", [["company", "=", COMPANY]], RUN)
            if len(found) != self._runs + 1:
                raise self._crew.fault("trytond-cron", "ran nothing")
            self._runs += 1
            return done(self._report(found[0]))

    def ordinary_day(self) -> None:
        with _faults():
            model = "analytic_account.account"
            company = [["company", "=", COMPANY]]
            rows = self._read(model, [*company, ["type", "=", "root"]], ("id", "code"))
            roots = {row["code"]: row["id"] for row in rows}

            def value(root: str, code: str) -> list[int]:
                found: list[int] = self.admin.ask(model, "search", [*company, ["root", "=", roots[root]], ["code", "=", code]])
                return found

            with self.admin.session.set_context(language="fr"):
                self.admin.ask(model, "write", value("DEP", "120"), {"name": DAY["renamed"]})
            self.admin.ask(model, "write", value("PRJ", "P-1001"), {"state": "closed"})
            project = {"code": "P-3001", "name": DAY["added"], "type": "normal", "state": "opened", "company": COMPANY}
            self.admin.ask(model, "create", [{**project, "root": roots["PRJ"], "parent": roots["PRJ"]}])

    def told(self) -> Iterable[tuple[str, str]]:
        with _faults():
            yield "Pleo > Runs", "\n".join(map(_run_line, self._read("pleo_erp.run", [["company", "=", COMPANY]], RUN)))
            for kind, dimension, code in (("tag", "DEP", "110"), ("tag", "DEP", "340"), ("tag-group", None, "TEAM")):
                wizard = self.admin.wizard("pleo_erp.why")
                wizard.form.kind, wizard.form.dimension, wizard.form.code = kind, dimension, code
                wizard.execute("done")
                yield f"Pleo > Why?: {' '.join(filter(None, (kind, dimension, code)))}", _why(wizard.form)

    # -- left up

    def keep(self) -> bool:
        if not self._keep:
            return False
        self._crew.start("trytond-cron", self.tryton.command("trytond-cron", *ONE), **OWN_PATH)
        address = self.tryton.sections["web"]["listen"]
        say(f"Tryton is up: http://{address}/#{self.tryton.database}")
        for name, role in ((ADMINISTRATOR, "administrator"), (BOOKKEEPER, "bookkeeper")):
            say(f"    {role + ':':15} user name {name}, password {self.passwords[name]}")
        say("In the menu, open Pleo:")
        say("    Connections             what is connected; pause, resume, disconnect")
        say("    Preview and Release     what a run would change and why; nothing goes to Pleo before you have seen it")
        say("    Run Now, Runs           run at once; every run, what it did, and whether it adds up")
        say("    Why?                    for example Tag, DEP, 110")
        say("    Configuration           connect, choose dimensions, settings (the administrator only)")
        say("As administrator: change a value (Financial > Configuration > Analytic > Accounts), then preview and run again.")
        say("The scheduler (trytond-cron) is up, too: Administration > Scheduler > Actions > Synchronise with Pleo.")
        say(f"Pleo's records are in {self._scene.folder / 'pleo.json'}, what the programs say in {self._crew.logs}.")
        say("Ctrl-C ends and removes it all.")
        self._crew.watch()
        return False

    # -- its parts

    def _configure(self) -> None:
        scene = self._scene
        self.tryton.configure(
            database={"uri": "sqlite://", "path": scene.folder},
            pleo_erp={
                "key_file": scene.folder / "vault.key",
                "base_url": scene.base_url,
                "requests_per_minute": 60000,  # Pleo allows 600; the sandbox on this machine does not count
                "language": "fr",
            },
        )

    def _fetch_web_client(self) -> None:
        """Without it, in a house without a way to npm's registry, the story can be told all the same."""
        say("- Tryton's web client (fetched from npm once, about 20 s, then kept) ...")
        try:
            self._crew.run("web-client", [sys.executable, "-m", "tryton_erp.web_client"])
        except InstallerError as exc:
            say(f"  {exc}")
            say("  Without it there is nothing to look at: --keep is left out.")
            self._keep = False
        else:
            self.tryton.configure(web={"root": web_client.web_client(self._places.cache)})
            say("  done")

    def _serve(self) -> Server:
        for _ in range(TRIES):
            address = f"127.0.0.1:{free_port()}"
            self.tryton.configure(web={"listen": address})
            self._crew.start("trytond", self.tryton.command("trytond", "-v"), **OWN_PATH)
            if self._crew.await_("trytond", partial(_answers, address)):
                return Server(self.tryton, address)
        raise self._crew.fault("trytond", "does not start")

    def _add_bookkeeper(self) -> None:
        users, groups, companies = (self.admin.model(name) for name in ("res.user", "res.group", "company.company"))
        user = users(login=BOOKKEEPER, name="Bookkeeper", password=self.passwords[BOOKKEEPER])
        user.companies.append(companies(COMPANY))
        user.company = companies(COMPANY)
        for group in groups.find([("name", "in", ["Pleo Bookkeeping", "Analytic Administration", "Accounting"])]):
            user.groups.append(groups(group.id))
        user.save()

    def _a_day_passes(self) -> None:
        """The demo has no day to wait: Tryton's task and the module's units are due again, as they are tomorrow."""
        yesterday = f"{datetime.now(UTC) - timedelta(days=1, hours=1):%Y-%m-%dT%H:%M:%S.%fZ}"
        with closing(sqlite3.connect(self._scene.erp, timeout=20)) as database, database:
            database.execute("UPDATE ir_cron SET next_call = NULL WHERE method = 'pleo_erp.connection|run_due'")
            database.execute("UPDATE pleo_erp_unit SET checked_at = ? WHERE checked_at IS NOT NULL", [yesterday])

    def _read(self, model: str, domain: list[Any], names: Sequence[str]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.admin.ask(model, "search_read", domain, 0, None, None, list(names))
        return rows

    def _report(self, run: dict[str, Any]) -> dict[str, Any]:
        units = self._read("pleo_erp.run.unit", [["run", "=", run["id"]]], UNIT)
        return {
            "status": run["state"],
            "requests": {name: run[name] for name in ("reads", "writes", "retries")},
            "units": [
                {**unit, "status": unit["state"], "read": {"erp": unit["read_erp"], "pleo": unit["read_pleo"]}} for unit in units
            ],
        }


@contextmanager
def _timed(line: str, who: str) -> Iterator[Callable[[dict[str, Any]], Step]]:
    started = time.monotonic()
    seconds = 0.0

    def done(answer: dict[str, Any]) -> Step:
        return Step(line, who, seconds, answer)

    yield done
    seconds = time.monotonic() - started


@contextmanager
def _faults() -> Iterator[None]:
    """What Tryton refuses, and a server that is gone, as the demo tells it."""
    try:
        yield
    except (InstallerError, KeyboardInterrupt, GeneratorExit):
        raise
    except Exception as exc:
        raise InstallerError(f"Tryton refused, or has gone: {type(exc).__name__}: {exc}") from exc


def _answers(address: str) -> bool:
    """Whether a Tryton listens there."""
    body = json.dumps({"method": "common.server.version", "params": []}).encode()
    request = urllib.request.Request(f"http://{address}/rpc/", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PROBE_SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _run_line(run: dict[str, Any]) -> str:
    return (
        f"{run['name']}  {run['state']:8} {run['change_count']:4} changes, {run['reads']:3} reads, {run['writes']:3} writes"
        f"  by {run['user']}"
    )


def _why(form: Any) -> str:
    parts = (
        ("In the ERP", form.erp),
        ("In Pleo", form.pleo),
        ("A run would do", form.decision),
        ("Last change", form.answer),
    )
    return "\n".join([form.explanation or "", *(f"{title}: {text}" for title, text in parts if text)])
