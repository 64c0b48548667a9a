"""The section ``[pleo_erp]`` of trytond's configuration, of which everything has a default.

Each option may come from the environment instead: ``TRYTOND_PLEO_ERP__KEY_FILE`` and so on.
"""

from __future__ import annotations

from pathlib import Path

import trytond.config as config
from trytond import backend

from pleo_erp_hookspecs import ErpAccess, PleoAccess
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.tryton.client_address import odbc_connection

SECTION = "pleo_erp"
#: docs/hosts/tryton.md describes them.
OPTIONS = (
    "connection",
    "schema",
    "key_file",
    "environment",
    "base_url",
    "proxy",
    "ca_bundle",
    "requests_per_minute",
    "language",
    "profiles_folder",
    "run_seconds",
)
ENVIRONMENTS = {"production": "https://external.pleo.io", "staging": "https://external.staging.pleo.io"}


def erp_access(database: str, language: str) -> ErpAccess:
    """The ERP's database: Tryton's own, unless ``connection`` says how else to reach it."""
    connection = _text("connection") or odbc_connection(
        str(config.get("database", "uri")), str(config.get("database", "path")), database
    )
    return ErpAccess(
        connection=connection,
        profile="tryton",
        schema=_text("schema"),
        language=_text("language") or language,
        profiles_folder=_path("profiles_folder"),
    )


def pleo_access() -> PleoAccess:
    """Pleo's address and the way to it."""
    return PleoAccess(_base_url(), _text("proxy"), _path("ca_bundle"), _positive("requests_per_minute", "500"))


def key_file() -> Path:
    """Where the key lives that seals secrets: outside the database and its backups."""
    return _path("key_file") or Path.home() / "pleo-erp.key"


def has_worker() -> bool:
    """Whether Tryton has a process for long work: its trytond-worker cannot listen to SQLite."""
    return backend.name != "sqlite" and bool(config.getboolean("queue", "worker", default=False))


def run_seconds() -> float:
    """How long a run may take where there is none."""
    return _positive("run_seconds", "300")


def _text(option: str) -> str | None:
    value = config.get(SECTION, option, default=None)
    return str(value).strip() or None if value is not None else None


def _path(option: str) -> Path | None:
    text = _text(option)
    return Path(text).expanduser().absolute() if text else None


def _refuse(detail: str) -> Exception:
    return error("config_invalid", path="of Tryton", detail=detail)


def _base_url() -> str:
    url, environment = _text("base_url"), _text("environment")
    if url and environment:
        raise _refuse(f"[{SECTION}] has both environment and base_url; one is enough")
    if url:
        return url
    if (environment or "production") not in ENVIRONMENTS:
        raise _refuse(f"[{SECTION}] environment is none of {', '.join(ENVIRONMENTS)}")
    return ENVIRONMENTS[environment or "production"]


def _positive(option: str, default: str) -> float:
    try:
        number = float(_text(option) or default)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise _refuse(f"[{SECTION}] {option} is no positive number")
    return number
