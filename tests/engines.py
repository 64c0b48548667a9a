"""The database engines that the tests run on."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

MSSQL = "PLEO_ERP_TEST_MSSQL"  # the ODBC connection string of a SQL Server's login that may create databases
SQL_SERVER = ("sqlserver",) if os.environ.get(MSSQL) else ()
ENGINES = ("sqlite", "postgresql", "mariadb", *SQL_SERVER)
SERVERS = ENGINES[1:]  # those that need a server
TRYTON_ENGINES = ("sqlite", "postgresql")  # those that Tryton itself runs on
DatabaseFactory = Callable[[str], str]


def in_unicode(script: str) -> str:
    """A script for SQL Server, where a text without N, and a column without it, is one of the database's code page.

    >>> in_unicode("CREATE TABLE t (a VARCHAR(9), b TEXT); INSERT INTO t VALUES ('æ', N'it''s')")
    "CREATE TABLE t (a NVARCHAR(9), b NVARCHAR(MAX)); INSERT INTO t VALUES (N'æ', N'it''s')"
    """
    parts = re.split(r"(N?'(?:[^']|'')*')", script)
    parts[::2] = [re.sub(r"\bTEXT\b", "NVARCHAR(MAX)", re.sub(r"\bVARCHAR\b", "NVARCHAR", part)) for part in parts[::2]]
    parts[1::2] = [part if part.startswith("N") else f"N{part}" for part in parts[1::2]]
    return "".join(parts)


def sql_server_line(engines: tuple[str, ...] = SQL_SERVER) -> str:
    """One line for the report: without a SQL Server nothing of it is tested but what tests/tsql can do."""
    return f"SQL Server: {'tested' if engines else f'not tested ({MSSQL} is not set)'}"
