"""`probe` and `grants`, before anything is set up: what they print, their exit codes, and a configuration without a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command import Answer, call
from cli.world import World, toml
from engines import DatabaseFactory
from erp.worlds import run_script, tryton
from servers import PostgreSQL, database_name
from traffic import traffic


def ask(folder: Path, connection: str, *arguments: str, **erp: str) -> Answer:
    """A command with a configuration that has the ERP's connection alone."""
    config = folder / "first.toml"
    config.write_text(toml({"erp": {"connection": connection, **erp}}), "utf-8")
    return call([*arguments, "--config", str(config)])


def test_a_known_erp_is_shown_with_its_companies_and_nothing_is_made(tryton_database: str, tmp_path: Path) -> None:
    connection = tryton(tryton_database)
    shown = ask(tmp_path, connection, "probe")
    assert shown.code == 0, shown
    assert "Tryton (profile tryton), recognised by its tables" in shown.out
    assert "What would be read: usable / all" in shown.out
    answer = ask(tmp_path, connection, "probe", "--json")
    assert (answer.code, answer.data["status"]) == (0, "recognised")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".key"] == []
    assert ask(tmp_path, connection, "connections", "--json").error == "tables_missing"


def test_what_cannot_be_read_is_told_with_exit_code_3(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    connection = tryton(database_factory("sqlite"))
    run_script(connection, "ALTER TABLE account_tax_group RENAME TO account_levy_group;\n")
    shown = ask(tmp_path, connection, "probe")
    assert (shown.code, "[erp_table_missing]" in shown.out) == (0, False)  # tax codes are optional
    run_script(connection, "ALTER TABLE analytic_account_account RENAME COLUMN root TO top;\n")
    shown = ask(tmp_path, connection, "probe")
    assert shown.code == 3, shown
    assert "has no column root. Check that the profile matches" in shown.out


@pytest.mark.parametrize("profile", [{}, {"profile": "auto"}, {"profile": "odoo"}, {"profile": "no such"}])
def test_an_unknown_database_has_exit_code_2_and_the_way_on(
    profile: dict[str, str], database_factory: DatabaseFactory, tmp_path: Path
) -> None:
    connection = database_factory("postgresql")
    shown = ask(tmp_path, connection, "probe", **profile)
    assert shown.code == 2
    assert shown.out.startswith("Unknown: PostgreSQL through ")
    assert "or write a profile for this ERP (docs/profiles.md).  [erp_unknown]" in shown.out


def test_a_probe_reads_in_no_transaction_that_one_error_could_end(
    tmp_path: Path, tryton_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = tryton(tryton_database)
    with traffic(monkeypatch) as seen:
        ask(tmp_path, connection, "probe")
    assert any("analytic_account" in sql for sql in seen.sql)
    assert [sql for sql in seen.sql if "SAVEPOINT" in sql or sql.startswith("BEGIN")] == []


def test_a_probe_says_what_the_named_profile_lacks_and_that_a_database_is_empty(
    database_factory: DatabaseFactory, tmp_path: Path
) -> None:
    connection = database_factory("sqlite")
    empty = ask(tmp_path, connection, "probe", profile="tryton")
    assert "it is empty" in empty.out
    assert "pleo-erp probe" not in empty.out
    run_script(connection, "CREATE TABLE orders (id INTEGER);\n")
    assert "it is not Tryton (profile tryton). The ERP's table " in ask(tmp_path, connection, "probe", profile="tryton").out
    assert "the profile odoo does not support SQLite" in ask(tmp_path, connection, "probe", profile="odoo").out
    assert "it contains the tables of no known ERP" in ask(tmp_path, connection, "probe").out


def test_install_sql_of_an_up_to_date_database_is_a_comment(world: World) -> None:
    world.good("install")
    assert world.human("install", "--sql").out == "-- The tables are up to date: there is nothing to run.\n"


def test_unreadable_companies_have_exit_code_1(postgresql: PostgreSQL, database_factory: DatabaseFactory, tmp_path: Path) -> None:
    connection = tryton(database_factory("postgresql"))
    name = database_name(connection)
    postgresql.execute("CREATE ROLE blind LOGIN PASSWORD 'x'")
    try:
        shown = ask(tmp_path, postgresql.dsn(name, user="blind", password="x"), "probe")
    finally:
        postgresql.execute("DROP ROLE blind")
    assert shown.code == 1, shown
    assert "[erp_permission]" in shown.out


def test_a_database_that_cannot_be_opened_is_told_as_ever(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    answer = ask(tmp_path, database_factory("sqlite") + "nothing=x;", "probe", "--json", read_connection="Driver=SQLite3")
    assert (answer.code, answer.error) == (2, "connection_string_invalid")


def test_grants_prints_a_script_and_nothing_else(database_factory: DatabaseFactory, tmp_path: Path) -> None:
    connection = tryton(database_factory("postgresql"))
    shown = ask(tmp_path, connection, "grants", "--for", "pleo")
    assert (shown.code, shown.err) == (0, "")
    assert all(line.startswith("-- ") or line.endswith(";") for line in shown.out.splitlines())
    assert 'GRANT SELECT ("id", "name", "code", "active", "replaced_by") ON "public"."party_party" TO "pleo";' in shown.out
    whole = ask(tmp_path, connection, "grants", "--for", "pleo", "--tables")
    assert 'GRANT SELECT ON "public"."party_party" TO "pleo";' in whole.out
    assert ask(tmp_path, connection, "grants").code == 2


def test_without_a_profile_the_whole_way_works_and_connect_says_which_erp_it_is(world: World) -> None:
    world.configure(erp={"profile": None})
    world.good("install")
    shown = call(world.arguments("connect", "--company", "2", "--key-stdin"), stdin="plp_sandbox_0001")
    assert "The ERP is Tryton (profile tryton)." in shown.out
    world.good("select", "--company", "2", "DEP")
    world.synchronise()
    assert world.good("run", "sync-all", "--company", "2")["requests"]["writes"] == 0
    assert "recognised" in call(world.arguments("doctor")).out
    world.configure(erp={"profile": "custom"})
    assert world.cli("run", "sync-all", "--company", "2").code in {1, 2}
