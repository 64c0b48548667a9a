"""The profile of Tryton, unmodified on both engines: on a fixture full of traps, and on a real Tryton."""

from __future__ import annotations

from decimal import Decimal

import pytest

from erp.worlds import NOW, run_script, source, tryton
from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, PleoErpError, Vendor
from pleo_erp_module.erp import Source, load_profile, recognise
from pleo_erp_module.odbc import open_database
from servers import PostgreSQL, database_name
from tryton_erp.erp import TrytonErp


@pytest.fixture
def erp(tryton_database: str) -> str:
    return tryton(tryton_database)


def test_companies_are_named_by_their_party(erp: str) -> None:
    with source(erp) as opened:
        assert opened.companies() == [
            Company("1", "Nordlys ApS", "Europe/Copenhagen"),
            Company("2", "Autre SARL", language="fr"),
            Company("3", ""),
        ]


def test_every_root_of_the_company_is_a_dimension(erp: str) -> None:
    with source(erp) as opened, opened.snapshot():
        assert opened.dimensions(opened.context("1", NOW)) == [
            Dimension("10", "DEP", "Department"),
            Dimension("11", "PRJ", "Project"),
            Dimension("12", "", "Nameless", False, "no_code"),
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
            DimensionValue("", "No code", False, "no_code"),
            DimensionValue("", "Blank code", False, "no_code"),
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
            Account("46", "6050", "Starts tomorrow", None, False, "not_yet_valid"),
            Account("47", "", "Chart", None, False, "no_code"),
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


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (None, ("Moms 25 %", "Moms 12.5 %", "Free", "Normal")),
        ("fr", ("TVA 25 %", "Moms 12.5 %", "Free", "Normal")),
        ("fr_CA", ("TVA 25 %", "Moms 12.5 %", "Libre", "Normal")),
    ],
)
def test_descriptions_of_taxes_are_translated(erp: str, language: str | None, names: tuple[str, ...]) -> None:
    with source(erp, language=language) as opened:
        read = {code.code: code.name for code in opened.tax_codes(opened.context("1", NOW))}
    assert tuple(read[code] for code in ("P25", "B12", "FREE", "N")) == names


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


def test_tryton_is_recognised_by_its_tables(erp: str) -> None:
    with open_database(erp, purpose="store") as database:
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
        names = (*table.columns, *(name for column in table.optional.values() for name in column.names))
        columns = ", ".join(f'"{name}"' for name in names)
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


def test_without_a_right_to_taxes_and_identifiers_the_rest_runs(postgresql: PostgreSQL) -> None:
    connection = tryton(postgresql.create_database())
    name = database_name(connection)
    postgresql.execute("DROP ROLE IF EXISTS without_taxes")
    postgresql.execute("CREATE ROLE without_taxes LOGIN PASSWORD 'without_taxes'")
    for statement in (
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO without_taxes",
        "REVOKE SELECT ON account_tax_group, party_identifier FROM without_taxes",
    ):
        postgresql.execute(statement, name)
    with source(postgresql.dsn(name, user="without_taxes", password="without_taxes")) as opened, opened.snapshot():
        context = opened.context("1", NOW)
        for read in (opened.tax_codes, opened.vendors):
            with pytest.raises(PleoErpError) as caught:
                read(context)
            assert caught.value.code == "erp_permission"
        assert len(opened.accounts(context)) == 9
    postgresql.drop(name)
    postgresql.execute("DROP ROLE without_taxes")


def test_the_rates_of_a_real_tryton_are_those_of_its_taxes(tryton: TrytonErp) -> None:
    columns = 'id, name, type, CAST(rate AS VARCHAR), parent, active, start_date, end_date, "group"'
    rows = [dict(zip(FIELDS, row, strict=True)) for row in tryton.rows(f"SELECT {columns} FROM account_tax WHERE company = 1")]
    sold = {group for (group,) in tryton.rows("SELECT id FROM account_tax_group WHERE kind = 'sale'")}
    with source(tryton.connection) as opened:
        read = {code.id: code for code in opened.tax_codes(opened.context("1", NOW))}
    assert len(read) == len(rows) > 100
    for row in rows:
        code = read[str(row["id"])]
        assert (code.code, code.rate) == (row["name"], rate_of(row, rows)), row
        whole = row["parent"] is None and row["group"] not in sold
        assert code.usable is whole, row
    normal = next(code for code in read.values() if code.code == "T.V.A. Achat de biens Taux Normal")
    assert (normal.usable, normal.rate, normal.name) == (True, Decimal("0.2"), "T.V.A. Taux Normal")
    reverse = next(code for code in read.values() if code.code == "T.V.A. Achat Intracommunautaire de biens Taux Normal")
    assert (reverse.usable, reverse.rate) == (True, Decimal(0))


FIELDS = ("id", "name", "type", "rate", "parent", "active", "start", "end", "group")


def rate_of(tax: dict[str, object], taxes: list[dict[str, object]]) -> Decimal:
    """What the tax adds up to on the day of `NOW`, however deep its parts are."""
    today = NOW.date().isoformat()
    own = Decimal(str(tax["rate"])) if tax["type"] == "percentage" else Decimal(0)
    parts = [part for part in taxes if part["parent"] == tax["id"] and part["active"]]
    valid = [part for part in parts if str(part["start"] or "") <= today <= str(part["end"] or "9")]
    return own + sum((rate_of(part, taxes) for part in valid), Decimal(0))


def test_the_vendors_of_a_real_tryton_are_its_parties(tryton: TrytonErp) -> None:
    parties = ((101, "Møller & Søn A/S", "V1", True), (102, "Gone", "V2", False))
    for identifier, name, code, active in parties:
        tryton.execute("INSERT INTO party_party (id, name, code, active) VALUES (?, ?, ?, ?)", identifier, name, code, active)
    tryton.execute(
        "INSERT INTO party_identifier (id, party, type, code, code_compact, active) VALUES (1, 101, 'eu_vat', ?, ?, ?)",
        "DK 12345678",
        "DK12345678",
        True,
    )
    with source(tryton.connection) as opened:
        vendors = {vendor.id: vendor for vendor in opened.vendors(opened.context("1", NOW))}
    assert vendors.pop("101") == Vendor("101", "V1", "Møller & Søn A/S", "DK 12345678")
    assert vendors.pop("102") == Vendor("102", "V2", "Gone", None, False, "inactive")
    assert {vendor.why_not for vendor in vendors.values()} == {"erp_company"}


def everything(opened: Source) -> tuple[list[Company], list[Dimension], list[DimensionValue], list[Account]]:
    """What is synchronised of the first company."""
    with opened, opened.snapshot():
        companies = opened.companies()
        context = opened.context(companies[0].id, NOW)
        dimensions = opened.dimensions(context)
        values = [value for dimension in dimensions for value in opened.values(context, dimension)]
        return companies, dimensions, values, opened.accounts(context)
