"""What must be on the machine besides Python: the ODBC manager, its drivers, database servers for the tests.

What is missing is installed on Debian and Ubuntu if we are root; elsewhere the one command is said.
"""

from __future__ import annotations

import configparser
import ctypes.util
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pleo_erp_installer.console import InstallerError, run, say
from pleo_erp_installer.lock import alone
from pleo_erp_installer.places import Places


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that has to be there. ``packages`` says what it is called by each package manager."""

    name: str
    why: str
    present: Callable[[], bool]
    packages: Mapping[str, str]


MANAGERS = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "zypper": "zypper install -y",
    "pacman": "pacman -S --needed",
    "brew": "brew install",
}


def odbc_manager_present() -> bool:
    """Whether there is an ODBC manager that pyodbc can load; Windows has one built in."""
    return sys.platform == "win32" or ctypes.util.find_library("odbc") is not None


def odbc_drivers(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The names of the ODBC drivers that are installed."""
    if sys.platform == "win32":
        return _windows_drivers()
    names: list[str] = []
    for path in odbcinst_files(environ):
        names += drivers_in(path.read_text("utf-8", "replace")) if path.is_file() else []
    return names


def odbcinst_files(environ: Mapping[str, str]) -> list[Path]:
    """Where unixODBC looks for drivers."""
    folders = (
        [environ["ODBCSYSINI"]] if environ.get("ODBCSYSINI") else ["/etc", "/usr/local/etc", "/opt/homebrew/etc", "/etc/unixODBC"]
    )
    files = [Path(folder) / environ.get("ODBCINSTINI", "odbcinst.ini") for folder in folders]
    return [*files, Path(environ.get("HOME", "/")) / ".odbcinst.ini"]


def drivers_in(text: str) -> list[str]:
    """The driver sections of an odbcinst.ini."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return re.findall(r"^\[(.+)\]", text, re.MULTILINE)
    return [section for section in parser.sections() if section not in {"ODBC", "ODBC Drivers"}]


def _windows_drivers() -> list[str]:
    names: list[str] = []
    if sys.platform == "win32":
        import winreg

        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers") as key:
            for index in range(winreg.QueryInfoKey(key)[1]):
                names.append(winreg.EnumValue(key, index)[0])
    return names


def has_driver(start: str, drivers: Sequence[str] | None = None) -> bool:
    """Whether a driver's name starts so; Windows and Linux spell the ends differently."""
    return any(name.startswith(start) for name in (odbc_drivers() if drivers is None else drivers))


def postgresql_folder(environ: Mapping[str, str] = os.environ, root: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """The folder with PostgreSQL's server programs, None if there is none."""
    programs = Path(environ.get("PROGRAMFILES", "C:/Program Files")) / "PostgreSQL"
    versions = [folder for base in (root, programs) if base.is_dir() for folder in base.iterdir() if folder.name.isdigit()]
    candidates = [folder / "bin" for folder in sorted(versions, key=lambda folder: int(folder.name), reverse=True)]
    if environ.get("PLEO_ERP_POSTGRESQL_BIN"):
        candidates.insert(0, Path(environ["PLEO_ERP_POSTGRESQL_BIN"]))
    if found := shutil.which("pg_ctl", path=environ.get("PATH")):
        candidates.append(Path(found).resolve().parent)
    return next((folder for folder in candidates if any((folder / name).is_file() for name in ("initdb", "initdb.exe"))), None)


def mariadb_server(environ: Mapping[str, str] = os.environ) -> Path | None:
    """The program of MariaDB's server, None if there is none."""
    folders = [environ.get("PLEO_ERP_MARIADB_BIN"), environ.get("PATH"), "/usr/sbin", "/usr/local/sbin"]
    found = shutil.which("mariadbd", path=os.pathsep.join(folder for folder in folders if folder))
    return Path(found) if found else None


def chromium(environ: Mapping[str, str] = os.environ) -> Path | None:
    """A browser of Chromium's family, None if there is none."""
    if environ.get("PLEO_ERP_CHROMIUM"):
        return Path(environ["PLEO_ERP_CHROMIUM"])
    found = [shutil.which(name, path=environ.get("PATH")) for name in ("chromium", "chromium-browser", "google-chrome", "chrome")]
    elsewhere = [
        Path(environ.get("PROGRAMFILES", "C:/Program Files")) / "Google/Chrome/Application/chrome.exe",
        Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    ]
    return next((path for path in [*map(Path, filter(None, found)), *elsewhere] if path.is_file()), None)


VENV = Need(
    "Python's ensurepip",
    "to build an environment",
    lambda: importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None,
    {"apt-get": "python3-venv", "dnf": "python3", "zypper": "python3", "pacman": "python", "brew": "python"},
)
MANAGER = Need(
    "unixODBC",
    "to reach databases",
    odbc_manager_present,
    {"apt-get": "unixodbc", "dnf": "unixODBC", "zypper": "unixODBC", "pacman": "unixodbc", "brew": "unixodbc"},
)
SQLITE = Need(
    "the ODBC driver for SQLite",
    "to read the demo's ERP",
    lambda: has_driver("SQLite3"),
    {"apt-get": "libsqliteodbc", "dnf": "sqliteodbc", "zypper": "sqliteodbc", "pacman": "sqliteodbc", "brew": "sqliteodbc"},
)
POSTGRESQL = Need(
    "the ODBC driver for PostgreSQL",
    "to read an ERP in PostgreSQL",
    lambda: has_driver("PostgreSQL Unicode"),
    {"apt-get": "odbc-postgresql", "dnf": "postgresql-odbc", "zypper": "psqlODBC", "pacman": "psqlodbc", "brew": "psqlodbc"},
)
SERVER = Need(
    "the PostgreSQL server",
    "for the tests",
    lambda: postgresql_folder() is not None,
    {
        "apt-get": "postgresql",
        "dnf": "postgresql-server",
        "zypper": "postgresql-server",
        "pacman": "postgresql",
        "brew": "postgresql@17",
    },
)
NPM = Need(
    "npm",
    "to fetch Tryton's web client",
    lambda: shutil.which("npm") is not None,
    {"apt-get": "npm", "dnf": "npm", "zypper": "npm-default", "pacman": "npm", "brew": "node"},
)
CHROMIUM = Need(
    "Chromium",
    "to test screens and pages",
    lambda: chromium() is not None,
    {"apt-get": "chromium", "dnf": "chromium", "zypper": "chromium", "pacman": "chromium", "brew": "google-chrome"},
)

MARIADB = Need(
    "the ODBC driver for MariaDB",
    "to read an ERP in MariaDB",
    lambda: has_driver("MariaDB"),
    {
        "apt-get": "odbc-mariadb",
        "dnf": "mariadb-connector-odbc",
        "zypper": "mariadb-connector-odbc",
        "pacman": "mariadb-connector-odbc",
        "brew": "mariadb-connector-odbc",
    },
)
MARIADB_SERVER = Need(
    "the MariaDB server",
    "for the tests",
    lambda: mariadb_server() is not None,
    {"apt-get": "mariadb-server", "dnf": "mariadb-server", "zypper": "mariadb", "pacman": "mariadb", "brew": "mariadb"},
)

FOR_THE_MODULE = (VENV, MANAGER, POSTGRESQL)
FOR_THE_DEMO = (VENV, MANAGER, SQLITE)
FOR_THE_WEB_CLIENT = (NPM,)
FOR_THE_FAST_TESTS = (VENV, MANAGER, SQLITE)
FOR_THE_TESTS = (VENV, MANAGER, SQLITE, POSTGRESQL, SERVER, MARIADB, MARIADB_SERVER, NPM, CHROMIUM)


def missing(needs: Sequence[Need]) -> list[Need]:
    """Those of ``needs`` that are not there."""
    return [need for need in needs if not need.present()]


def package_manager(which: Callable[[str], str | None] = shutil.which) -> str | None:
    """The machine's package manager, if it is one that we know."""
    return next((name for name in MANAGERS if which(name)), None)


def install_command(needs: Sequence[Need], manager: str) -> str:
    """The one command that installs ``needs``."""
    return f"{MANAGERS[manager]} {' '.join(need.packages[manager] for need in needs)}"


def instructions(needs: Sequence[Need], manager: str | None, root: bool) -> str:
    """What a person has to do, since we cannot."""
    lines = ["Something is missing on this machine:", *(f"  - {need.name}, {need.why}" for need in needs), ""]
    if manager is None:
        return "\n".join([*lines, "Install it with this system's own means, then run the same command again."])
    prefix = "" if root or manager == "brew" else "sudo "
    return "\n".join([*lines, "Run this, then the same command again:", "", f"    {prefix}{install_command(needs, manager)}"])


def is_root() -> bool:
    """Whether we may install system packages."""
    return sys.platform != "win32" and os.geteuid() == 0


def ensure(needs: Sequence[Need], places: Places, otherwise: str = "") -> None:
    """Install what is missing of ``needs``, after saying what that is; ``otherwise`` says how to do without.

    Raises InstallerError with instructions where only a person can install it, or does not want to.
    """
    absent = missing(needs)
    if not absent:
        return
    manager = package_manager()
    if manager != "apt-get" or not is_root():
        raise InstallerError(instructions(absent, manager, is_root()))
    with alone(places.cache / "system.lock", "- Another installer is installing system packages; waiting for it ..."):
        if absent := missing(needs):
            _install(absent, manager, places, otherwise)


def _install(absent: Sequence[Need], manager: str, places: Places, otherwise: str) -> None:
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "NEEDRESTART_MODE": "a"}
    install = install_command(absent, manager).split()
    titles = ", ".join(need.packages[manager] for need in absent)
    log = places.logs / "apt.log"
    if not (packages := packages_of(install)):
        # The package lists are missing or old.
        run("Reading the package lists", ["apt-get", "update"], log, cwd=places.checkout, environ=environ)
        packages = packages_of(install)
    announce(absent, packages, otherwise)
    try:
        run(f"Installing {titles}", install, log, cwd=places.checkout, environ=environ)
    except InstallerError:
        say("  Perhaps the package lists are old; once more with fresh ones.")
        run("Reading the package lists", ["apt-get", "update"], log, cwd=places.checkout, environ=environ)
        run(f"Installing {titles}", install, log, cwd=places.checkout, environ=environ)
    importlib.invalidate_caches()
    if still := missing(absent):
        names = ", ".join(need.name for need in still)
        raise InstallerError(f"Installed, but still not found: {names}. See {log}, and `python3 installer doctor`.")


def packages_of(install: Sequence[str]) -> list[str]:
    """The packages that an apt-get command would install, those included that others need; none if it would fail."""
    done = subprocess.run([*install, "--simulate"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    return re.findall(r"^Inst (\S+)", done.stdout, re.MULTILINE) if done.returncode == 0 else []


def announce(absent: Sequence[Need], packages: Sequence[str], otherwise: str) -> None:
    """Say what will be installed on this machine; a person at a terminal may say no. Raises InstallerError then."""
    say("Missing on this machine:")
    for need in absent:
        say(f"  - {need.name}, {need.why}")
    count = f"{len(packages)} system packages" if packages else "System packages"
    say(textwrap.fill(f"{count} will be installed: {' '.join(packages)}".rstrip(": "), 100, break_on_hyphens=False))
    if otherwise:
        say(otherwise)
    if is_interactive() and input("Install them? [Y/n] ").strip().lower() not in ("", "y", "yes"):
        raise InstallerError("Nothing was installed.")


def is_interactive() -> bool:
    """Whether a person can be asked."""
    return not os.environ.get("CI") and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
