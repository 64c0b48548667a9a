"""Which ERP a database is: told by its tables and columns, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pleo_erp_hookspecs import ErpAccess, Message, PleoErpError
from pleo_erp_module.erp.profile import Profile, Table
from pleo_erp_module.erp.profile_file import NAMED
from pleo_erp_module.erp.profile_search import known_profiles, load_profile
from pleo_erp_module.erp.read_errors import hidden_table, translated
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database

AUTO = "auto"  # in place of a profile's name: the one that is recognised


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a database is that of a profile's ERP: ``lacking`` says, for each of the tables that tell it, what is wrong."""

    profile: Profile
    present: int  # how many of these tables are there, with all their columns or not
    lacking: tuple[PleoErpError, ...]

    @property
    def is_it(self) -> bool:
        """All these tables are there with their columns."""
        return not self.lacking

    @property
    def near(self) -> bool:
        """At least half of them are there by name: some right may be missing, or a column have another name."""
        return bool(self.lacking) and 2 * self.present >= len(self.profile.recognise)


def likenesses(database: Database, profiles: Iterable[Profile]) -> list[Likeness]:
    """The database held against each profile for its engine, the likest first; in a few queries, whatever the ERP's size.

    A profile that names no tables to tell its ERP by is never recognised: a person chooses it.
    """
    fitting = [profile for profile in profiles if profile.recognise and database.dialect.name in profile.engines]
    with translated("tables"):
        names = database.dialect.table_names(database)
        candidates = {
            (profile.name, logical): _candidates(database, profile.tables[logical], names)
            for profile in fitting
            for logical in profile.recognise
        }
        tables = {name for found in candidates.values() for name in found}
        columns = database.dialect.table_columns(database, tables) if tables else {}
        compared = []
        for profile in fitting:
            found = {logical: candidates[profile.name, logical] for logical in profile.recognise}
            present = sum(bool(names) for names in found.values())
            lacks = (_lacking(database, profile.tables[logical], found[logical], columns) for logical in profile.recognise)
            lacking = tuple(fault for fault in lacks if fault is not None) if present else (_missing(profile),)
            compared.append(Likeness(profile, present, lacking))
    return sorted(compared, key=lambda one: (len(one.lacking), -one.present, one.profile.name))


def recognise(database: Database, profile: Profile) -> bool:
    """Whether the engine is one of the profile's and the tables that tell this ERP are there with their columns."""
    return any(one.is_it for one in likenesses(database, [profile]))


def choose_profile(access: ErpAccess, database: Database) -> Profile:
    """The profile that the host names, or the one that is recognised in ``database``.

    Raises PleoErpError ``unknown_profile``, ``profile_invalid``, ``erp_unknown`` or ``erp_ambiguous``.
    """
    if access.profile != AUTO:
        return load_profile(access.profile, access.profiles_folder)
    found = likenesses(database, all_profiles(access.profiles_folder))
    recognised = [one.profile for one in found if one.is_it]
    if len(recognised) > 1:
        raise ambiguous(recognised)
    if not recognised:
        raise unknown(database, found, first=Message("first_probe"))
    return recognised[0]


def all_profiles(folder: Path | None) -> list[Profile]:
    """Every profile. Raises PleoErpError ``profile_invalid`` for the first that cannot be used."""
    return [load_profile(name, folder) for name in known_profiles(folder)]


def ambiguous(recognised: Iterable[Profile]) -> PleoErpError:
    """The database is that of several ERPs."""
    return error("erp_ambiguous", found=[f"{profile.name} ({profile.title})" for profile in recognised])


def unknown(database: Database, found: Sequence[Likeness], *, first: Message, named: Profile | None = None) -> PleoErpError:
    """The database is that of no known ERP: what ``named`` lacks, or the nearest profile. ``first`` is what to do first."""
    asked = next((one for one in found if one.profile is named), None)
    near = next((one for one in found if one.near), None)
    if _is_empty(database):
        detail = Message("database_empty")
    elif named is not None and database.dialect.name not in named.engines:
        detail = Message("profile_other_engine", {"profile": named.name, "engine": database.dialect.dbms_name})
    elif asked is not None:
        lacking = asked.lacking[0].as_message
        detail = Message("not_this_erp", {"title": asked.profile.title, "profile": asked.profile.name, "lacking": lacking})
    elif near is not None:
        detail = Message("nearest_erp", {"title": near.profile.title, "lacking": near.lacking[0].as_message})
    else:
        detail = Message("no_known_tables")
    return error("erp_unknown", detail=detail, first=first)


def _is_empty(database: Database) -> bool:
    """Whether nothing can be seen in it but the module's own tables."""
    with translated("tables"):
        return all(name.lower().startswith("pleo_erp_") for name in database.dialect.table_names(database))


def _missing(profile: Profile) -> PleoErpError:
    return error("erp_table_missing", table=list(profile.tables[profile.recognise[0]].names))


def _candidates(database: Database, table: Table, names: frozenset[str]) -> list[str]:
    """The names in the database that may be the table's, the better first; that of any company will do."""
    fold, found = database.dialect.fold, []
    for name in table.names:
        if fold(name) in names:
            found.append(fold(name))
        elif NAMED.search(name):
            pattern = re.compile(".+".join(re.escape(fold(part)) for part in NAMED.split(name)[::2]))
            found += sorted(filter(pattern.fullmatch, names))
    return found


def _lacking(database: Database, table: Table, candidates: list[str], columns: dict[str, frozenset[str]]) -> PleoErpError | None:
    """What is wrong with a table; nothing, if one of the candidates has all its columns."""
    fold = database.dialect.fold
    if not candidates:
        plain = [name for name in table.names if not NAMED.search(name)]
        if hidden := [name for name in plain if name in database.dialect.hidden(database, plain)]:
            return hidden_table(hidden)
        return error("erp_table_missing", table=list(table.names))
    lacks = [[column for column in table.columns if fold(column) not in columns.get(name, ())] for name in candidates]
    fewest = min(range(len(candidates)), key=lambda index: len(lacks[index]))
    return error("erp_column_missing", table=candidates[fewest], column=lacks[fewest][0]) if lacks[fewest] else None
