"""The profile of Tryton, unmodified on both engines: on a fixture full of traps, and on a real Tryton."""

from __future__ import annotations

import pytest

from erp.worlds import NOW, run_script, source, tryton
from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, PleoErpError
from pleo_erp_module.erp import Source, load_profile, recognise
from pleo_erp_module.odbc import open_database
from servers import PostgreSQL, database_name
from tryton_erp.erp import TrytonErp


@pytest.fixture
def erp(any_database: str) -> str:
    return tryton(any_database)


def test_companies_are_named_by_their_party(erp: str) -> None:
    with source(erp) as opened:
        assert opened.companies() == [
            Company("1", "Nordlys ApS", "Europe/Copenhagen"),
            Company("2", "Autre SARL"),
            Company("3", ""),
        ]


def test_every_root_of_the_company_is_a_dimension(erp: str) -> None:
    with source(erp) as opened, opened.snapshot():
        assert opened.dimensions(opened.context("1", NOW)) == [
            Dimension("10", "DEP", "Department"),
            Dimension("11", "PRJ", "Project"),
            Dimension("12", "", "Nameless", False, "no code"),
            Dimension("13", "OLD", "Switched off", False, "inactive"),
            Dimension("14", "SHUT", "Shut", False, "closed"),
        ]
        assert opened.dimensions(opened.context("3", NOW)) == []


def test_every_value_says_whether_and_why_not(erp: str) -> None:
    with source(erp) as opened:
        context = opened.context("1", NOW)
        assert opened.values(context, Dimension("10", "DEP", "")) == [
            DimensionValue("100", "Sales"),
            DimensionValue("1", "Group", False, "heading"),
            DimensionValue("50", "Half and half"),
            DimensionValue("110", "Closed", False, "closed"),
            DimensionValue("120", "Inactive", False, "inactive"),
            DimensionValue("130", "Both", False, "inactive"),
            DimensionValue("140", "Unknown", False, "inactive"),
            DimensionValue("", "No code", False, "no code"),
            DimensionValue("", "Blank code", False, "no code"),
            DimensionValue("lab", "Lab"),
            DimensionValue("LAB", "Øst – Łódź"),
        ]
        assert opened.values(context, Dimension("11", "PRJ", "")) == [DimensionValue("P1", "Office")]
        assert opened.values(context, Dimension("15", "DEP", "of another company")) == []


def test_every_account_says_whether_and_why_not(erp: str) -> None:
    with source(erp) as opened:
        assert opened.accounts(opened.context("1", NOW)) == [
            Account("40", "6000", "Travel", "2"),
            Account("41", "6", "Costs", None, False, "heading"),
            Account("42", "6010", "Closed", None, False, "closed"),
            Account("43", "6020", "Ended yesterday", None, False, "expired"),
            Account("44", "6030", "Ends today"),
            Account("45", "6040", "Starts today"),
            Account("46", "6050", "Starts tomorrow", None, False, "not yet valid"),
            Account("47", "", "Chart", None, False, "no code"),
            Account("48", "6060", "Never closed"),
        ]
        assert opened.accounts(opened.context("2", NOW)) == [Account("49", "6000", "Voyages")]


@pytest.mark.parametrize(
    ("language", "dimension", "value"),
    [
        (None, "Department", "Sales"),
        ("en", "Department", "Sales"),
        ("fr", "Service", "Ventes"),
        ("fr_CA", "Service", "Ventes (CA)"),
        ("fr_BE", "Service", "Ventes"),
    ],
)
def test_names_are_translated(erp: str, language: str | None, dimension: str, value: str) -> None:
    with source(erp, language=language) as opened:
        context = opened.context("1", NOW)
        first = opened.dimensions(context)[0]
        names = {row.code: row.name for row in opened.values(context, first)}
    assert (first.name, names["100"]) == (dimension, value)
    assert (names["LAB"], names["lab"]) == ("Øst – Łódź", "Lab")  # not reviewed, and empty


def test_without_the_analytic_tables_the_accounts_still_run(erp: str) -> None:
    run_script(erp, "DROP TABLE analytic_account_account;")
    with source(erp) as opened, opened.snapshot():
        context = opened.context("1", NOW)
        assert opened.dimensions(context) == []
        assert opened.values(context, Dimension("10", "DEP", "")) == []
        assert len(opened.accounts(context)) == 9


def test_columns_that_a_version_lacks_have_a_stand_in(erp: str) -> None:
    run_script(
        erp,
        "ALTER TABLE company_company DROP COLUMN timezone;\nALTER TABLE account_account DROP COLUMN start_date;\n"
        'ALTER TABLE "account_account-account_tax" RENAME TO account_account_tax_rel;',
    )
    with source(erp) as opened:
        assert {company.time_zone for company in opened.companies()} == {None}
        usable = {account.id: account.usable for account in opened.accounts(opened.context("1", NOW))}
    assert usable["46"]
    assert not usable["43"]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ("DROP TABLE account_account", "erp_table_missing", ["account_account"]),
        ('DROP TABLE "account_account-account_tax"', "erp_table_missing", ["account_account-account_tax", "tax_rel"]),
        ("ALTER TABLE account_account DROP COLUMN closed", "erp_column_missing", ["account_account", "closed"]),
        ("ALTER TABLE analytic_account_account DROP COLUMN state", "erp_column_missing", ["analytic", "state"]),
    ],
)
def test_what_is_missing_is_named_before_anything_is_read(erp: str, change: str, code: str, words: list[str]) -> None:
    run_script(erp, change + ";")
    with pytest.raises(PleoErpError) as caught:
        source(erp)
    assert caught.value.code == code
    assert all(word in caught.value.message for word in words)


def test_tryton_is_recognised_by_its_tables(erp: str, any_database: str) -> None:
    with open_database(erp, purpose="erp") as database:
        assert recognise(database, load_profile("tryton"))
        assert not recognise(database, load_profile("custom"))
        database.execute("DROP TABLE ir_translation")
        assert not recognise(database, load_profile("tryton"))


def test_the_profile_reads_only_the_columns_that_it_declares(postgresql: PostgreSQL, database_factory: object) -> None:
    connection = tryton(postgresql.create_database())
    name = database_name(connection)
    postgresql.execute("DROP ROLE IF EXISTS narrow")
    postgresql.execute("CREATE ROLE narrow LOGIN PASSWORD 'narrow'")
    for table in load_profile("tryton").tables.values():
        columns = ", ".join((*table.columns, *table.optional))
        postgresql.execute(f'GRANT SELECT ({columns}) ON "{table.names[0]}" TO narrow', name)
    assert everything(source(postgresql.dsn(name, user="narrow", password="narrow"))) == everything(source(connection))
    postgresql.drop(name)
    postgresql.execute("DROP ROLE narrow")


def test_both_engines_give_the_same_records(tryton_sqlite: TrytonErp, tryton_postgresql: TrytonErp) -> None:
    found = [everything(source(erp.connection, language="fr")) for erp in (tryton_sqlite, tryton_postgresql)]
    assert found[0] == found[1]
    companies, dimensions, values, accounts = found[0]
    assert [company.time_zone for company in companies] == ["Europe/Paris", "Europe/Copenhagen"]
    assert {row.code for row in dimensions if row.usable} == {"DEP", "PRJ", "CC", "REG", "CAM", "CTR"}
    assert {row.why_not for row in dimensions if not row.usable} >= {"closed", "inactive"}
    assert {row.why_not for row in values} >= {None, "heading", "closed", "inactive"}
    assert "Service après-vente" in {row.name for row in values}
    assert {row.why_not for row in accounts} >= {None, "heading"}


def everything(opened: Source) -> tuple[list[Company], list[Dimension], list[DimensionValue], list[Account]]:
    """All that is read of the first company."""
    with opened, opened.snapshot():
        companies = opened.companies()
        context = opened.context(companies[0].id, NOW)
        dimensions = opened.dimensions(context)
        values = [value for dimension in dimensions for value in opened.values(context, dimension)]
        return companies, dimensions, values, opened.accounts(context)
