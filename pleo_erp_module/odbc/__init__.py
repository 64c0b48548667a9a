"""Opening databases through ODBC; the only package that knows that engines and drivers differ."""

from pleo_erp_module.odbc.connector import DIALECTS, open_database, shared_database
from pleo_erp_module.odbc.database import Database
from pleo_erp_module.odbc.database_errors import DatabaseError, DatabaseErrorKind
from pleo_erp_module.odbc.dialect import Dialect, Purpose

__all__ = ["DIALECTS", "Database", "DatabaseError", "DatabaseErrorKind", "Dialect", "Purpose", "open_database", "shared_database"]
