"""What the demo puts up: a folder with the ERP, the configuration and the key, and a sandbox that plays Pleo."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import environ
from servers import sqlite_connection
from tryton_erp.cache import copy_sqlite, sqlite_template

START_SECONDS = 30
_CHILDREN: dict[int, subprocess.Popen[bytes]] = {}  # a sandbox that this process has started, it also has to wait for
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
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """The demo's folder and where its Pleo listens."""

    folder: Path
    port: int

    @property
    def erp(self) -> Path:
        return self.folder / "erp.sqlite"

    @property
    def config(self) -> Path:
        return self.folder / "pleo-erp.toml"

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

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        return ask(self.port, method, path, body)


def ask(port: int, method: str, path: str, body: Any = None) -> Any:
    """One call to the sandbox's own addresses; never through a proxy."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_sandbox{path}", data=data, method=method)
    request.add_header("Content-Type", "application/json")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        raise InstallerError(f"The sandbox refused {method} {path}: {error.read().decode('utf-8', 'replace')}") from error
    return json.loads(text) if text else None


def put_up(places: Places, port: int | None = None) -> Scene:
    """A fresh scene; what an earlier one left is removed first."""
    tear_down(places)
    places.demo.mkdir(parents=True)
    scene = Scene(places.demo, port or free_port())
    copy_sqlite(sqlite_template(), scene.erp)
    text = CONFIG.format(connection=sqlite_connection(scene.erp), key_file=places.demo / "vault.key", base_url=scene.base_url)
    scene.config.write_text(text, "utf-8")
    _start_sandbox(places, scene)
    return scene


def _start_sandbox(places: Places, scene: Scene) -> None:
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        str(scene.port),
        "--state",
        str(scene.folder / "pleo.json"),
        "--rate",
        "0",
    ]
    log = scene.folder / "sandbox.log"
    # A session of its own: an interruption in the terminal is for the demo, and --keep outlives it.
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=scene.folder,
            env=environ(places),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **apart,
        )
    _CHILDREN[process.pid] = process
    record = {"pid": process.pid, "started": psutil.Process(process.pid).create_time(), "port": scene.port}
    (scene.folder / "demo.json").write_text(json.dumps(record), "utf-8")
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            ask(scene.port, "GET", "/switches")
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise InstallerError(f"The sandbox did not start:\n{log.read_text('utf-8', 'replace')}") from None
        time.sleep(0.05)


def tear_down(places: Places) -> bool:
    """End the sandbox of the demo's folder, if it still runs, and remove the folder. Whether there was anything."""
    if not places.demo.exists():
        return False
    try:
        record = json.loads((places.demo / "demo.json").read_text("utf-8"))
        process = psutil.Process(record["pid"])
        ours = process.create_time() == record["started"]
    except (OSError, ValueError, KeyError, psutil.Error):
        ours = False
    if ours:
        _end(process, record["port"])
    shutil.rmtree(places.demo)
    return True


def _end(process: psutil.Process, port: int) -> None:
    waiting = _CHILDREN.pop(process.pid, process)
    try:
        ask(port, "POST", "/quit")
    except (OSError, InstallerError):
        process.terminate()
    try:
        waiting.wait(timeout=10)
    except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
        process.kill()
        waiting.wait(timeout=10)


def free_port() -> int:
    """A TCP port on this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def shell_words(words: Sequence[str | Path]) -> str:
    """A command that can be pasted into this system's shell."""
    if os.name == "nt":
        return subprocess.list2cmdline([str(word) for word in words])
    import shlex

    return shlex.join(str(word) for word in words)
