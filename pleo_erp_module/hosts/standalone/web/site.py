"""What the pages share: configuration, module, tables, clock; and the one way to ask the module."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, tzinfo
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pluggy
from flask import current_app, g, request
from tzlocal import get_localzone
from werkzeug.local import LocalProxy

from pleo_erp_hookspecs import (
    Action,
    Company,
    ModuleClient,
    PleoErpError,
    ProgressCallback,
    Session,
    StopSignal,
    User,
    load_modules,
)
from pleo_erp_hookspecs.action_call import ActionCall
from pleo_erp_hookspecs.connection_answers import ConnectionAnswer, ConnectionsAnswer, SelectedAnswer
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.config import Config
from pleo_erp_module.hosts.standalone.host_tables import HostTables, WebUser, opened, utc_now
from pleo_erp_module.hosts.standalone.schedule import Runner, Scheduler
from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost
from pleo_erp_module.hosts.standalone.web.passwords import Passwords
from pleo_erp_module.hosts.standalone.web.preview_tasks import PreviewTasks
from pleo_erp_module.hosts.standalone.web.words import language, page_words

KEY = "pleo_erp"  # of the site among the app's extensions
SWITCHABLE = 20  # up to so many connected companies are listed in the head of a page


def _time_zone(named: str | None) -> tzinfo:
    """Raises ``time_zone_unknown``."""
    try:
        return ZoneInfo(named) if named else get_localzone()
    except (ZoneInfoNotFoundError, ValueError):
        if named:
            raise error("time_zone_unknown", time_zone=named) from None
        return UTC  # the machine contradicts itself


class Site:
    """One configuration, served. `ask` and `record` are for pages; `host`, `open_tables` and the rest for any thread."""

    def __init__(
        self,
        config: Config,
        modules: pluggy.PluginManager | None = None,
        now: Callable[[], datetime] = utc_now,
        passwords: Passwords | None = None,
    ) -> None:
        self.config = config
        self.modules = modules or load_modules()
        self.now = now
        self.passwords = passwords or Passwords()
        self.time_zone = _time_zone(config.erp.time_zone)  # what moments are shown in, unless the user chose otherwise
        self.port = config.web.port  # where it is really served, if the configuration leaves that open
        self._actions: dict[str, Action] = {action.name: action for action in self.modules.hook.pleo_erp_actions(language="en")}
        self.scheduler: Scheduler | None = None  # while the pages are served
        self.previews = PreviewTasks()
        self._own_runner: Runner | None = None
        self._guard = threading.Lock()

    # -- in any thread

    def host(self, user: User, session: Session | None = None) -> StandaloneHost:
        """The host's side of the contract for this user; ``session``: of the request in which alone it is used."""
        return StandaloneHost(self.config, user, session=session, words=page_words)

    def client_of(self, user: User, language: str | None = None) -> ModuleClient:
        """The module, as this user calls it; what nobody asked for is said in the language of the notifications."""
        return ModuleClient(self.modules, self.host(user), language or self.config.notify.language)

    @contextmanager
    def open_tables(self) -> Iterator[HostTables]:
        """The host's own tables, on a connection of its own."""
        with opened(self.config.erp, self.now) as tables:
            yield tables

    def url(self, path: str) -> str:
        """The whole address of a page, for a mail or the terminal."""
        web = self.config.web
        scheme = "https" if web.certificate else "http"
        host = f"[{web.host}]" if ":" in web.host else web.host
        return (web.url or f"{scheme}://{host}:{self.port}") + path

    @property
    def runner(self) -> Runner:
        """What runs jobs: the scheduler's, or one of its own where there is no scheduler."""
        if self.scheduler is not None:
            return self.scheduler.runner
        with self._guard:
            if self._own_runner is None:
                self._own_runner = Runner(self.client_of, now=self.now)
            return self._own_runner

    # -- in a request

    @property
    def tables(self) -> HostTables:
        """The host's own tables, for the rest of this request."""
        return self.session.keep("tables", lambda: opened(self.config.erp, self.now, self.session))

    @property
    def session(self) -> Session:
        """What stays open for this request: one connection serves the host's own tables and the module's."""
        if "session" not in g:
            g.session = Session()
        return cast(Session, g.session)

    @property
    def user(self) -> WebUser:
        """Who is asking."""
        found: WebUser = g.user
        return found

    @property
    def client(self) -> ModuleClient:
        """The module, as the user of this request calls it, in their language; for any thread."""
        return self.client_of(self.user.identity, language())

    @property
    def ask(self) -> ActionCall:
        """Answers one of the module's actions for the user who asks. A change is recorded in the audit trail.

        Raises PleoErpError, which becomes a page; a form may catch it and `error_pages.flash_fault` it instead.
        """
        return self._ask

    def _ask(self, action: str, /, **arguments: Any) -> Any:
        told: dict[str, Any] = g.setdefault("told", {})  # by what was asked: several parts of a page ask for the same view
        question = f"{action} {sorted(arguments.items())}"
        if question in told:
            return told[question]
        client = ModuleClient(self.modules, self.host(self.user.identity, self.session), language())
        answer = client.run_action(action, **arguments)
        if self._changes(action, arguments):
            told.clear()
            self.record(action, arguments.get("company"), self._detail(action, arguments))
        else:
            told[question] = answer
        return answer

    def run(
        self,
        company: str,
        job: str,
        dimension: str | None = None,
        progress: ProgressCallback | None = None,
        stop: StopSignal | None = None,
    ) -> Mapping[str, Any]:
        """Run one job to its end, for the user who asks; its report. That it was started is recorded."""
        self.record("run", company, job if dimension is None else f"{job} {dimension}")
        return self.client.run_job(company, job, dimension=dimension, progress=progress, stop=stop)

    def record(self, action: str, company: str | None = None, detail: str = "", user: str | None = None) -> None:
        """A line in the audit trail. ``detail`` holds no secret."""
        self.tables.audit.add(user or self.user.login, address(), action, company, detail)

    def first_connections(self) -> ConnectionsAnswer:
        """The connections that the head of a page lists, if they are not too many."""
        found: ConnectionsAnswer = self.ask("connections", limit=SWITCHABLE)
        return found

    def connection(self, company: str) -> ConnectionAnswer | None:
        """The connection of a company, of those that the head of the page lists if it is among them."""
        first = self.first_connections()
        found = [one for one in first["connections"] if one["company"] == company]
        if not found and first["more"]:
            found = self.ask("connections", company=company)["connections"]
        return next(iter(found), None)

    def company(self, wanted: str) -> Company | None:
        """The company of this id: a connected one as it was called at `connect`, any other as the ERP has it."""
        connection = self.connection(wanted)
        if connection is not None:
            if connection["company_name"]:
                return Company(wanted, connection["company_name"])
            with suppress(PleoErpError):  # connected by a version that kept no name, and perhaps the ERP has it no longer
                for company in self._of_the_erp(company=wanted):
                    return company
            return Company(wanted, wanted)
        return next(iter(self._of_the_erp(company=wanted)), None)

    def only_company(self) -> Company | None:
        """The one company that is connected, or the one that the ERP has; None if there are several, or none."""
        connected = self.first_connections()["connections"]
        if connected:
            return self.company(connected[0]["company"]) if len(connected) == 1 else None
        found = self._of_the_erp(limit=2)
        return found[0] if len(found) == 1 else None

    def selected(self, company: str) -> Sequence[SelectedAnswer]:
        """Code and name of each selected dimension; none if the company is not connected, or none was chosen."""
        found = self.connection(company)
        return found["selected"] or () if found else ()

    def jobs(self, *, offered: bool = False) -> dict[str, str]:
        """The jobs with their labels: all of them, or those that people choose from a list."""
        return {one["job"]: one["label"] for one in self.ask("kinds")["jobs"] if one["offered"] or not offered}

    def job_label(self, job: str) -> str:
        """What users call a job."""
        return self.jobs().get(job, job)

    @property
    def job_of_dimensions(self) -> str:
        """The job that may be restricted to one dimension."""
        return next(str(one["job"]) for one in self.ask("kinds")["jobs"] if one["dimension"])

    def _of_the_erp(self, **which: Any) -> list[Company]:
        return [Company(one["id"], one["name"]) for one in self.ask("companies", **which)["companies"]]

    def _changes(self, name: str, arguments: Mapping[str, Any]) -> bool:
        action = self._actions[name]
        asks_only = arguments.get("dry_run") or (name == "settings" and not arguments.get("changes"))
        return not action.view and not asks_only

    def _detail(self, name: str, arguments: Mapping[str, Any]) -> str:
        open_to_see = [one.name for one in self._actions[name].parameters if one.type != "secret" and one.name != "company"]
        return ", ".join(f"{key}={_short(arguments[key])}" for key in open_to_see if arguments.get(key) not in (None, False))


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={one}" for key, one in value.items())
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def address() -> str:
    """Where the request comes from."""
    return request.remote_addr or ""


def close_session(fault: BaseException | None = None) -> None:
    """End this request's session."""
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()


#: The site of the app that answers this request.
site: Site = cast(Site, LocalProxy(lambda: current_app.extensions[KEY]))
