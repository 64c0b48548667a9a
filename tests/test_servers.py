"""The databases that other tests stand on."""

from __future__ import annotations

from pathlib import Path

import pyodbc
import pytest

import servers


def test_every_engine_gives_an_empty_database_that_keeps_unicode(any_database: str) -> None:
    connection = pyodbc.connect(any_database, autocommit=True)
    connection.execute("CREATE TABLE probe (name varchar(40))")
    connection.execute("INSERT INTO probe VALUES (?)", "Zoë 漢 🧾")
    assert [row.name for row in connection.execute("SELECT name FROM probe").fetchall()] == ["Zoë 漢 🧾"]
    connection.close()


def test_a_sqlite_file_is_empty_and_can_be_opened(sqlite_file: Path) -> None:
    connection = pyodbc.connect(servers.sqlite_connection(sqlite_file))
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchval() == 0
    connection.close()


def test_a_database_copied_from_a_template_has_its_rows(postgresql: servers.PostgreSQL) -> None:
    template = servers.database_name(postgresql.create_database())
    postgresql.execute("CREATE TABLE probe (id integer); INSERT INTO probe VALUES (7)", template)
    copy = servers.database_name(postgresql.create_database(template=template))
    assert postgresql.execute("SELECT id FROM probe", copy) == [(7,)]
    postgresql.drop(copy)
    postgresql.drop(template)
    assert not postgresql.has_database(copy)


def test_a_wrong_password_is_refused(postgresql: servers.PostgreSQL) -> None:
    with pytest.raises(pyodbc.Error):
        pyodbc.connect(postgresql.dsn("postgres", password="wrong"))


def test_a_missing_driver_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(servers.MissingProgramError, match=r"No Such Driver.*apt-get install"):
        servers.require_driver("No Such Driver")
