"""Finding what a machine has, and saying or doing what it lacks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pleo_erp_installer import system
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.places import Places
from pleo_erp_installer.system import Need

ODBCINST = """
[ODBC]
Trace=No
[SQLite3]
Description=SQLite3 ODBC Driver
Driver=libsqlite3odbc.so
[PostgreSQL Unicode]
Driver=psqlodbcw.so
UsageCount=1
UsageCount=1
"""

THERE = Need("there", "for x", lambda: True, {"apt-get": "there", "dnf": "there", "brew": "there"})
GONE = Need("gone", "for y", lambda: False, {"apt-get": "gone-deb", "dnf": "gone-rpm", "brew": "gone"})
ALSO = Need("also", "for z", lambda: False, {"apt-get": "also-deb", "dnf": "also-rpm", "brew": "also"})


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path, tmp_path / "venv", tmp_path / "cache")
    made.make_cache()
    return made


@pytest.mark.parametrize("text", [ODBCINST.replace("UsageCount=1\nUsageCount=1\n", ""), ODBCINST, "stray\n" + ODBCINST])
def test_drivers_are_read_even_from_an_untidy_file(text: str) -> None:
    assert {"SQLite3", "PostgreSQL Unicode"} <= set(system.drivers_in(text))


@pytest.mark.parametrize(("start", "found"), [("SQLite3", True), ("PostgreSQL Unicode", True), ("PostgreSQL ANSI", False)])
def test_a_driver_is_known_by_how_its_name_starts(start: str, found: bool) -> None:
    assert system.has_driver(start, ["SQLite3 ODBC Driver", "PostgreSQL Unicode(x64)"]) is found


def test_drivers_come_from_where_the_odbc_manager_looks(tmp_path: Path) -> None:
    (tmp_path / "odbcinst.ini").write_text(ODBCINST, "utf-8")
    environ = {"ODBCSYSINI": str(tmp_path), "HOME": str(tmp_path / "home")}
    assert system.odbcinst_files(environ)[0] == tmp_path / "odbcinst.ini"
    assert system.odbcinst_files({"HOME": "h"})[-1] == Path("h/.odbcinst.ini")


def test_the_newest_server_is_taken_by_number_not_by_spelling(tmp_path: Path) -> None:
    for version in ("9", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    nowhere = {"PATH": str(tmp_path / "none"), "PROGRAMFILES": str(tmp_path / "none")}
    assert system.postgresql_folder(nowhere, tmp_path) == tmp_path / "15" / "bin"
    chosen = nowhere | {"PLEO_ERP_POSTGRESQL_BIN": str(tmp_path / "9" / "bin")}
    assert system.postgresql_folder(chosen, tmp_path) == tmp_path / "9" / "bin"
    assert system.postgresql_folder(nowhere, tmp_path / "none") is None


def test_the_browser_is_the_one_that_was_named_else_one_on_the_path(tmp_path: Path) -> None:
    program = tmp_path / ("google-chrome.exe" if sys.platform == "win32" else "google-chrome")
    program.touch(mode=0o755)
    assert system.chromium({"PATH": str(tmp_path)}) == program
    assert system.chromium({"PATH": str(tmp_path), "PLEO_ERP_CHROMIUM": "mine"}) == Path("mine")


def test_only_what_is_missing_is_asked_for() -> None:
    assert system.missing([THERE, GONE]) == [GONE]
    assert system.install_command([GONE, ALSO], "apt-get") == "apt-get install -y --no-install-recommends gone-deb also-deb"


@pytest.mark.parametrize(
    ("manager", "root", "line"),
    [
        ("apt-get", False, "    sudo apt-get install -y --no-install-recommends gone-deb"),
        ("dnf", False, "    sudo dnf install -y gone-rpm"),
        ("dnf", True, "    dnf install -y gone-rpm"),
        ("brew", False, "    brew install gone"),
    ],
)
def test_a_person_gets_one_command_to_run(manager: str, root: bool, line: str) -> None:
    assert line in system.instructions([GONE], manager, root).splitlines()


def test_without_a_known_package_manager_the_parts_are_named() -> None:
    text = system.instructions([GONE], None, False)
    assert "gone, for y" in text
    assert "sudo" not in text


def test_the_first_known_package_manager_counts() -> None:
    assert system.package_manager(lambda name: "/bin/x" if name in {"dnf", "brew"} else None) == "dnf"
    assert system.package_manager(lambda name: None) is None


def test_every_need_has_a_name_with_every_package_manager() -> None:
    for need in system.FOR_THE_TESTS:
        assert set(need.packages) == set(system.MANAGERS)


def test_nothing_is_done_where_nothing_is_missing(places: Places) -> None:
    system.ensure([THERE], places)
    assert not (places.logs / "apt.log").exists()


def test_without_rights_nothing_is_installed_and_the_command_is_said(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "package_manager", lambda: "apt-get")
    monkeypatch.setattr(system, "is_root", lambda: False)
    with pytest.raises(InstallerError, match="sudo apt-get install -y --no-install-recommends gone-deb also-deb"):
        system.ensure([THERE, GONE, ALSO], places)


def test_apt_says_beforehand_what_it_would_install(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Reading package lists...\nInst b (1 Debian [amd64])\nInst gone-deb (2 Debian [amd64])\nConf b (1 Debian)\n"

    def answer(command: list[str], **how: object) -> subprocess.CompletedProcess[str]:
        assert command == ["apt-get", "install", "gone-deb", "--simulate"]
        return subprocess.CompletedProcess(command, 0, said, "")

    monkeypatch.setattr(subprocess, "run", answer)
    assert system.packages_of(["apt-get", "install", "gone-deb"]) == ["b", "gone-deb"]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A person who gives these answers."""
    answers: list[str] = []
    monkeypatch.setattr(system, "is_interactive", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: answers.pop(0))
    yield answers
    assert answers == []


def test_what_will_be_installed_is_said_first_and_a_person_may_refuse(
    terminal: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    terminal += ["", "y", "n"]
    for _ in range(2):
        system.announce([GONE], ["b", "gone-deb"], "Without: --fast")
    with pytest.raises(InstallerError, match="Nothing was installed"):
        system.announce([GONE], ["b", "gone-deb"], "Without: --fast")
    shown = capsys.readouterr().out
    assert "2 system packages will be installed: b gone-deb" in shown
    assert "Without: --fast" in shown


def test_in_ci_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert not system.is_interactive()
    system.announce([GONE], [], "")


def test_old_package_lists_are_refreshed_once(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    present: list[bool] = []
    need = Need("late", "for y", lambda: bool(present), {"apt-get": "late"})

    def run(title: str, command: list[str], *others: object, **more: object) -> None:
        ran.append(" ".join(command[:2]))
        if ran == ["apt-get install"]:
            raise InstallerError("404")
        present.extend([True] * (len(ran) == 3))

    monkeypatch.setattr(system, "run", run)
    monkeypatch.setattr(system, "packages_of", lambda install: ["late"])
    monkeypatch.setattr(system, "package_manager", lambda: "apt-get")
    monkeypatch.setattr(system, "is_root", lambda: True)
    system.ensure([need], places)
    assert ran == ["apt-get install", "apt-get update", "apt-get install"]


def test_what_is_still_not_found_after_installing_is_named(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "run", lambda *words, **more: None)
    monkeypatch.setattr(system, "packages_of", lambda install: [])
    monkeypatch.setattr(system, "package_manager", lambda: "apt-get")
    monkeypatch.setattr(system, "is_root", lambda: True)
    with pytest.raises(InstallerError, match="still not found: gone"):
        system.ensure([GONE], places)
