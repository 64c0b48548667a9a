"""What is peculiar to one ERP and no row of its fixture shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from engines import ENGINES, DatabaseFactory
from erp.worlds import NOW, run_script, source, write_profile
from pleo_erp_hookspecs import Account, Company, Dimension, PleoErpError
from pleo_erp_module.erp import recognise
from pleo_erp_module.odbc import open_database
from profiles.cases import STAND_IN, Case
from servers import PostgreSQL, database_name

OTHER_PARTITION = "5637144600"


def loaded(folder: str, factory: DatabaseFactory, engine: str = STAND_IN) -> tuple[Case, str]:
    case, connection = Case(folder, engine), factory(engine)
    case.load(connection)
    return case, connection


def test_a_company_of_another_partition_is_read_with_its_partition(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    case, erp = loaded("ax2012", database_factory)

    def read(parameters: Mapping[str, str]) -> tuple[list[str], list[str], list[Account]]:
        with case.opened(erp, tmp_path, parameters=lambda company: parameters) as opened:
            context = opened.context("swde", NOW)
            dimensions = opened.dimensions(context)
            values = [value.name for dimension in dimensions for value in opened.values(context, dimension)]
            return [dimension.code for dimension in dimensions], values, opened.accounts(context)

    assert read({}) == ([], [], [])
    assert read({"partition": OTHER_PARTITION}) == (
        ["Campaign"],
        ["other partition"],
        [Account("3012", "601500", "other partition")],
    )


def test_a_list_under_another_name_is_found_by_its_parameter(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    case, erp = loaded("ax2012", database_factory)
    run_script(erp, "UPDATE DIMENSIONATTRIBUTE SET NAME = 'Division' WHERE NAME = 'BusinessUnit';")
    named: dict[str, str] = {}
    for usable in (False, True):
        with case.opened(erp, tmp_path, parameters=lambda company: named) as opened:
            context = opened.context("nwde", NOW)
            [division] = [dimension for dimension in opened.dimensions(context) if dimension.code == "Division"]
            assert division.usable is usable
            assert [value.code for value in opened.values(context, division)] == (["B1"] if usable else [])
        named["business_unit"] = "Division"


def test_a_database_of_nav_alone_is_business_central_to_the_profile(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    case, erp = loaded("business_central", database_factory)
    with open_database(erp, purpose="store") as database:
        for table in database.dialect.table_columns(database):
            if table.endswith("$437dbf0e-84ff-417a-965d-ed2bb9650972"):
                database.execute(f"DROP TABLE {database.dialect.quote(table)}")
        assert recognise(database, case.profile)
    with case.opened(erp, tmp_path) as opened:
        assert len(opened.accounts(opened.context("Gammel [NAV]", NOW))) == 2
        with pytest.raises(PleoErpError) as caught:  # as while the ERP is upgraded: never an empty company
            opened.context("Søster ApS", NOW)
    assert caught.value.code == "erp_table_missing"
    assert "Søster ApS$" in caught.value.message


def test_a_renamed_company_keeps_its_tables_by_the_parameter(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    case, erp = loaded("business_central", database_factory)
    run_script(erp, "UPDATE [Company] SET [Name] = 'Ny A/S' WHERE [Name] = 'Søster ApS';")
    with case.opened(erp, tmp_path, parameters=lambda company: {"prefix": "Søster ApS"}) as opened:
        assert [value.code for value in opened.accounts(opened.context("Ny A/S", NOW))] == ["6110"]


@pytest.mark.parametrize(
    ("version", "language", "names"),
    [
        ("odoo", None, ("Departments", "Sales", "Travel", "12.5% EU")),
        ("odoo", "en_US", ("Departments", "Sales", "Travel", "12.5% EU")),
        ("odoo", "da_DK", ("Departments", "Salg", "Rejser", "12,5 % EU")),
        ("odoo", "da", ("Departments", "Salg", "Rejser", "12,5 % EU")),  # any Danish
        ("odoo", "fr_FR", ("Départements", "Ventes", "Travel", "12.5% EU")),
        ("odoo", "fr_CA", ("Services", "Ventes", "Travel", "12.5% EU")),  # its own, else any French, else English
        ("odoo", "fr_BE", ("Départements", "Ventes", "Travel", "12.5% EU")),
        ("odoo_17", "da", ("Departments", "Salg", "Rejser", "12,5 % EU")),
        ("odoo_17", "fr_FR", ("Départements", "Ventes", "Travel", "12.5% EU")),
        ("odoo_16", "da_DK", ("Departments", "Sales", "Travel", "12.5% EU")),  # knows one language
    ],
)
def test_names_in_odoo_fall_back_to_a_language_that_is_there(
    database_factory: DatabaseFactory, tmp_path: Path, version: str, language: str | None, names: tuple[str, ...]
) -> None:
    case, erp = loaded(version, database_factory, "postgresql")
    with case.opened(erp, tmp_path, language=language) as opened:
        context = opened.context("1", NOW)
        plans = {row.id: row for row in opened.dimensions(context)}
        lists = (
            {row.id: row.name for row in plans.values()},
            {row.code: row.name for row in opened.values(context, plans["2"])},
            {row.code: row.name for row in opened.accounts(context)},
            {row.id: row.name for row in opened.tax_codes(context)},
        )
    assert tuple(named[key] for named, key in zip(lists, ("2", "SAL", "6110", "3"), strict=True)) == names
    assert not any("" in named.values() for named in lists)


@pytest.mark.parametrize(
    ("choice", "codes"),
    [
        ("reference", {"SAL", "sal", "", "ARC", "NUL", "WOOD"}),
        ("id", {"20", "21", "22", "23", "24", "25", "26"}),
        ("reference_or_id", {"SAL", "sal", "22", "23", "ARC", "NUL", "WOOD"}),
        ("reference_or_marked_id", {"SAL", "sal", "#22", "#23", "ARC", "NUL", "WOOD"}),
    ],
)
def test_a_company_chooses_what_identifies_a_value_of_odoo(
    database_factory: DatabaseFactory, tmp_path: Path, choice: str, codes: set[str]
) -> None:
    case, erp = loaded("odoo", database_factory, "postgresql")
    with case.opened(erp, tmp_path, parameters=lambda company: {"value_code": choice}) as opened:
        values = opened.values(opened.context("1", NOW), Dimension("2", "2", "Departments"))
    assert {value.code for value in values} == codes
    assert {value.code for value in values if value.why_not == "no_code"} == codes & {""}


@pytest.mark.parametrize("engine", ["mariadb", "postgresql"])
def test_a_kind_of_document_without_a_table_costs_only_its_own_values(
    database_factory: DatabaseFactory, tmp_path: Path, engine: str
) -> None:
    case, erp = loaded("erpnext", database_factory, engine)
    hostile = "Item` WHERE 1 = 0 UNION SELECT name, name, 1, 1 FROM `tabSupplier"
    run_script(
        erp,
        "INSERT INTO \"tabAccounting Dimension\" VALUES ('S', 0, 'Sea', 'sea', 'Sea', 0);\n"
        f"INSERT INTO \"tabAccounting Dimension\" VALUES ('H', 0, 'H', 'h', '{hostile}', 0);",
    )
    with case.opened(erp, tmp_path) as opened, opened.snapshot():
        context = opened.context("Fjord DK", NOW)
        dimensions = {dimension.code: dimension for dimension in opened.dimensions(context)}
        for code, name in (("sea", "tabSea"), ("h", f"tab{hostile}")):
            with pytest.raises(PleoErpError) as caught:
                opened.values(context, dimensions[code])
            assert caught.value.code == "erp_table_missing"
            assert name in caught.value.message
        assert [value.code for value in opened.values(context, dimensions["item"])] == ["IT-1"]
        assert opened.accounts(context)


def test_texts_are_joined_on_every_engine(any_database: str, tmp_path: Path) -> None:
    run_script(any_database, "CREATE TABLE pairs (a VARCHAR(20), b VARCHAR(20));\nINSERT INTO pairs VALUES ('DOM', 'V25');")
    files = {
        "profile.toml": f'title = "P"\nengines = {list(ENGINES)}\n[entities.companies]\n'
        '[tables.pair]\nname = "pairs"\ncolumns = ["a", "b"]\n',
        "companies.sql": "SELECT p.a {+} '|' {+} p.b AS id, '{+}' AS name FROM {pair} p",
    }
    with source(any_database, "pairs", folder=write_profile(tmp_path, "pairs", files)) as opened:
        assert opened.companies() == [Company("DOM|V25", "{+}")]


@pytest.mark.parametrize("engine", ["mariadb", "postgresql"])
def test_an_account_of_dolibarr_stays_usable_whatever_is_below_it(
    database_factory: DatabaseFactory, tmp_path: Path, engine: str
) -> None:
    case, erp = loaded("dolibarr", database_factory, engine)

    def usable(shortest: str = "1") -> dict[str, str]:
        with case.opened(erp, tmp_path, parameters=lambda company: {"shortest_number": shortest}) as opened:
            accounts = opened.accounts(opened.context("1", NOW))
        assert {account.id for account in accounts if account.why_not == "heading"} <= {"1", "2", "9"}
        return {account.id: account.code for account in accounts if account.usable}

    before = usable()
    run_script(erp, "INSERT INTO llx_accounting_account VALUES (20, 1, 'PCG25-DEV', 'EXPENSE', '625100', 3, 'Train', 1);")
    assert usable() == {**before, "20": "625100"}
    assert usable("4") == {"3": "625100", "4": "625700", "8": "061500", "10": "62571234", "20": "625100"}


def test_a_value_that_a_parameter_does_not_allow_is_refused(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    case, erp = loaded("dolibarr", database_factory, "postgresql")
    two: dict[str, str] = {"shortest_number": "two"}
    with case.opened(erp, tmp_path, parameters=lambda company: two) as opened, pytest.raises(PleoErpError) as caught:
        opened.context("1", NOW)
    assert caught.value.code == "profile_parameter"
    assert "invalid value 'two' for the parameter 'shortest_number'; possible: 1, 2, 3, 4, 5, 6" in caught.value.message


@pytest.mark.parametrize("engine", ["mariadb", "postgresql"])
def test_a_new_label_in_erpnext_is_the_same_record(database_factory: DatabaseFactory, tmp_path: Path, engine: str) -> None:
    case, erp = loaded("erpnext", database_factory, engine)

    def read(value_code: str) -> tuple[dict[str, str], dict[str, str]]:
        with case.opened(erp, tmp_path, parameters=lambda company: {"value_code": value_code}) as opened:
            context = opened.context("Fjord DK", NOW)
            centres = opened.values(context, Dimension("Cost Center", "cost_center", "Cost Center"))
            return {v.code: v.name for v in centres if v.usable}, {a.code: a.name for a in opened.accounts(context) if a.usable}

    centres, accounts = read("number")
    assert read("name")[0] == {"100 - Salg - FD": "Salg", "Øst – Łódź - FD": "Øst – Łódź"}
    run_script(
        erp,  # what "Update Account Name / Number" and its like for cost centres do
        "UPDATE \"tabAccount\" SET name = '6110 - Rejse - FD', account_name = 'Rejse' WHERE name = '6110 - Rejser - FD';\n"
        "UPDATE \"tabCost Center\" SET name = '100 - Sales - FD', cost_center_name = 'Sales' WHERE cost_center_number = '100';",
    )
    assert read("number") == ({**centres, "100": "Sales"}, {**accounts, "6110": "Rejse"})
    assert read("name")[0].keys() == {"100 - Sales - FD", "Øst – Łódź - FD"}


@pytest.mark.parametrize("engine", ["mariadb", "postgresql"])
def test_only_the_accounts_for_purchases_are_usable_if_a_company_wants_that(
    database_factory: DatabaseFactory, tmp_path: Path, engine: str
) -> None:
    case, erp = loaded("erpnext", database_factory, engine)
    with case.opened(erp, tmp_path, parameters=lambda company: {"accounts": "purchases"}) as opened:
        accounts = opened.accounts(opened.context("Fjord DK", NOW))
    assert {a.code for a in accounts if a.why_not == "not_for_purchases"} == {"1000", "2000"}
    assert {a.code for a in accounts if a.usable} == {"0615", "6110", "Gebyr - FD", "Repræsentation - FD"}


def test_erpnext_without_a_right_to_its_document_types_is_read_all_the_same(
    database_factory: DatabaseFactory, tmp_path: Path
) -> None:
    case, erp = loaded("erpnext", database_factory, "mariadb")
    run_script(erp, 'DROP TABLE "tabDocType";')
    with case.opened(erp, tmp_path) as opened:
        context = opened.context("Fjord DK", NOW)
        dimensions = {dimension.code: dimension for dimension in opened.dimensions(context)}
        assert [value.name for value in opened.values(context, dimensions["case"]) if value.code == "C-1"] == ["x"]


@pytest.mark.parametrize(("choice", "codes"), [("reference_or_id", 5), ("reference_or_marked_id", 6)])
def test_a_marked_id_is_not_a_reference_of_odoo(
    database_factory: DatabaseFactory, tmp_path: Path, choice: str, codes: int
) -> None:
    case, erp = loaded("odoo", database_factory, "postgresql")
    with case.opened(erp, tmp_path, parameters=lambda company: {"value_code": choice}) as opened:
        values = opened.values(opened.context("2", NOW), Dimension("2", "2", "Departments"))
    assert (len(values), len({value.code for value in values})) == (6, codes)


@pytest.mark.parametrize("version", ["odoo", "odoo_16", "odoo_17", "odoo_18"])
def test_control_accounts_of_odoo_are_usable_if_a_company_wants_that(
    database_factory: DatabaseFactory, tmp_path: Path, version: str
) -> None:
    case, erp = loaded(version, database_factory, "postgresql")
    with case.opened(erp, tmp_path, parameters=lambda company: {"control_accounts": "keep"}) as opened:
        accounts = {account.code: account for account in opened.accounts(opened.context("1", NOW))}
    assert accounts["1510"].usable
    assert accounts["2440"].usable
    assert accounts["0"].why_not == "off_balance"


def test_names_are_in_the_language_of_the_company_s_own_partner(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    case, erp = loaded("odoo", database_factory, "postgresql")

    def account(company: str, language: str | None = None) -> str:
        with case.opened(erp, tmp_path, language=language) as opened:
            accounts = opened.accounts(opened.context(company, NOW))
        return next(account.name for account in accounts if account.id == "1")

    run_script(
        erp,
        "UPDATE res_partner SET lang = 'fr_CA' WHERE id = 1;\n"
        'UPDATE account_account SET name = name || \'{"fr_FR": "Voyages"}\';',
    )
    assert (account("1"), account("2"), account("3")) == ("Voyages", "Travel", "Rejser")
    assert (account("3", "fr_FR"), account("3", "en_US")) == ("Voyages", "Travel")  # what is configured counts


def test_a_login_with_fewer_rights_reads_odoo_as_before(
    postgresql: PostgreSQL, database_factory: DatabaseFactory, tmp_path: Path
) -> None:
    case, erp = loaded("odoo", database_factory, "postgresql")
    name = database_name(erp)
    postgresql.execute("CREATE ROLE fewer LOGIN PASSWORD 'x'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO fewer", name)
    postgresql.execute("REVOKE SELECT ON res_partner, account_analytic_applicability FROM fewer", name)
    try:
        with case.opened(postgresql.dsn(name, user="fewer", password="x"), tmp_path) as opened, opened.snapshot():
            assert {company.language for company in opened.companies()} == {None}
            context = opened.context("1", NOW)
            assert [dimension.usable for dimension in opened.dimensions(context)] == [True, True, True]
            assert opened.accounts(context)
    finally:
        postgresql.execute("DROP OWNED BY fewer; DROP ROLE fewer", name)
