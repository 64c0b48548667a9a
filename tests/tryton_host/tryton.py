"""A Tryton installation with the module in it: its configuration, its programs, its server, and people who are logged in.

Tryton itself is never imported here: it chooses its database engine once per process.
"""

from __future__ import annotations

import base64
import importlib
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xmlrpc.client import ServerProxy

import psutil
import requests

from servers import free_port
from tryton_host.prefork import AVAILABLE, Forked, prefork

ADMINISTRATOR, BOOKKEEPER, STRANGER = "admin", "bookkeeper", "stranger"
PASSWORD = "a long pass word 1"  # Tryton refuses short and common ones
SECONDS = 120  # after which a program is stuck
_SUFFIX = ".exe" if sys.platform == "win32" else ""


@dataclass(slots=True)
class Tryton:
    """One database of one Tryton; ``sections`` is its trytond.conf.

    ``copied``: it has the modules of all such databases, so that programs may start quickly.
    """

    folder: Path
    database: str
    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    copied: bool = False

    @property
    def config(self) -> Path:
        return self.folder / "trytond.conf"

    @property
    def log(self) -> Path:
        return self.folder / "trytond.log"

    def configure(self, **sections: Mapping[str, object]) -> None:
        """Change options and write the file; an option that is None goes."""
        for name, options in sections.items():
            section = {**self.sections.get(name, {}), **{key: str(value) for key, value in options.items() if value is not None}}
            for key, value in options.items():
                if value is None:
                    section.pop(key, None)
            self.sections[name] = section
        lines = []
        for name, options in self.sections.items():
            lines.append(f"[{name}]")
            lines += [f"{key} = {value}" for key, value in options.items()]
        self.config.write_text("\n".join(lines) + "\n", "utf-8")

    def command(self, program: str, *arguments: str) -> list[str]:
        """One of Tryton's programs, for this database."""
        path = Path(sysconfig.get_path("scripts")) / f"{program}{_SUFFIX}"
        return [str(path), "-c", str(self.config), "-d", self.database, *arguments]

    def call(self, program: str, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Run a program to its end, which must be a good one; all that it said."""
        self.copied = False  # it may change the modules
        done = subprocess.run(
            self.command(program, *arguments),
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def activate(self) -> None:
        """What an administrator does after the installation; also gives the user admin a password."""
        password = self.folder / "password"
        password.write_text(PASSWORD, "utf-8")
        self.call("trytond-admin", "-m", "-u", "pleo_erp", "-p", environment={"TRYTONPASSFILE": str(password)})

    def cron(self, *arguments: str) -> str:
        """The scheduler, once, with everything that is due now."""
        if not (self.copied and AVAILABLE):
            return self.call("trytond-cron", "--once", "-v", *arguments)
        log = self.folder / "trytond-cron.log"
        log.unlink(missing_ok=True)
        code = self._forked("trytond-cron", "--once", "-v", *arguments, log=log).wait(SECONDS)
        said = log.read_text("utf-8")
        assert code == 0, said
        return said

    @contextmanager
    def serve(self, verbosity: str = "-v") -> Iterator[Server]:
        """The server, until the block ends."""
        port = free_port()
        self.configure(web={"listen": f"127.0.0.1:{port}"})
        process: Forked | subprocess.Popen[bytes]
        if self.copied and AVAILABLE:
            process = self._forked("trytond", verbosity, log=self.log)
        else:
            with self.log.open("ab") as log:
                process = subprocess.Popen(
                    self.command("trytond", verbosity), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
                )
        try:
            server = Server(self, f"127.0.0.1:{port}")
            server.wait(process)
            yield server
        finally:
            _end(process)

    def _forked(self, program: str, *arguments: str, log: Path) -> Forked:
        words = [program, "-c", str(self.config), "-d", self.database, *arguments]
        return prefork(self.sections, self.database).start(words, log)


@dataclass(slots=True)
class Server:
    """A running server."""

    tryton: Tryton
    address: str

    def wait(self, process: Forked | subprocess.Popen[bytes]) -> None:
        """Until it answers."""
        probe = requests.Session()
        probe.trust_env = False
        retries = requests.adapters.HTTPAdapter(max_retries=_patience())
        probe.mount("http://", retries)
        call = {"method": "common.server.version", "params": []}
        answer = probe.post(f"http://{self.address}/rpc/", json=call, timeout=SECONDS)
        assert process.poll() is None, self.tryton.log.read_text("utf-8", "replace")
        assert answer.ok, self.tryton.log.read_text("utf-8", "replace")

    def login(self, name: str = ADMINISTRATOR, password: str = PASSWORD) -> Person:
        """Somebody with Tryton's own client library, in a session: checking a password takes a fifth of a second, each time."""
        proteus: Any = importlib.import_module("proteus")
        url = f"http://{self.address}/{self.tryton.database}/rpc/"
        common: Any = ServerProxy(url, allow_none=True).common
        user, session, *_ = common.db.login(name, {"password": password})
        token = base64.b64encode(f"{name}:{user}:{session}".encode()).decode()
        return Person(self, proteus, proteus.config.XmlrpcConfig(url, headers=[("Authorization", f"Session {token}")]))


@dataclass(slots=True)
class Person:
    """One who is logged in."""

    server: Server
    proteus: Any
    session: Any

    def model(self, name: str) -> Any:
        return self.proteus.Model.get(name, self.session)

    def read(self, name: str, domain: Sequence[Any], *fields: str) -> list[dict[str, Any]]:
        """These fields of many records at once; `model` asks for each record."""
        found: list[dict[str, Any]] = self.ask(name, "search_read", list(domain), 0, None, None, list(fields))
        return found

    def wizard(self, name: str, company: int | None = None) -> Wizard:
        """Open a wizard from the menu, or from the connection of a company."""
        return Wizard(self, name, company)

    def work_in(self, company: int) -> None:
        """Choose the company to work in, as in the preferences."""
        self.session.server.model.res.user.set_preferences({"company": company}, self.session.context)
        self.session._context = self.session.server.model.res.user.get_preferences(True, {})

    def ask(self, name: str, method: str, *arguments: Any, kind: str = "model") -> Any:
        """One request, past all forms."""
        return getattr(self.session.get_proxy(name, type=kind), method)(*arguments, dict(self.session.context))


class Wizard:
    """A wizard as a client drives it: forms are plain values. Proteus' own asks for the defaults of every single line."""

    def __init__(self, person: Person, name: str, company: int | None) -> None:
        self._proxy = person.session.get_proxy(name, type="wizard")
        model = None if company is None else "pleo_erp.connection"
        active = {"active_model": model, "active_id": company, "active_ids": [company] if company else None}
        self._context = {**person.session.context, **active}
        self._session, start, self._end = self._proxy.create(self._context)
        self._state = ""
        self.form = SimpleNamespace()
        self.execute(start)

    def execute(self, state: str) -> None:
        """Press a button: what is in the form goes along."""
        data = {self._state: _plain(self.form)} if self._state else {}
        answer = {} if state == self._end else self._proxy.execute(self._session, data, state, self._context)
        view = answer.get("view")
        if view is None:
            self._proxy.delete(self._session, self._context)
            return
        self._state = view["state"]
        given = {**dict.fromkeys(view["fields_view"]["fields"]), **view["defaults"], **view["values"]}
        self.form = SimpleNamespace(**{name: _lines(value) for name, value in given.items() if "." not in name})


def _lines(value: Any) -> Any:
    return [SimpleNamespace(**line) for line in value] if isinstance(value, list) else value


def _plain(form: SimpleNamespace) -> dict[str, Any]:
    return {name: [vars(line) for line in value] if isinstance(value, list) else value for name, value in vars(form).items()}


def _patience() -> Any:
    util: Any = importlib.import_module("urllib3.util")
    return util.Retry(total=12, connect=12, read=0, backoff_factor=0.05, backoff_max=2, allowed_methods=None)


def _end(process: Forked | subprocess.Popen[bytes]) -> None:
    """Stop it and what it started."""
    family = (
        [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []
    )
    for one in family:
        one.terminate()
    for one in psutil.wait_procs(family, timeout=10)[1]:
        one.kill()
    process.wait(SECONDS)
