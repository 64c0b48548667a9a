"""A SQL Server for the tests, where somebody has one and has set the environment variable `engines.MSSQL`."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field

import pyodbc

from engines import MSSQL
from pleo_erp_module.odbc.connection_string import ConnectionString


@dataclass(frozen=True, slots=True)
class SQLServer:
    """The server that the variable names; its other databases are left alone."""

    connection: str = field(default_factory=lambda: os.environ[MSSQL], repr=False)

    def create_database(self) -> str:
        """Create an empty database that allows snapshots; its ODBC connection string."""
        name = f"t_{secrets.token_hex(6)}"
        self._execute(f"CREATE DATABASE [{name}]", f"ALTER DATABASE [{name}] SET ALLOW_SNAPSHOT_ISOLATION ON")
        return self._to(name)

    def drop(self, name: str) -> None:
        """Drop a database and whoever is connected to it."""
        self._execute(f"ALTER DATABASE [{name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE", f"DROP DATABASE [{name}]")

    def _to(self, database: str) -> str:
        items = (item for item in ConnectionString.parse(self.connection).items if item.keyword.casefold() != "database")
        return ConnectionString(tuple(items)).completed({"Database": database}).text()

    def _execute(self, *statements: str) -> None:
        connection = pyodbc.connect(self._to("master"), autocommit=True)
        try:
            for statement in statements:
                connection.execute(statement)
        finally:
            connection.close()
