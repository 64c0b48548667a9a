"""Bad input on the ERP's side: each has a stable code, names what is wrong and costs only what needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

import servers
from engines import DatabaseFactory
from erp.worlds import NOW, run_script, source, tryton, write_profile
from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, PleoErpError, ReadContext, TaxCode, Vendor
from pleo_erp_module.erp import SqlReader, load_profile, recognise
from pleo_erp_module.erp.read_errors import translate
from pleo_erp_module.odbc import DatabaseError, DatabaseErrorKind, open_database
from servers import PostgreSQL, database_name

BARE = {
    "profile.toml": 'title = "B"\nengines = ["sqlite", "postgresql", "mariadb", "sqlserver"]\n'
    "[entities.companies]\n[entities.accounts]\n",
    "companies.sql": "SELECT 1 AS id, 'One' AS name",
    "accounts.sql": "SELECT id, code, name FROM acc ORDER BY id",
}
ACC = "CREATE TABLE acc (id BIGINT, code VARCHAR(400), name TEXT);\n"

Refused = Callable[[], object]


def refusal(action: Refused) -> PleoErpError:
    with pytest.raises(PleoErpError) as caught:
        action()
    return caught.value


def bare(tmp_path: Path, **changes: str) -> Path:
    return write_profile(tmp_path / "profiles", "bare", {**BARE, **{f"{name}.sql": text for name, text in changes.items()}})


def test_a_profile_for_another_engine_is_refused(any_database: str, tmp_path: Path) -> None:
    toml = BARE["profile.toml"].replace('"sqlite", "postgresql", "mariadb", "sqlserver"', '"mssql"')
    folder = write_profile(tmp_path / "profiles", "bare", {**BARE, "profile.toml": toml})
    fault = refusal(lambda: source(any_database, "bare", folder=folder))
    assert fault.code == "engine_unsupported"
    assert "profile 'bare'" in fault.message


@pytest.mark.parametrize(
    ("sql", "code", "words"),
    [
        ("SELECT id, code, name FROM nowhere", "erp_table_missing", "nowhere"),
        ("SELECT id, code, absent AS name FROM acc", "profile_invalid", "accounts.sql: the database refuses it"),
        ("SELECT id, code, name FROM acc WHERE", "profile_invalid", "accounts.sql: the database refuses it"),
        ("SELECT code, name FROM acc", "profile_invalid", "answers no column id"),
        ("SELECT id, code, name, 1 AS usabel FROM acc", "profile_invalid", "answers the column usabel"),
        ("SELECT id, code, name, 1 AS usable, 0 AS usable FROM acc", "profile_invalid", "accounts.sql: "),
    ],
)
def test_a_select_that_does_not_fit_is_named_before_anything_is_read(
    any_database: str, tmp_path: Path, sql: str, code: str, words: str
) -> None:
    run_script(any_database, ACC)
    fault = refusal(lambda: source(any_database, "bare", folder=bare(tmp_path, accounts=sql)))
    assert fault.code == code
    assert words in fault.message


def test_a_select_that_fitted_once_is_looked_at_again_after_it_fails(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, ACC)
    folder = bare(tmp_path)
    with source(any_database, "bare", folder=folder) as opened:
        assert opened.accounts(opened.context("1", NOW)) == []
    run_script(any_database, "DROP TABLE acc;\nCREATE TABLE acc (id BIGINT, name TEXT);")
    with source(any_database, "bare", folder=folder) as opened:
        assert refusal(lambda: opened.accounts(opened.context("1", NOW))).code == "erp_read_failed"
    assert refusal(lambda: source(any_database, "bare", folder=folder)).code == "profile_invalid"


def test_column_names_count_in_any_case_and_order(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, ACC + "INSERT INTO acc VALUES (5000000000, 'A', NULL);")
    sql = 'SELECT name AS "NAME", 0 AS "Usable", id AS "Id", code FROM acc'
    with source(any_database, "bare", folder=bare(tmp_path, accounts=sql)) as opened:
        assert opened.accounts(opened.context("1", NOW)) == [Account("5000000000", "A", "", None, False, "not_usable")]


def test_a_row_without_an_id_is_named(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, ACC + "INSERT INTO acc VALUES (1, 'A', 'a');\nINSERT INTO acc VALUES (NULL, '6100', 'Odd');")
    folder = bare(tmp_path, accounts="SELECT id, code, name FROM acc ORDER BY code DESC")
    with source(any_database, "bare", folder=folder) as opened:
        fault = refusal(lambda: opened.accounts(opened.context("1", NOW)))
    assert fault.code == "erp_row_invalid"
    assert "row 2: the record has no ID (code '6100', name 'Odd')" in fault.message


def test_case_twins_long_names_and_odd_texts_pass_through(any_database: str, tmp_path: Path) -> None:
    rows = [("1", "abc", "n" * 300), ("2", "ABC", "Ø😀漢'\""), ("3", "é" * 300, "a  b"), ("4", "null", "x?:y{z}")]
    run_script(any_database, ACC)
    with open_database(any_database, purpose="store") as database:
        database.executemany("INSERT INTO acc VALUES (?, ?, ?)", [(int(id_), code, name) for id_, code, name in rows])
    with source(any_database, "bare", folder=bare(tmp_path)) as opened:
        assert [(a.id, a.code, a.name) for a in opened.accounts(opened.context("1", NOW))] == rows


def test_bytes_that_are_not_text_are_a_named_row_on_sqlite(sqlite_file: Path, tmp_path: Path) -> None:
    connection = servers.sqlite_connection(sqlite_file)
    run_script(connection, ACC + "INSERT INTO acc VALUES (7, '61', CAST(X'41FF42C328' AS TEXT));")
    with source(connection, "bare", folder=bare(tmp_path)) as opened:
        fault = refusal(lambda: opened.accounts(opened.context("1", NOW)))
    assert fault.code == "erp_row_invalid"
    assert "row 1: name contains bytes that are not UTF-8 (id '7', code '61')" in fault.message


def test_bytes_that_are_not_text_are_an_invalid_row_on_postgresql(postgresql: PostgreSQL, tmp_path: Path) -> None:
    postgresql.execute("CREATE DATABASE loose TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    connection = postgresql.dsn("loose")
    run_script(connection, ACC + r"INSERT INTO acc VALUES (7, '61', E'A\xff');")
    with source(connection, "bare", folder=bare(tmp_path)) as opened, opened.snapshot():
        context = opened.context("1", NOW)
        fault = refusal(lambda: opened.accounts(context))
        assert fault.code == "erp_row_invalid"
        assert "the accounts" in fault.message
        assert opened.dimensions(context) == []
    postgresql.drop("loose")


def test_a_right_that_is_missing_costs_only_the_read_that_needs_it(postgresql: PostgreSQL) -> None:
    name = database_name(tryton(postgresql.create_database()))
    postgresql.execute("DROP ROLE IF EXISTS partial")
    postgresql.execute("CREATE ROLE partial LOGIN PASSWORD 'partial'")
    postgresql.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO partial", name)
    postgresql.execute("REVOKE SELECT ON account_tax FROM partial", name)
    with source(postgresql.dsn(name, user="partial", password="partial")) as opened, opened.snapshot():
        context = opened.context("1", NOW)
        for _ in range(2):
            fault = refusal(lambda: opened.accounts(context))
            assert fault.code == "erp_permission"
            assert "account_tax" in fault.message
            assert len(opened.dimensions(context)) == 5
    postgresql.drop(name)
    postgresql.execute("DROP ROLE partial")


def test_a_select_that_fails_while_it_runs_spoils_no_other(tryton_database: str) -> None:
    tryton(tryton_database)
    with source(tryton_database) as opened:
        context = opened.context("1", NOW)
        run_script(tryton_database, "DROP TABLE account_tax;")
        with opened.snapshot():
            fault = refusal(lambda: opened.accounts(context))
            assert fault.code == "erp_table_missing"
            assert "account_tax" in fault.message
            assert len(opened.dimensions(context)) == 5


def test_a_connection_lost_in_mid_read_is_unreachable(postgresql: PostgreSQL, tmp_path: Path) -> None:
    sql = "SELECT n AS id, n AS code, 'x' AS name FROM generate_series(1, 100000) n"
    with open_database(postgresql.dsn("postgres"), purpose="erp") as database:
        reader = SqlReader(database, load_profile("bare", bare(tmp_path, accounts=sql)))
        [(pid,)] = database.rows("SELECT pg_backend_pid()")
        rows = reader.rows("accounts", ReadContext("1", NOW.date(), None, {}))
        assert next(rows).id == "1"
        postgresql.execute("SELECT pg_terminate_backend(?)", parameters=[pid])
        assert refusal(lambda: list(rows)).code == "erp_unreachable"


def test_a_lost_connection_is_told_at_every_later_read(postgresql: PostgreSQL) -> None:
    name = database_name(tryton(postgresql.create_database()))
    with source(postgresql.dsn(name)) as opened:
        context = opened.context("1", NOW)
        with opened.snapshot():
            [(pid,)] = opened.database.rows("SELECT pg_backend_pid()")
            postgresql.execute("SELECT pg_terminate_backend(?)", parameters=[pid])
            for _ in range(2):
                assert refusal(lambda: opened.accounts(context)).code == "erp_unreachable"
        with pytest.raises(PleoErpError) as caught, opened.snapshot():
            pass
        assert caught.value.code == "erp_unreachable"
    postgresql.drop(name)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (DatabaseErrorKind.LOCKED, "erp_read_failed"),
        (DatabaseErrorKind.TABLE_MISSING, "erp_read_failed"),
        (DatabaseErrorKind.PERMISSION, "erp_permission"),
        (DatabaseErrorKind.INVALID_TEXT, "erp_row_invalid"),
        (DatabaseErrorKind.UNREACHABLE, "erp_unreachable"),
    ],
)
def test_every_error_of_a_database_is_an_error_of_the_erp(kind: DatabaseErrorKind, code: str) -> None:
    assert translate(DatabaseError(kind, "why"), "the accounts").code == code


PREFIXED = {
    "profile.toml": """
title = "P"
engines = ["sqlite", "postgresql", "mariadb", "sqlserver"]
recognise = ["value"]
[entities.companies]
[entities.dimensions]
[entities.values]
[entities.accounts]
files = ["accounts-new.sql", "accounts-old.sql"]
[entities.tax_codes]
optional = true
[entities.vendors]
optional = true
[tables.value]
name = ["{prefix}$Value$437", "{prefix}$Value"]
columns = ["Code", "Name_ 1"]
[tables.value.optional]
blocked = {names = ["Blocked", "Locked"], otherwise = "0"}
[tables.account_new]
name = "accounts"
columns = ["number"]
[tables.account_old]
name = "accounts"
columns = ["no"]
[tables.tax]
name = "{prefix}$Tax"
columns = ["rate"]
[tables.vendor]
name = "vendors"
columns = ["id"]
[parameters.prefix]
help = "the beginning of the company's tables"
default = "{company}"
replace = "./%]["
[parameters.kind]
help = "which kind of dimension"
""",
    "companies.sql": "SELECT 'CRONUS A/S.' AS id, 'Cronus' AS name UNION ALL SELECT 'Other', 'Other'",
    "dimensions.sql": "SELECT :kind AS id, :kind AS code, :prefix AS name",
    "values.sql": 'SELECT v."Code" AS code, v."Name_ 1" AS name, 1 - {v.blocked} AS usable FROM {value} v',
    "accounts-new.sql": "SELECT number AS id, number AS code, 'new' AS name FROM {account_new}",
    "accounts-old.sql": "SELECT no AS id, no AS code, 'old' AS name FROM {account_old}",
    "tax_codes.sql": "SELECT 1 AS id, 'V' AS code, 'VAT' AS name, rate FROM {tax}",
    "vendors.sql": "SELECT id, id AS code, 'v' AS name FROM {vendor}",
}
PREFIXED_TABLES = """
CREATE TABLE "CRONUS A_S_$Value" ("Code" VARCHAR(20), "Name_ 1" VARCHAR(20), "Locked" INTEGER);
INSERT INTO "CRONUS A_S_$Value" VALUES ('A', 'old', 1);
CREATE TABLE accounts (no VARCHAR(20));
INSERT INTO accounts VALUES ('60');
"""


def prefixed(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "profiles", "prefixed", PREFIXED)


def parameters(company: str) -> Mapping[str, str]:
    return {"kind": "DEP"}


def test_tables_named_after_the_company_and_version_variants(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, PREFIXED_TABLES)
    dimension = Dimension("DEP", "DEP", "CRONUS A_S_")

    def read() -> tuple[list[DimensionValue], list[Account]]:
        with source(any_database, "prefixed", folder=prefixed(tmp_path / "x"), parameters=parameters) as opened:
            context = opened.context("CRONUS A/S.", NOW)
            assert opened.dimensions(context) == [dimension]
            return opened.values(context, dimension), opened.accounts(context)

    assert read() == ([DimensionValue("A", "old", False, "not_usable")], [Account("60", "60", "old")])
    run_script(
        any_database,
        'CREATE TABLE "CRONUS A_S_$Value$437" ("Code" VARCHAR(20), "Name_ 1" VARCHAR(20));\n'
        "INSERT INTO \"CRONUS A_S_$Value$437\" VALUES ('B', 'new');\n"
        "ALTER TABLE accounts RENAME COLUMN no TO number;",
    )
    (tmp_path / "x" / "profiles").rename(tmp_path / "y")
    assert read() == ([DimensionValue("B", "new")], [Account("60", "60", "new")])


def test_a_company_whose_tables_are_missing_is_told_before_a_read(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, PREFIXED_TABLES)
    with source(any_database, "prefixed", folder=prefixed(tmp_path), parameters=parameters) as opened:
        fault = refusal(lambda: opened.context("Other", NOW))
    assert fault.code == "erp_table_missing"
    assert "Other$Value$437 or Other$Value" in fault.message


def test_tax_codes_and_vendors_are_read_where_the_erp_has_them(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, PREFIXED_TABLES)
    folder = prefixed(tmp_path)
    with source(any_database, "prefixed", folder=folder, parameters=parameters) as opened:
        context = opened.context("CRONUS A/S.", NOW)
        assert opened.tax_codes(context) == []
        assert opened.vendors(context) == []
    run_script(
        any_database,
        'CREATE TABLE "CRONUS A_S_$Tax" (rate NUMERIC(8, 4));\nINSERT INTO "CRONUS A_S_$Tax" VALUES (0.25);\n'
        "CREATE TABLE vendors (id INTEGER);\nINSERT INTO vendors VALUES (3);",
    )
    with source(any_database, "prefixed", folder=folder, parameters=parameters) as opened:
        context = opened.context("CRONUS A/S.", NOW)
        assert opened.tax_codes(context) == [TaxCode("1", "V", "VAT", Decimal("0.25"))]
        assert opened.vendors(context) == [Vendor("3", "3", "v")]
        assert opened.companies()[1] == Company("Other", "Other")


def test_what_a_profile_does_not_read_is_not_there(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, ACC)
    with source(any_database, "bare", folder=bare(tmp_path)) as opened:
        context = opened.context("1", NOW)
        assert opened.dimensions(context) == []
        assert opened.values(context, Dimension("1", "A", "a")) == []


def test_a_reader_asked_for_what_is_not_there_answers_nothing(tryton_database: str, tmp_path: Path) -> None:
    run_script(tryton(tryton_database), ACC + "DROP TABLE analytic_account_account;")
    context = ReadContext("1", NOW.date(), None, {})
    with open_database(tryton_database, purpose="erp") as database:
        assert list(SqlReader(database, load_profile("tryton")).rows("dimensions", context)) == []
        assert list(SqlReader(database, load_profile("bare", bare(tmp_path))).rows("dimensions", context)) == []


def test_recognition_takes_the_tables_of_any_company(any_database: str, tmp_path: Path) -> None:
    profile = load_profile("prefixed", prefixed(tmp_path))
    with open_database(any_database, purpose="store") as database:
        assert not recognise(database, profile)
        database.execute('CREATE TABLE "X$Value" ("Code" VARCHAR(20))')
        assert not recognise(database, profile)
        database.execute('CREATE TABLE "Y$Value$437" ("Code" VARCHAR(20), "Name_ 1" VARCHAR(20))')
        assert recognise(database, profile)


def test_a_right_that_is_missing_does_not_hide_an_entity(postgresql: PostgreSQL, database_factory: DatabaseFactory) -> None:
    name = database_name(tryton(database_factory("postgresql")))
    postgresql.execute("DROP ROLE IF EXISTS nothing_at_all")
    postgresql.execute("CREATE ROLE nothing_at_all LOGIN PASSWORD 'nothing'")
    with open_database(postgresql.dsn(name, user="nothing_at_all", password="nothing"), purpose="erp") as database:
        reader = SqlReader(database, load_profile("tryton"))
        reader.check()
        assert reader.has("accounts")
        assert refusal(lambda: list(reader.rows("companies"))).code == "erp_permission"
        database.execute("SET search_path = 'pg_catalog'")
        other = SqlReader(database, load_profile("tryton"))
        assert refusal(lambda: other.has("accounts")).code == "erp_table_missing"
    postgresql.execute("DROP ROLE nothing_at_all")
