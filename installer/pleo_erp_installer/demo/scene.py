"""What the demo puts up around its host: a folder with the ERP in it, and a sandbox that plays Pleo."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.demo.processes import Crew, Member, end_strangers
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import environ
from tryton_erp.cache import copy_sqlite, sqlite_template

KINDS = ("groups", "tags", "accounts")
TRIES = 3  # a port that was free may be taken by somebody else
OWNER, KEPT = "owner.json", "kept"
STOP_SECONDS = 60
PROBE_SECONDS = 5
_CREWS: dict[Path, Crew] = {}  # what this process has started it also has to wait for


@dataclass(frozen=True, slots=True)
class Scene:
    """The demo's folder, its processes, and where its Pleo listens."""

    folder: Path
    port: int
    crew: Crew

    @property
    def erp(self) -> Path:
        return self.folder / "erp.sqlite"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pleo(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that Pleo holds."""
        state: dict[str, list[dict[str, Any]]] = self._ask("GET", "/state")
        return state

    def seed(self, state: Mapping[str, Any]) -> None:
        """Replace everything that Pleo holds."""
        self._ask("PUT", "/state", state)

    def requests(self) -> list[dict[str, Any]]:
        """What Pleo was asked since `forget`."""
        entries: list[dict[str, Any]] = self._ask("GET", "/log")["requests"]
        return entries

    def forget(self) -> None:
        """Begin a new log of requests."""
        self._ask("POST", "/reset-log")

    def changed(self, before: Mapping[str, list[dict[str, Any]]]) -> int:
        """How many records are new or other than they were."""
        old = {(kind, row["id"]): row for kind in KINDS for row in before[kind]}
        return sum(old.get((kind, row["id"])) != row for kind, rows in self.pleo().items() if kind in KINDS for row in rows)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        try:
            return ask(self.port, method, path, body)
        except OSError as error:
            raise self.crew.fault("sandbox", f"no longer answers ({error})") from None


def ask(port: int, method: str, path: str, body: Any = None, seconds: float = 30) -> Any:
    """One call to the sandbox's own addresses; never through a proxy."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_sandbox{path}", data=data, method=method)
    request.add_header("Content-Type", "application/json")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=seconds) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise InstallerError(f"The sandbox refused {method} {path}: {error.read().decode('utf-8', 'replace')}") from error
    return json.loads(text) if text else None


def put_up(places: Places, port: int | None = None) -> Scene:
    """A fresh scene; what an earlier one left is removed first."""
    tear_down(places)
    places.demo.mkdir(parents=True)
    own = Member.of("demo", psutil.Process().pid)
    (places.demo / OWNER).write_text(json.dumps(asdict(own)), "utf-8")
    places.demo_logs.mkdir(parents=True, exist_ok=True)
    for log in places.demo_logs.glob("*.log"):
        log.unlink()
    crew = _CREWS[places.demo] = Crew(places.demo, places.demo_logs, environ(places) | {"PYTHONWARNINGS": "ignore"})
    # In a process of its own, which an interruption ends with everything that it has started.
    crew.run("erp", [sys.executable, "-m", "tryton_erp.cache", "sqlite"])
    for _ in range(TRIES):
        scene = Scene(places.demo, port or free_port(), crew)
        if _sandbox(scene):
            copy_sqlite(sqlite_template(), scene.erp)
            return scene
    raise crew.fault("sandbox", "does not start")


def _sandbox(scene: Scene) -> bool:
    state = ["--state", str(scene.folder / "pleo.json"), "--rate", "0"]
    scene.crew.start("sandbox", [sys.executable, "-m", "sandbox", "--port", str(scene.port), *state])
    return scene.crew.await_("sandbox", lambda: answers(scene.port))


def answers(port: int) -> bool:
    """Whether a sandbox listens there."""
    try:
        ask(port, "GET", "/switches", seconds=PROBE_SECONDS)
    except (OSError, InstallerError):  # the latter from somebody else's server
        return False
    return True


def tear_down(places: Places) -> bool:
    """End every process of the demo's folder, and remove it. Whether there was anything."""
    if crew := _CREWS.pop(places.demo, None):
        crew.end()
    if not places.demo.exists():
        return False
    end_strangers(places.demo)
    shutil.rmtree(places.demo)
    return True


def stop(places: Places) -> bool:
    """The same for the demo of another process: that one is asked first to put its things away."""
    if (owner := _owner(places)) is None:
        return tear_down(places)
    with suppress(psutil.Error):  # it has ended meanwhile, or is stuck
        process = psutil.Process(owner.pid)
        process.terminate()
        process.wait(STOP_SECONDS)
    tear_down(places)
    return True


def _owner(places: Places) -> Member | None:
    """The demo that runs in the folder, if it still runs."""
    try:
        owner = Member(**json.loads((places.demo / OWNER).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return owner if owner.there() else None


def keep(places: Places) -> None:
    """Tell a demo that waits for this one that it would wait for long."""
    (places.demo / KEPT).touch()


def refuse_to_wait(places: Places) -> None:
    """Raises InstallerError if the demo that is under way stays."""
    if (places.demo / KEPT).exists() and _owner(places):
        raise InstallerError(
            "A demo is up already, and stays. End it with Ctrl-C where it runs, or here with: python3 installer demo --stop"
        )


def free_port() -> int:
    """A TCP port on this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
