"""Opening databases through ODBC; the only room that knows that engines and drivers differ."""

from pleo_erp_module.odbc.database import Database
from pleo_erp_module.odbc.dialect import Dialect, Purpose
from pleo_erp_module.odbc.faults import DatabaseFault, FaultKind
from pleo_erp_module.odbc.opening import DIALECTS, open_database

__all__ = ["DIALECTS", "Database", "DatabaseFault", "Dialect", "FaultKind", "Purpose", "open_database"]
