"""Connecting: the engine is recognised, options are added, and every error is named without the password."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pyodbc
import pytest

import servers
from engines import DatabaseFactory
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import DIALECTS, connector, driver, open_database
from pleo_erp_module.odbc.connection_string import ConnectionString

PASSWORD = "hunter2;}{="  # as odd as passwords get


def refusal(connection: str) -> PleoErpError:
    with pytest.raises(PleoErpError) as caught:
        open_database(connection, purpose="erp")
    assert "hunter2" not in f"{caught.value} {caught.value.next_step} {caught.value.__cause__}"
    return caught.value


def test_every_engine_is_recognised_and_usable(any_database: str) -> None:
    with open_database(any_database, purpose="erp") as database:
        assert DIALECTS[database.dialect.name] is database.dialect
        assert [row[0] for row in database.rows("SELECT 1")] == [1]
        assert "Pwd=***" in repr(database) or database.dialect.name == "sqlite"
    assert pyodbc.pooling is False
    database.close()  # twice does no harm


@pytest.mark.parametrize("start", ["DSN=nowhere", "FILEDSN=nowhere"])
def test_an_unknown_data_source(start: str) -> None:
    assert refusal(f"{start};Uid=a;Pwd=hunter2").code == "dsn_unknown"


def test_an_unknown_driver_lists_the_installed_ones() -> None:
    fault = refusal("Driver={No Such};Pwd=hunter2")
    assert fault.code == "driver_missing"
    assert "'No Such'" in fault.message
    assert servers.SQLITE_DRIVER in fault.message


@pytest.mark.parametrize(
    ("connection", "word"),
    [("Pwd=hunter2", "neither Driver nor DSN"), ("Driver={SQLite3}", "Database"), ("Driver={SQLite3};Database={a;b}", "';'")],
)
def test_a_string_that_cannot_work_is_refused_before_connecting(connection: str, word: str) -> None:
    fault = refusal(connection)
    assert fault.code == "connection_string_invalid"
    assert word in fault.message


def test_a_missing_sqlite_file_is_not_created(tmp_path: Path) -> None:
    for given in (f"Database={tmp_path / 'none.db'}", f"Database={tmp_path / 'none.db'};NoCreat=1"):
        assert refusal(f"Driver={{{servers.SQLITE_DRIVER}}};{given}").code == "database_unknown"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_a_database(tmp_path: Path) -> None:
    junk = tmp_path / "junk.db"
    junk.write_bytes(b"these are not the pages you are looking for" * 100)
    assert refusal(servers.sqlite_connection(junk)).code == "database_unknown"
    assert refusal(servers.sqlite_connection(tmp_path)).code == "database_unknown"  # a folder


def test_braces_and_blanks_in_a_path_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "a b ø.db"
    path.touch()
    with open_database(f"driver={{{servers.SQLITE_DRIVER}}};DATABASE={{{path}}}", purpose="store") as database:
        assert database.fingerprint().endswith("a b ø.db")


def test_wrong_login_database_and_port_on_postgresql(postgresql: servers.PostgreSQL) -> None:
    good = postgresql.dsn("postgres")
    assert refusal(postgresql.dsn("postgres", password="hunter2")).code == "login_failed"
    assert refusal(postgresql.dsn("postgres", user="nobody", password="hunter2")).code == "login_failed"
    assert refusal(postgresql.dsn("no_such_database")).code == "database_unknown"
    closed = good.replace(f"Port={postgresql.port}", f"Port={servers.free_port()}")
    assert refusal(closed + "Pwd=hunter2").code == "erp_unreachable"


def test_an_odd_password_works(postgresql: servers.PostgreSQL) -> None:
    postgresql.execute("DROP ROLE IF EXISTS odd")
    postgresql.execute(f"CREATE ROLE odd LOGIN PASSWORD '{PASSWORD}'")
    connection = postgresql.dsn("postgres", user="odd", password="{" + PASSWORD.replace("}", "}}") + "}")
    with open_database(connection, purpose="erp") as database:
        assert "hunter2" not in repr(database)
    postgresql.execute("ALTER ROLE odd NOLOGIN")
    assert refusal(connection).code == "login_failed"
    postgresql.execute("DROP ROLE odd")


def test_a_driver_that_changes_text_is_refused(postgresql: servers.PostgreSQL) -> None:
    ansi = postgresql.dsn("postgres").replace("PostgreSQL Unicode", "PostgreSQL ANSI")
    assert refusal(ansi).code == "driver_unsuited"
    with pytest.raises(PleoErpError) as caught:
        DIALECTS["sqlite"].check_driver("libsqliteodbc.so")  # that of SQLite 2
    assert "'SQLite3'" in caught.value.next_step


def test_a_driver_whose_name_tells_nothing_is_asked(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "_guess", lambda given: None)
    with open_database(any_database, purpose="erp") as database:
        assert database.dialect.name in DIALECTS


def test_even_an_unknown_driver_creates_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "_guess", lambda given: None)
    assert refusal(servers.sqlite_connection(tmp_path / "none.db")).code == "erp_unreachable"
    assert list(tmp_path.iterdir()) == []


def test_the_engine_of_a_data_source_is_that_of_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "data_sources", lambda: {"Prod": "/usr/lib/psqlodbcw.so"})
    assert connector._guess(ConnectionString.parse("DSN=PROD")) is DIALECTS["postgresql"]
    assert connector._guess(ConnectionString.parse("DSN=other")) is None


def test_an_engine_that_is_not_supported_is_named(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = servers.sqlite_connection(sqlite_file)
    monkeypatch.setitem(connector.DIALECTS, "sqlite", SimpleNamespace(dbms_name="Other", driver_words=("nothing",)))
    fault = refusal(connection)
    assert fault.code == "engine_unsupported"
    assert "'SQLite'" in fault.message


def test_a_driver_that_is_not_what_its_name_says(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "_guess", lambda given: DIALECTS["postgresql"])
    fault = refusal(servers.sqlite_connection(sqlite_file) + "NoCreat=1;")
    assert fault.code == "engine_unsupported"


def test_without_the_driver_manager_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyodbc", None)
    with pytest.raises(PleoErpError) as caught:
        open_database("Driver=SQLite3;Database=x", purpose="erp")
    assert caught.value.code == "driver_library_missing"


def test_installed_data_sources_are_listed() -> None:
    assert isinstance(driver.data_sources(), dict)


def test_time_limits_are_set_unless_the_login_has_its_own(database_factory: DatabaseFactory) -> None:
    connection = database_factory("postgresql")
    with open_database(connection, purpose="store") as database:
        assert [row[0] for row in database.rows("SHOW lock_timeout")] == ["10s"]
        assert [row[0] for row in database.rows("SHOW statement_timeout")] == ["1min"]
    with open_database(connection + "ConnSettings={SET statement_timeout='7s'};", purpose="erp") as database:
        assert [row[0] for row in database.rows("SHOW statement_timeout")] == ["7s"]
