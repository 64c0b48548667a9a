"""Whether SQL Server was tested is said in every report."""

from __future__ import annotations

import pyodbc
import pytest

import engines
import mssql
import servers
from engines import sql_server_line


def test_the_report_says_whether_sql_server_was_tested() -> None:
    assert sql_server_line(()) == "SQL Server: not tested (PLEO_ERP_TEST_MSSQL is not set)"
    assert sql_server_line(("sqlserver",)) == "SQL Server: tested"


def test_each_test_has_a_database_of_its_own_on_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Connection:
        def __init__(self, text: str) -> None:
            assert "Database=master" in text

        def execute(self, sql: str) -> None:
            said.append(sql)

        def close(self) -> None:
            said.append("closed")

    monkeypatch.setattr(pyodbc, "connect", lambda text, autocommit: Connection(text))
    server = mssql.SQLServer("Driver={ODBC Driver 18 for SQL Server};Server=s;DATABASE=erp;Uid=sa;Pwd={a;b}")
    assert "a;b" not in repr(server)
    connection = server.create_database()
    name = servers.database_name(connection.replace("{a;b}", "x"))
    assert "erp" not in connection
    assert said == [f"CREATE DATABASE [{name}]", f"ALTER DATABASE [{name}] SET ALLOW_SNAPSHOT_ISOLATION ON", "closed"]
    server.drop(name)
    assert said[-2] == f"DROP DATABASE [{name}]"


def test_a_script_is_put_into_unicode() -> None:
    script = "CREATE TABLE t (a VARCHAR(9), b TEXT); INSERT INTO t VALUES ('VARCHAR æ', N'it''s', 'x''TEXT')"
    assert engines.in_unicode(script) == (
        "CREATE TABLE t (a NVARCHAR(9), b NVARCHAR(MAX)); INSERT INTO t VALUES (N'VARCHAR æ', N'it''s', N'x''TEXT')"
    )
