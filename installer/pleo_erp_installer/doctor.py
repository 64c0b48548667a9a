"""``python3 installer doctor``: what is on this machine, and what is missing for what."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from pleo_erp_installer import environment, system
from pleo_erp_installer.console import say
from pleo_erp_installer.places import Places


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``fine`` is None for what is worth knowing and neither good nor bad."""

    fine: bool | None
    what: str
    detail: str


def findings(places: Places) -> Iterable[Finding]:
    """Everything that was looked at. Nothing is changed."""
    version = platform.python_version()
    yield Finding(sys.version_info >= (3, 11), "Python", f"{version} at {sys.executable}; 3.11 or later is needed")
    yield Finding(system.VENV.present(), "venv, ensurepip", "to build an environment")
    stamp = environment.Stamp.read(places.stamp)
    if environment.works(places):
        extras = ", ".join(stamp.extras) or "no extras" if stamp else "not made by this installer"
        yield Finding(True, "environment", f"{places.venv} ({extras})")
        parts = [*(stamp.extras if stamp else ())]
        names = ["pleo-erp-module", *environment.requirements((places.checkout / "setup.cfg").read_text("utf-8"), parts)]
        absent = environment.absent(places, names)
        yield Finding(not absent, "packages", f"missing: {', '.join(absent)}" if absent else f"{len(names)} and all there")
    else:
        yield Finding(
            None, "environment", f"{places.venv} is not built yet; `python3 installer install` (or demo, or test) does it"
        )
    yield Finding(system.odbc_manager_present(), "ODBC manager", "built in" if places.windows else "unixODBC (libodbc)")
    drivers = system.odbc_drivers()
    yield Finding(bool(drivers), "ODBC drivers", ", ".join(sorted(set(drivers))) or "none is registered")
    yield Finding(system.SQLITE.present(), "driver for SQLite", "for the demo and the tests")
    yield Finding(system.POSTGRESQL.present(), "driver for PostgreSQL", "for an ERP in PostgreSQL, and the tests")
    folder = system.postgresql_folder()
    yield Finding(folder is not None, "PostgreSQL server", str(folder) if folder else "for the tests only")
    yield Finding(system.MARIADB.present(), "driver for MariaDB", "for an ERP in MariaDB, and the tests")
    server = system.mariadb_server()
    yield Finding(server is not None, "MariaDB server", str(server) if server else "for the tests only")


def report(places: Places) -> int:
    """Print it; 1 if something that the tests need is missing."""
    found = list(findings(places))
    for finding in found:
        mark = {True: "ok", False: "MISSING", None: "-"}[finding.fine]
        say(f"{mark:8} {finding.what:22} {finding.detail}")
    absent = system.missing(system.FOR_THE_TESTS)
    if absent:
        say()
        say(system.instructions(absent, system.package_manager(), system.is_root()))
    return 0 if all(finding.fine is not False for finding in found) else 1
