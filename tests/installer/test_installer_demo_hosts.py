"""The demo in each host, as a person starts it, from its first line until nothing is left of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.demo import processes
from pleo_erp_installer.demo.browser import Browser
from pleo_erp_installer.demo.processes import Crew, Member
from pleo_erp_installer.demo.scene import Scene
from pleo_erp_installer.demo.tryton import TrytonHost
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import environ

from tryton_erp.cache import cache_folder, sqlite_template
from tryton_erp.web_client import web_client
from tryton_host.tryton import Server, Tryton

pytestmark = pytest.mark.heavy

SECONDS = 280


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The demo's folder is the test's own, and so are the logs."""
    sqlite_template()
    return replace(Places.find(), cache=cache_folder().parent, demo=tmp_path / f"demo-{os.getpid()}")


@contextmanager
def playing(places: Places, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The demo in a process of its own, which is asked to end after the block."""
    command = [sys.executable, "-m", "pleo_erp_installer.demo", *words]
    variables = environ(places) | {"PLEO_ERP_DEMO": str(places.demo), "PLEO_ERP_VENV": sys.prefix}
    flags: dict[str, Any] = {}
    if sys.platform == "win32":
        flags = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    with subprocess.Popen(
        command,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        **flags,
    ) as process:
        try:
            yield process
        finally:
            interrupt(process)


def interrupt(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.send_signal(signal.CTRL_BREAK_EVENT)
    else:
        process.terminate()


def read_to(process: subprocess.Popen[str], last: str) -> str:
    """What it says, up to a line."""
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if last in line:
            break
    return said


def left(members: list[Member]) -> list[str]:
    return [member.name for member in members if member.there()]


def whole(said: str, host: str) -> None:
    """Every step was taken, and everything that was claimed is true."""
    assert "All of it is true" in said, said
    assert " NO " not in said
    assert '{"code"' not in said  # a reason that nobody has put into words
    assert "Traceback" not in said
    assert "Warning" not in said
    assert "the same are active in Pleo, each once" in said
    assert said.count("again: success, 0 writes") == 2
    assert ("trytond-cron" in said) is (host == "tryton")
    assert ("the scheduler of pleo-erp serve" in said) is (host == "standalone")


def test_the_demo_inside_tryton_is_true_can_be_looked_at_and_leaves_nothing_behind(places: Places) -> None:
    root = web_client(cache_folder().parent)
    with playing(places, "--keep") as process:
        said = read_to(process, "Ctrl-C ends")
        whole(said, "tryton")
        members = processes.read(places.demo)
        assert {member.name for member in members} == {"sandbox", "trytond", "trytond-cron"}
        assert left(members) == [member.name for member in members]
        address = re.search(r"http://(127\.0\.0\.1:\d+)/#erp", said)
        people = dict(re.findall(r"user name (\w+), password (\S+)", said))
        assert address is not None
        assert set(people) == {"admin", "bookkeeper"}
        page = requests.get(f"http://{address.group(1)}/", timeout=30)
        assert page.text == (root / "index.html").read_text("utf-8")
        menus = {}
        for name, password in people.items():
            person = Server(Tryton(places.demo, "erp"), address.group(1)).login(name, password)
            menus[name] = {menu["name"] for menu in person.ask("ir.ui.menu", "search_read", [], 0, None, None, ["name"])}
        assert {"Pleo", "Preview and Release"} <= menus["bookkeeper"] <= menus["admin"]
        assert "Connect to Pleo" in menus["admin"] - menus["bookkeeper"]
        interrupt(process)
        assert "ended, and removed" in read_to(process, "ended, and removed")
        assert process.wait(SECONDS) == 0
    assert left(members) == []
    assert not places.demo.exists()


def test_the_demo_on_the_command_line_is_true_and_stays_up_until_it_is_stopped(places: Places) -> None:
    with playing(places, "--host", "command-line", "--keep") as process:
        whole(read_to(process, "demo --stop"), "command-line")
        assert process.wait(SECONDS) == 0
    members = processes.read(places.demo)
    assert left(members) == ["sandbox"]
    with playing(places, "--stop") as process:
        assert read_to(process, "Stopped") == "Stopped and removed.\n"
        assert process.wait(SECONDS) == 0
    assert left(members) == []
    assert not places.demo.exists()
    with playing(places, "--stop") as process:
        assert read_to(process, "no demo") == "There is no demo to stop.\n"
        assert process.wait(SECONDS) == 0


def test_the_demo_on_the_web_pages_is_true_can_be_clicked_and_leaves_nothing_behind(places: Places) -> None:
    with playing(places, "--host", "standalone", "--keep") as process:
        said = read_to(process, "Ctrl-C ends")
        whole(said, "standalone")
        members = processes.read(places.demo)
        assert {member.name for member in members} == {"sandbox", "pleo-erp"}
        assert left(members) == [member.name for member in members]
        address = re.search(r"http://127\.0\.0\.1:\d+(?=/\n)", said)
        people = dict(re.findall(r"login name (\w+), password (\S+)", said))
        assert address is not None
        assert set(people) == {"admin", "bookkeeper"}
        for name, password in people.items():
            person = Browser(address.group())
            person.open("/login")
            assert "Ateliers Dubois" in person.send("/login", login=name, password=password).said
            assert person.open("/runs", company="1").said.count("Succeeded") == 4
            if name == "bookkeeper":
                with pytest.raises(InstallerError, match="403"):
                    person.open("/connect", company="1")
        interrupt(process)
        assert "ended, and removed" in read_to(process, "ended, and removed")
        assert process.wait(SECONDS) == 0
    assert left(members) == []
    assert not places.demo.exists()


@pytest.mark.parametrize(
    ("program", "host", "reached"),
    [
        ("sandbox", "command-line", "Pleo is played by"),
        ("trytond", "tryton", "Connect to Pleo"),
        ("pleo-erp", "standalone", "Connection: Connect"),
    ],
)
def test_a_program_that_is_killed_fails_the_demo_with_a_sentence(places: Places, program: str, host: str, reached: str) -> None:
    with playing(places, "--host", host) as process:
        read_to(process, reached)
        (member,) = [one for one in processes.read(places.demo) if one.name == program]
        psutil.Process(member.pid).kill()
        said = read_to(process, "nothing says this")
        assert process.wait(SECONDS) == 1
    assert "The demo failed." in said
    assert '{"code"' not in said  # a reason that nobody has put into words
    assert "Traceback" not in said
    assert not places.demo.exists()


def test_without_a_way_to_the_web_client_nothing_is_kept(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    crew = Crew(tmp_path, tmp_path, {})

    def run(crew: Crew, name: str, command: list[str], **environ: str) -> None:
        assert name == "web-client", "the story goes on"
        raise crew.fault(name, "ended with 1")

    monkeypatch.setattr(Crew, "run", run)
    host = TrytonHost(places, Scene(tmp_path, 1, crew), keep=True)
    with pytest.raises(InstallerError, match="the story goes on"):
        host.install()
    assert "--keep is left out" in capsys.readouterr().out
    assert not host.keep()


def test_an_interrupted_demo_leaves_nothing_behind(places: Places) -> None:
    with playing(places, "--host", "command-line") as process:
        read_to(process, "pleo-erp connect")
        members = processes.read(places.demo)
        assert left(members) == ["sandbox"]
        interrupt(process)
        assert read_to(process, "nothing says this").endswith("\nInterrupted.\n")
        assert process.wait(SECONDS) == 130
    assert left(members) == []
    assert not places.demo.exists()
