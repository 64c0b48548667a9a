"""Which ERP a database is: what ``probe`` says, what ``auto`` opens, and what is said where it cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from answer_check import AnswerCheck
from conftest import TrytonFactory
from engines import DatabaseFactory
from erp.worlds import NOW, no_parameters, run_script, tryton, write_profile
from host import ErpHost
from ledgersmb_erp.schema import load, sql_folder
from mariadb_server import MariaDB
from pleo_erp_hookspecs import Company, ErpAccess, PleoAccess, PleoErpError, module_manager
from pleo_erp_module.erp import open_source
from pleo_erp_module.extensions import ExtensionManager
from pleo_erp_module.plugin import Module
from pleo_erp_module.sync.runtime import Runtime
from profiles.cases import CASES, Case
from profiles.picture import Read, read_all
from servers import PostgreSQL, database_name
from tryton_erp.cache import cache_folder

CUSTOMERS = Path(__file__).parent / "customers"


def probe(connection: str, profile: str = "auto", folder: Path | None = None, **arguments: Any) -> dict[str, Any]:
    """As a host that has nothing yet but a connection to the ERP."""
    access = ErpAccess(connection, profile, profiles_folder=folder)
    module = Module(ExtensionManager(), lambda host, plugins: Runtime(host, plugins, now=lambda: NOW))
    modules = module_manager({"pleo": module, "check": AnswerCheck()})
    host = ErpHost(access, PleoAccess(base_url="http://127.0.0.1:9"), Path("no such key file"), modules)
    found: dict[str, Any] = host.do("probe", **arguments)
    return found


def opened(connection: str, folder: Path | None = None) -> str:
    """The profile with which ``auto`` opens a database, or why it does not."""
    try:
        with open_source(ErpAccess(connection, profiles_folder=folder), no_parameters, ExtensionManager()) as source:
            return source.profile.name
    except PleoErpError as exc:
        return exc.code


def fixture(folder: str, engine: str) -> Case:
    return next(one for one in CASES if (one.folder, one.engine) == (folder, engine))


def codes(faults: Iterable[dict[str, Any]]) -> list[str]:
    assert all(fault["next"] for fault in faults)
    return [fault["code"] for fault in faults]


def count(rows: Iterable[Any]) -> dict[str, int]:
    all_rows = list(rows)
    return {"usable": sum(row.usable for row in all_rows), "all": len(all_rows)}


def counts(read: Read) -> dict[str, Any]:
    """What a probe must say of a company of which this was read."""
    values = [value for dimension in read.dimensions if dimension.usable for value in read.values[dimension.id]]
    counted = {
        "dimensions": count(read.dimensions),
        "values": count(values),
        "accounts": count(read.accounts),
        "tax_codes": count(read.tax_codes),
        "vendors": count(read.vendors),
    }
    return {"id": read.company.id, "name": read.company.name, **counted}


def none_as_zero(company: dict[str, Any]) -> dict[str, Any]:
    reads = {read["entity"]: read["count"] for read in company["reads"]}
    assert reads == {key: value for key, value in company.items() if key not in ("id", "name", "reads")}
    return {key: {"usable": 0, "all": 0} if value is None else value for key, value in company.items() if key != "reads"}


def test_every_fixture_is_named_and_counted(case: Case, erp: str, tmp_path: Path) -> None:
    with case.opened(erp, tmp_path) as source:  # makes the copy of the profile that a stand-in engine needs
        reads = read_all(source)
    folder = tmp_path / "profiles" if (tmp_path / "profiles").is_dir() else None
    found = probe(erp, folder=folder)
    assert (found["status"], found["erp"]["profile"]) == ("recognised", case.name)
    assert (found["warnings"], found["problems"], found["near"]) == ([], [], [])
    assert [none_as_zero(company) for company in found["companies"]] == sorted(map(counts, reads), key=lambda one: one["id"])
    assert opened(erp, folder) == case.name


def test_the_version_shows_in_the_selects_tables_and_columns_that_fit(database_factory: DatabaseFactory) -> None:
    seen = {}
    for folder in ("odoo", "odoo_16", "odoo_17", "odoo_18"):
        connection = database_factory("postgresql")
        fixture(folder, "postgresql").load(connection)
        fits = probe(connection)["fits"]
        seen[folder] = (fits["selects"]["accounts"], sorted(name for names in fits["absent"].values() for name in names))
    assert [seen[folder][0] for folder in sorted(seen)] == ["accounts.sql", "accounts_17.sql", "accounts_17.sql", "accounts.sql"]
    assert len({str(one) for one in seen.values()}) == len(seen), seen


MODULES = "CREATE TABLE ir_module_module (name VARCHAR, latest_version VARCHAR);\n"
APPLICATIONS = 'CREATE TABLE "tabInstalled Application" (app_name VARCHAR(140), app_version VARCHAR(140));\n'


@pytest.mark.parametrize(
    ("folder", "script", "newer"),
    [
        ("odoo", MODULES, ""),
        ("odoo", MODULES + "INSERT INTO ir_module_module VALUES ('base', '19.4.1.3'), ('account', '20.0.1.0');", ""),
        (
            "odoo",
            MODULES + "INSERT INTO ir_module_module VALUES ('base', 'saas~20.1.1.3');",
            "Odoo saas~20.1.1.3 is newer than 19",
        ),
        (
            "erpnext",
            APPLICATIONS + "INSERT INTO \"tabInstalled Application\" VALUES ('frappe', '17.9'), ('erpnext', '16.0.0-dev');",
            "ERPNext 16.0.0-dev is newer than 15",
        ),
        ("dolibarr", "INSERT INTO llx_const VALUES (90, 'MAIN_VERSION_LAST_INSTALL', 0, '23.0.0-beta');", ""),
        (
            "dolibarr",
            "UPDATE llx_const SET name = 'MAIN_VERSION_LAST_UPGRADE', value = '24.0.0' WHERE rowid = 9;",
            "Dolibarr 24.0.0 is newer than 23",
        ),
    ],
)
def test_a_version_that_the_profile_does_not_know_is_told(
    database_factory: DatabaseFactory, folder: str, script: str, newer: str
) -> None:
    connection = database_factory("postgresql")
    fixture(folder, "postgresql").load(connection)
    run_script(connection, script)
    found = probe(connection)["warnings"]
    assert codes(found) == (["erp_newer"] if newer else [])
    assert all(newer in warning["message"] for warning in found)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_real_tryton_is_named(engine: str, tryton_factory: TrytonFactory) -> None:
    found = probe(tryton_factory(engine).connection, profile="odoo")
    assert (found["status"], found["erp"]["profile"]) == ("recognised", "tryton")
    assert codes(found["warnings"]) == ["profile_unfit"]
    assert any(company["accounts"]["all"] for company in found["companies"])


def test_a_profile_of_ones_own_is_recognised_beside_the_shipped_ones(postgresql: PostgreSQL) -> None:
    connection = postgresql.create_database()
    try:
        load(postgresql, database_name(connection), sql_folder(cache_folder().parent))
        run_script(connection, (CUSTOMERS / "rows.sql").read_text("utf-8"))
        assert probe(connection)["status"] == "unknown"
        found = probe(connection, folder=CUSTOMERS)
        assert (found["status"], found["erp"]["profile"], found["warnings"]) == ("recognised", "ledgersmb", [])
    finally:
        postgresql.drop(database_name(connection))


def test_an_unrelated_schema_is_unknown_whatever_the_configuration_says(any_database: str) -> None:
    run_script(any_database, "CREATE TABLE orders (id INTEGER, account_id INTEGER);\n")
    for named in ("auto", "odoo", "tryton", "nonsense"):
        found = probe(any_database, profile=named)
        assert (found["status"], found["erp"], found["companies"], found["near"]) == ("unknown", None, [], [])
        assert codes(found["warnings"])[-1] == "erp_unknown"
        assert "docs/profiles.md" in found["warnings"][-1]["next"]
        assert ("unknown_profile" in codes(found["warnings"])) == (named == "nonsense")
    assert opened(any_database) == "erp_unknown"


def test_two_erps_in_one_database_are_ambiguous_until_a_person_says_which(database_factory: DatabaseFactory) -> None:
    connection = database_factory("mariadb")
    for folder in ("dolibarr", "erpnext"):
        fixture(folder, "mariadb").load(connection)
    found = probe(connection)
    assert (found["status"], found["erp"], found["companies"]) == ("ambiguous", None, [])
    assert [one["profile"] for one in found["recognised"]] == ["dolibarr", "erpnext"]
    assert codes(found["warnings"]) == ["erp_ambiguous"]
    assert opened(connection) == "erp_ambiguous"
    found = probe(connection, profile="erpnext")
    assert (found["status"], found["erp"]["profile"], found["warnings"]) == ("named", "erpnext", [])


def test_a_renamed_column_of_a_table_that_tells_the_erp_is_named(database_factory: DatabaseFactory) -> None:
    connection = tryton(database_factory("postgresql"))
    run_script(connection, "ALTER TABLE account_account RENAME COLUMN closed TO is_closed;\n")
    found = probe(connection)
    assert (found["status"], [one["profile"] for one in found["near"]]) == ("unknown", ["tryton"])
    assert codes(found["near"][0]["lacking"]) == ["erp_column_missing"]
    assert "account_account has no column closed" in found["warnings"][-1]["message"]
    found = probe(connection, profile="tryton")
    assert (found["status"], found["near"]) == ("named", [])
    assert {"companies", "dimensions", "tax_codes"}.isdisjoint(one["entity"] for one in found["problems"])
    [problem] = found["problems"]
    assert (problem["entity"], problem["code"]) == ("accounts", "erp_column_missing")
    assert problem["companies"] == [company["id"] for company in found["companies"]]


def test_a_renamed_column_elsewhere_costs_only_what_needs_it(database_factory: DatabaseFactory) -> None:
    connection = tryton(database_factory("postgresql"))
    run_script(connection, "ALTER TABLE account_tax RENAME COLUMN rate TO percentage;\n")
    found = probe(connection)
    assert (found["status"], found["warnings"]) == ("recognised", [])
    assert [(one["entity"], one["code"]) for one in found["problems"]] == [("tax_codes", "erp_column_missing")]
    assert {company["tax_codes"] is None for company in found["companies"]} == {True}
    assert any(company["accounts"]["all"] for company in found["companies"])


def test_a_missing_right_is_told_where_the_catalogue_shows_it(postgresql: PostgreSQL, database_factory: DatabaseFactory) -> None:
    connection = tryton(database_factory("postgresql"))
    name = database_name(connection)
    postgresql.execute("CREATE ROLE probing LOGIN PASSWORD 'x'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO probing", name)
    try:
        postgresql.execute("REVOKE SELECT ON account_account FROM probing", name)
        found = probe(postgresql.dsn(name, user="probing", password="x"))
    finally:
        postgresql.execute("DROP OWNED BY probing; DROP ROLE probing", name)
    assert (found["status"], found["erp"]["profile"]) == ("recognised", "tryton")
    assert [(one["entity"], one["code"]) for one in found["problems"]] == [("accounts", "erp_permission")]
    assert all(company["dimensions"] is not None and company["accounts"] is None for company in found["companies"])


def test_a_missing_right_is_told_where_the_catalogue_hides_it(mariadb: MariaDB, database_factory: DatabaseFactory) -> None:
    connection = database_factory("mariadb")
    fixture("erpnext", "mariadb").load(connection)
    name = database_name(connection)
    tables = [str(row[0]) for row in mariadb.execute("SHOW TABLES", name)]
    mariadb.create_login("probing", "x", *(f"SELECT ON `{name}`.`{table}`" for table in tables if table != "tabAccount"))
    found = probe(mariadb.dsn(name, user="probing", password="x"))
    mariadb.execute("DROP USER `probing`@'127.0.0.1'")
    assert (found["status"], [one["profile"] for one in found["near"]]) == ("unknown", ["erpnext"])
    assert codes(found["near"][0]["lacking"]) == ["erp_permission"]
    assert "tabAccount" in found["warnings"][-1]["message"]


def test_a_profile_that_cannot_be_used_is_told_and_hides_no_other(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    connection = tryton(database_factory("sqlite"))
    folder = write_profile(tmp_path / "own", "broken", {"profile.toml": "title = 1"})
    found = probe(connection, folder=folder)
    assert (found["status"], found["erp"]["profile"]) == ("recognised", "tryton")
    assert codes(found["warnings"]) == ["profile_invalid"]
    assert opened(connection, folder) == "profile_invalid"


def test_a_copy_of_a_shipped_profile_is_not_preferred_in_silence(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    connection = tryton(database_factory("sqlite"))
    shipped = Path(__file__).parents[2] / "sql" / "erp" / "tryton"
    folder = write_profile(tmp_path / "own", "ours", {path.name: path.read_text("utf-8") for path in shipped.iterdir()})
    assert probe(connection, folder=folder)["status"] == "ambiguous"
    assert probe(connection, profile="ours", folder=folder)["erp"]["profile"] == "ours"


def test_one_company_alone_is_looked_at_on_request(database_factory: DatabaseFactory) -> None:
    connection = tryton(database_factory("sqlite"))
    first = probe(connection)["companies"][0]
    assert probe(connection, company=first["id"])["companies"] == [first]
    with pytest.raises(PleoErpError, match="unknown_company"):
        probe(connection, company="no such")


def test_the_companies_are_sorted_and_none_is_left_out(database_factory: DatabaseFactory) -> None:
    connection = tryton(database_factory("sqlite"))
    with open_source(ErpAccess(connection), no_parameters, ExtensionManager()) as source:
        known: list[Company] = source.companies()
    assert [one["id"] for one in probe(connection)["companies"]] == sorted(company.id for company in known)
