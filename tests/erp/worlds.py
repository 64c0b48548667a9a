"""Small ERPs for tests: a script run into an empty database, and a Source on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pluggy

from engines import in_unicode
from pleo_erp_hookspecs import ErpAccess
from pleo_erp_module.erp import Source, open_source
from pleo_erp_module.extensions import ExtensionManager
from pleo_erp_module.odbc import open_database

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
FIXTURES = Path(__file__).parent / "fixtures"


def run_script(connection: str, script: str) -> None:
    """Run a script of statements, each ending with a semicolon at the end of its line."""
    with open_database(connection, purpose="store") as database, database.transaction():
        if database.dialect.name == "sqlserver":
            script = in_unicode(script)
        for statement in re.split(r";\s*(?:\n|$)", script):
            if re.sub(r"--[^\n]*", "", statement).strip():
                database.execute(statement)


def tryton(connection: str) -> str:
    """The fixture of Tryton, in an empty database."""
    run_script(connection, (FIXTURES / "tryton.sql").read_text("utf-8"))
    return connection


def no_parameters(company: str) -> Mapping[str, str]:
    return {}


def source(
    connection: str,
    profile: str = "tryton",
    *,
    folder: Path | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    parameters: Callable[[str], Mapping[str, str]] = no_parameters,
    plugins: pluggy.PluginManager | None = None,
) -> Source:
    access = ErpAccess(connection, profile, language=language, time_zone=time_zone, profiles_folder=folder)
    return open_source(access, parameters, ExtensionManager() if plugins is None else plugins)


def write_profile(folder: Path, name: str, files: Mapping[str, str]) -> Path:
    """A profile in an administrator's folder; the folder."""
    (folder / name).mkdir(parents=True)
    for file, text in files.items():
        (folder / name / file).write_text(text, "utf-8")
    return folder
