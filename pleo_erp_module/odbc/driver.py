"""pyodbc, loaded when it is first needed: without the driver manager's library the import itself fails."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from pleo_erp_module.errors import error

if TYPE_CHECKING:
    import pyodbc


def load_pyodbc() -> Any:
    """The module pyodbc, without pooling. Raises PleoErpError ``driver_library_missing``."""
    try:
        module: Any = importlib.import_module("pyodbc")
    except ImportError as exc:
        raise error("driver_library_missing", detail=str(exc)) from None
    # A pooled connection keeps its session's settings, and a database cannot be dropped or copied meanwhile. It must be said
    # before the first connect.
    module.pooling = False
    return module


def connect(text: str) -> pyodbc.Connection:
    """A connection in autocommit mode: transactions are begun in SQL, where each engine says exactly what it means."""
    connection: pyodbc.Connection = load_pyodbc().connect(text, autocommit=True)
    return connection


def driver_names() -> list[str]:
    """The installed ODBC drivers."""
    return sorted(map(str, load_pyodbc().drivers()))


def data_sources() -> dict[str, str]:
    """The data sources by name, each with its driver."""
    return {str(name): str(driver) for name, driver in load_pyodbc().dataSources().items()}
