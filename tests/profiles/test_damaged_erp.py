"""Every shipped profile on an ERP in which something is missing: named before anything is read, or borne as declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engines import DatabaseFactory
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.erp import Profile, load_profile
from pleo_erp_module.erp.profile import Entity
from pleo_erp_module.odbc import Database, Dialect, open_database
from profiles.cases import CASES, Case, engines_here
from profiles.picture import Read, read_all

GONE = "no_longer_here"
TELLING = {"erpnext": {"accounts": "purchases"}}  # parameters without which some column changes nothing


def read(case: Case, erp: str, scratch: Path) -> list[Read]:
    with case.opened(erp, scratch, parameters=lambda company: TELLING.get(case.name, {})) as source:
        return read_all(source)


def refusal(case: Case, erp: str, scratch: Path) -> PleoErpError | None:
    """What reading raises, if anything."""
    try:
        read(case, erp, scratch)
    except PleoErpError as exc:
        return exc
    return None


def users(profile: Profile, logical: str) -> list[Entity]:
    """The entities that read a table."""
    return [entity for entity in profile.entities.values() if any(logical in v.tables for v in entity.variants)]


def real_tables(database: Database, profile: Profile, logical: str) -> list[str]:
    """The tables of the fixture, of every company and dimension, that a profile calls by one name.

    One that lacks a needed column is that of another version; one that has a name of its own is none of a dimension.
    """
    fold, declared = database.dialect.fold, profile.tables[logical]
    names = [fold(name) for name in declared.names]
    patterns = [".+".join(map(re.escape, re.split(r"\{\w+\}", name))) for name in names]
    own = {fold(name) for table in profile.tables.values() for name in table.names}
    needed = {fold(column) for column in declared.columns}

    def called_so(table: str) -> bool:
        return table in names or (table not in own and any(re.fullmatch(pattern, table) for pattern in patterns))

    spelt = as_spelt(database)
    present = database.dialect.table_columns(database)
    return [spelt.get(table, table) for table, columns in present.items() if needed <= columns and called_so(table)]


def as_spelt(database: Database) -> dict[str, str]:
    """The names of the tables by what the dialect makes of them, where the engine itself does not compare so."""
    if database.dialect.name != "mariadb":
        return {}
    rows = database.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()")
    return {database.dialect.fold(name): name for (name,) in rows}


def rename(dialect: Dialect, table: str, column: str | None, new: str) -> str:
    """A statement that renames a table or one of its columns."""
    if dialect.name == "sqlserver":
        old = dialect.quote(table) if column is None else f"{dialect.quote(table)}.{dialect.quote(column)}"
        return f"EXEC sp_rename N'{old}', N'{new}'" + (", 'COLUMN'" if column else "")
    what = "RENAME TO" if column is None else f"RENAME COLUMN {dialect.quote(column)} TO"
    return f"ALTER TABLE {dialect.quote(table)} {what} {dialect.quote(new)}"


@contextmanager
def renamed(case: Case, erp: str, logical: str, column: str | None = None) -> Iterator[int]:
    """Without a table, or one of its columns, for a while; in how many real tables it was."""
    with open_database(erp, purpose="store") as database:
        dialect, present = database.dialect, database.dialect.table_columns(database)
        undo = []
        for number, table in enumerate(real_tables(database, case.profile, logical)):
            if column is None or dialect.fold(column) in present[dialect.fold(table)]:
                gone = f"{GONE}_{number}"
                database.execute(rename(dialect, table, column, gone))
                undo.append(rename(dialect, *((gone, None, table) if column is None else (table, gone, column))))
    yield len(undo)
    with open_database(erp, purpose="store") as database:
        for statement in undo:
            database.execute(statement)


def test_a_missing_table_is_named_or_costs_only_an_optional_read(case: Case, erp: str, tmp_path: Path) -> None:
    whole = read(case, erp, tmp_path)
    for logical, table in case.profile.tables.items():
        entities = users(case.profile, logical)
        assert entities, f"no SELECT reads {logical}"
        with renamed(case, erp, logical) as count:
            if not count:
                assert not case.alone, f"the fixture lacks {logical}"
                continue
            fault = refusal(case, erp, tmp_path)
            if fault is None:
                assert all(entity.optional or len(entity.variants) > 1 for entity in entities), logical
                assert read(case, erp, tmp_path) != whole, logical
            elif any(len(entity.variants) > 1 for entity in entities):  # another version's SELECT may lack as little
                assert fault.code in ("erp_table_missing", "erp_column_missing"), logical
            else:
                assert fault.code == "erp_table_missing", logical
                assert any(name.rpartition("}")[2] in fault.message for name in table.names)
                assert fault.next_step
    assert read(case, erp, tmp_path) == whole


def test_a_missing_column_is_named(case: Case, erp: str, tmp_path: Path) -> None:
    in_full = case.engine == engines_here(load_profile(case.name))[0]  # elsewhere only the catalogue's SELECT is another
    for logical, table in case.profile.tables.items():
        for column in table.columns if in_full else table.columns[:1]:
            with renamed(case, erp, logical, column) as count:
                assert count or not case.alone, f"the fixture lacks {logical}.{column}"
                fault = refusal(case, erp, tmp_path) if count else None
            if not count:
                continue
            if fault is None:  # the SELECT of another version fits
                assert all(len(entity.variants) > 1 for entity in users(case.profile, logical)), (logical, column)
            else:
                assert fault.code == "erp_column_missing", (logical, column)
                several = any(len(entity.variants) > 1 for entity in users(case.profile, logical))
                assert column in fault.message or several
                assert fault.next_step


def test_a_missing_optional_column_has_a_stand_in(case: Case, erp: str, tmp_path: Path) -> None:
    whole = read(case, erp, tmp_path)
    for logical, table in case.profile.tables.items():
        for placeholder, column in table.optional.items():
            tables = 0
            changed = False
            for name in column.names:
                with renamed(case, erp, logical, name) as count:
                    tables += count
                    changed = changed or (bool(count) and read(case, erp, tmp_path) != whole)
            assert tables or not case.alone, f"the fixture has no {placeholder}"
            assert changed or not tables, f"the fixture does not tell whether {placeholder} is read"


@pytest.mark.heavy
@pytest.mark.parametrize("name", sorted({case.name for case in CASES if not case.alone}))
def test_one_version_or_another_has_all_that_the_profile_reads(name: str, database_factory: DatabaseFactory) -> None:
    versions = [case for case in CASES if case.name == name and case.engine == engines_here(load_profile(name))[0]]
    profile = load_profile(name)
    missing = {(logical, column) for logical, t in profile.tables.items() for column in (*t.columns, *t.optional)}
    for case in versions:
        connection = database_factory(case.engine)
        case.load(connection)
        with open_database(connection, purpose="erp") as database:
            present, fold = database.dialect.table_columns(database), database.dialect.fold
            for logical, table in profile.tables.items():
                names = {column: (column,) for column in table.columns} | {key: o.names for key, o in table.optional.items()}
                for real in real_tables(database, profile, logical):
                    missing -= {
                        (logical, key) for key, spelt in names.items() if {fold(one) for one in spelt} & present[fold(real)]
                    }
    assert not missing


def test_empty_tables_are_read_as_empty(case: Case, erp: str, tmp_path: Path) -> None:
    with open_database(erp, purpose="store") as database:
        spelt = as_spelt(database)
        for folded in database.dialect.table_columns(database):
            table = spelt.get(folded, folded)
            database.execute(f"DELETE FROM {database.dialect.quote(table)}")
    assert read(case, erp, tmp_path) == []
