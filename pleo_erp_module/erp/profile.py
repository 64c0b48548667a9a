"""What a profile is: how to read one ERP's tables, as data (docs/profiles.md describes the file format)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pleo_erp_module.erp.select_template import Template
from pleo_erp_module.record_reader import Record

AccountKey = Literal["id", "code"]
BUILT_IN = ("company", "today", "language", "base_language")  # parameters that every SELECT with a company may use


@dataclass(frozen=True, slots=True)
class OptionalColumn:
    """A column that some versions lack: the first of ``names`` that exists, else the SQL expression ``otherwise``.

    ``{name_column}`` as a name is the column that the dimension names.
    """

    names: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its logical name: the first of ``names`` that exists.

    Names may contain ``{company}``, ``{parameter}``, and if only values are read from it ``{dimension}``.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]  # needed, and (with the optional ones) all that is read
    optional: Mapping[str, OptionalColumn]


@dataclass(frozen=True, slots=True)
class Variant:
    """One SELECT of an entity; it fits if all its tables are there with the columns that they need."""

    file: str
    template: Template
    tables: tuple[str, ...]  # logical names


@dataclass(frozen=True, slots=True)
class Entity:
    """What is read under one name; the first variant that fits is used. Without its tables an optional one is left out.

    With ``narrow`` the last variant is for a login without a right to what the others read.
    """

    name: str
    variants: tuple[Variant, ...]
    optional: bool = False
    narrow: bool = False


class ProfileParameter(Record, frozen=True):
    """A value per company. The default may contain ``{company}``; each character of ``replace`` in the value becomes ``by``.

    With ``choices`` no other value is allowed. ``proposed`` is what companies get that are connected from now on; those that are
    connected already keep ``default``.
    """

    help: str
    default: str | None = None
    replace: str = ""
    by: str = "_"
    choices: tuple[str, ...] = ()
    proposed: str | None = None


class VersionPlace(Record, frozen=True):
    """Where an ERP says its version: ``column`` of the rows of ``table`` whose ``key`` is one of ``values``.

    ``newest`` is the newest version that the profile was tested with.
    """

    newest: str
    table: str
    column: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One ERP, as far as reading goes."""

    name: str
    title: str
    engines: tuple[str, ...]
    versions: str
    verified: str  # what was tried against a real system, and what only against a fixture
    tables: Mapping[str, Table]
    entities: Mapping[str, Entity]
    parameters: Mapping[str, ProfileParameter]
    recognise: tuple[str, ...]  # logical tables whose presence, with their columns, tells this ERP
    version: VersionPlace | None = None
    account_key: AccountKey = "id"  # proposed for accounts: "code" where the ERP's id changes with the name

    def optional_column(self, name: str) -> tuple[str, OptionalColumn] | None:
        """The table (logical name) and the declaration of an optional column."""
        for logical, table in self.tables.items():
            if name in table.optional:
                return logical, table.optional[name]
        return None
