"""The section ``[pleo_erp]`` of trytond's configuration, of which everything has a default.

Each option may come from the environment instead: ``TRYTOND_PLEO_ERP__KEY_FILE`` and so on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import trytond.config as config
from msgspec import Meta, structs
from trytond import backend

from pleo_erp_hookspecs import ErpAccess, Message, PleoAccess
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.pleo_options import PleoOptions
from pleo_erp_module.hosts.tryton.client_address import odbc_connection
from pleo_erp_module.record_reader import Record, RecordError, paths_in, read_record

SECTION = "pleo_erp"  # docs/hosts/tryton.md describes it
T = TypeVar("T", bound=Record)


class _ErpOptions(Record, frozen=True):
    connection: str | None = None
    schema: str | None = None
    language: str | None = None
    profiles_folder: Path | None = None


class _VaultOptions(Record, frozen=True):
    key_file: Path | None = None


class _RunOptions(Record, frozen=True):
    run_seconds: Annotated[float, Meta(gt=0, le=1_000_000_000)] = 300.0


def erp_access(database: str, language: str) -> ErpAccess:
    """The ERP's database: Tryton's own, unless ``connection`` says how else to reach it."""
    options = _options(_ErpOptions)
    connection = options.connection or odbc_connection(
        str(config.get("database", "uri")), str(config.get("database", "path")), database
    )
    return ErpAccess(
        connection=connection,
        profile="tryton",
        schema=options.schema,
        language=options.language or language,
        profiles_folder=options.profiles_folder,
    )


def pleo_access() -> PleoAccess:
    """Pleo's address and the way to it."""
    return _options(PleoOptions).access()


def key_file() -> Path:
    """Where the key lives that seals secrets: outside the database and its backups."""
    return _options(_VaultOptions).key_file or Path.home() / "pleo-erp.key"


def has_worker() -> bool:
    """Whether Tryton has a process for long work: its trytond-worker cannot listen to SQLite."""
    return backend.name != "sqlite" and bool(config.getboolean("queue", "worker", default=False))


def run_seconds() -> float:
    """How long a run may take where there is none."""
    return _options(_RunOptions).run_seconds


def _options(record: type[T]) -> T:
    """The options that a record has. Raises ``config_invalid``; an empty option is as if it was not there."""
    given = {field.name: str(config.get(SECTION, field.name, default=None) or "").strip() for field in structs.fields(record)}
    try:
        values = {name: text for name, text in given.items() if text}
        return read_record(values, record, SECTION, paths_in(Path.cwd()), strict=False)
    except RecordError as reason:
        raise error("config_invalid", path=Message("configuration_of_tryton"), detail=reason.message) from None
