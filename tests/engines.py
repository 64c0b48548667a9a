"""The database engines that the tests run on."""

from __future__ import annotations

import os
from collections.abc import Callable

MSSQL = "PLEO_ERP_TEST_MSSQL"  # the ODBC connection string of a SQL Server's login that may create databases
SQL_SERVER = ("sqlserver",) if os.environ.get(MSSQL) else ()
ENGINES = ("sqlite", "postgresql", "mariadb", *SQL_SERVER)
SERVERS = ENGINES[1:]  # those that need a server
TRYTON_ENGINES = ("sqlite", "postgresql")  # those that Tryton itself runs on
DatabaseFactory = Callable[[str], str]


def sql_server_line(engines: tuple[str, ...] = SQL_SERVER) -> str:
    """One line for the report: without a SQL Server nothing of it is tested but what tests/tsql can do."""
    return f"SQL Server: {'tested' if engines else f'not tested ({MSSQL} is not set)'}"
