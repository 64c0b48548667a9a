"""Every T-SQL text that the module can send passes the checks, and the checks can fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from pleo_erp_module.erp import known_profiles, load_profile
from pleo_erp_module.erp.parameter_binder import Binder
from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.odbc import DIALECTS, Database, sqlserver
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.sqlserver import SQLServer
from pleo_erp_module.store import table_scripts

from .checks import lost, problems, refused, unparsable

DIALECT = DIALECTS["sqlserver"]
PROFILES = [name for name in known_profiles() if DIALECT.name in load_profile(name).engines]


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        ("SELECT a FROM t LIMIT 3", unparsable),
        ("SELECT a || b FROM t", unparsable),
        ("SELECT a FROM t WHERE", unparsable),
        ("SELECT a FROM (SELECT b FROM t", unparsable),
        ("SELECT CAST(a AS) FROM t", unparsable),
        ("INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", unparsable),
        ("SELECT a FROM t LIMIT 3", lost),
        ("SELECT a FROM t WHERE b = TRUE", lost),
        ("SELECT a || b FROM t", lost),
        ("SELECT a::int FROM t", lost),
        ("SELEC a FROM t", lost),
        ("SELECT LENGTH(a) FROM t", lost),
        ("FETCH a", lost),
        ("SELECT a FROM t WHERE b ILIKE 'x'", refused),
        ("SELECT a FROM t WHERE b = TRUE", refused),
        ("SELECT a FROM t WITH (NOLOCK)", refused),
        ("SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED", refused),
        ("SELECT TRIM(a) FROM t", refused),
        ("SELECT STRING_AGG(a, ',') FROM t", refused),
        ("DROP TABLE IF EXISTS t", refused),
        ("SELECT DATEDIFF_BIG(second, a, b) FROM t", refused),
        ("MERGE t USING s ON t.a = s.a WHEN MATCHED THEN DELETE;", refused),
        ("DENY SELECT ON t TO u", refused),
        ("SELECT `a` FROM t", refused),
        ('SELECT "a" FROM t', refused),
        ("SELECT a FROM t OFFSET 3 ROWS", refused),
        ("SELECT a FROM (SELECT b AS a FROM t ORDER BY b) q", refused),
        ("INSERT INTO t (a) VALUES (1) RETURNING a", refused),
    ],
)
def test_each_check_finds_what_it_is_for(sql: str, check: object) -> None:
    assert callable(check)
    assert check(sql)
    assert problems(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT \'TRUE "x" || NOLOCK LIMIT\' AS a, [TRUE "?"]]] AS b FROM [dbo].[t] WHERE c = ?',
        "SELECT a FROM t ORDER BY a OFFSET ? ROWS FETCH NEXT ? ROWS ONLY",
        "SELECT TOP 3 a FROM t ORDER BY a",
        "SELECT N'x' AS a UNION ALL SELECT COALESCE(b, '') + 'y' FROM t",
    ],
)
def test_good_statements_pass(sql: str) -> None:
    assert problems(sql) == ()


def dialect_statements() -> Iterator[str]:
    yield from sqlserver.SESSION
    for group in (
        (*DIALECT.begin_write, *DIALECT.end_write, *DIALECT.undo_write),
        (*DIALECT.begin_snapshot, *SQLServer.begin_read_committed, *DIALECT.end_snapshot),
        (*DIALECT.begin_shield, *DIALECT.end_shield, *DIALECT.undo_shield),
    ):
        yield from group
    yield "SELECT " + DIALECT.now_ms
    yield DIALECT.drop_table("[Bü'ro]].x].pleo_erp_lock")
    yield from table_scripts.statements(DIALECT.script_begin)
    yield from table_scripts.statements(DIALECT.script_end)


@pytest.mark.parametrize("sql", tuple(dialect_statements()))
def test_what_the_dialect_says_of_itself_is_t_sql(sql: str) -> None:
    assert problems(sql) == ()


def test_the_steps_of_the_tables_are_t_sql() -> None:
    for path in table_scripts.available(DIALECT.name).values():
        for statement in table_scripts.statements(path.read_text("utf-8")):
            assert problems(statement) == (), statement


def test_the_script_for_a_dba_is_one_batch_that_undoes_itself() -> None:
    text = table_scripts.script(DIALECT.name, "[Bü]]ro].")
    assert text.startswith("SET XACT_ABORT ON;\nBEGIN TRANSACTION;")
    assert text.rstrip().endswith("COMMIT TRANSACTION;")
    assert "GO" not in text.split()
    for statement in table_scripts.statements(text):
        assert problems(statement) == (), statement


class Catalogue(SQLServer):
    """Answers as if every table were there, with or without its optional columns."""

    def __init__(self, profile: Profile, optional: bool) -> None:
        self._profile = profile
        self._optional = optional

    def table_columns(self, database: Database, names: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
        columns: set[str] = set()
        for table in self._profile.tables.values():
            columns |= set(table.columns)
            if self._optional:
                columns |= {name for column in table.optional.values() for name in column.names}
        return {name: frozenset(map(self.fold, columns)) for name in names or ()}


def selects(name: str) -> Iterator[str]:
    """Every SELECT of a profile, in each of its variants, with and without the optional columns."""
    profile = load_profile(name)
    values = {"company": 'CRONUS [DK] A/S & $ "x"', **dict.fromkeys(profile.parameters, "O'Neil")}
    for optional in (True, False):
        dialect = Catalogue(profile, optional)
        database = Database(cast(Any, None), dialect, ConnectionString(()))
        for entity in profile.entities.values():
            for variant in entity.variants:
                bound = Binder(database, profile).bind(replace(entity, variants=(variant,)), values)
                assert bound is not None
                yield bound.sql


@pytest.mark.parametrize("name", PROFILES)
def test_the_selects_of_the_profiles_are_t_sql_and_so_are_their_probes(name: str) -> None:
    for sql in dict.fromkeys(selects(name)):
        assert problems(sql) == (), sql
        assert problems(DIALECT.probe(sql)) == (), sql


def test_a_probe_of_a_select_that_cannot_stand_in_another_one_is_that_select() -> None:
    assert DIALECT.probe("SELECT a FROM t ORDER BY a") == "SELECT a FROM t ORDER BY a"
    assert DIALECT.probe("WITH q AS (SELECT 1 AS a) SELECT a FROM q").startswith("WITH q")
    assert problems(DIALECT.probe("SELECT a FROM t")) == ()
    assert DIALECT.probe("SELECT a FROM t").endswith("WHERE 1 = 0")


def test_there_are_profiles_for_sql_server() -> None:
    assert len(PROFILES) >= 3
