"""The module's own tables in the ERP's database, and the lease that keeps two runs of a company apart."""

from pleo_erp_module.store.change_search import ChangeFilter
from pleo_erp_module.store.lease import Lease
from pleo_erp_module.store.store import Store
from pleo_erp_module.store.stored_plans import WARNING
from pleo_erp_module.store.stored_records import (
    END_UNKNOWN,
    ChangeRow,
    Connection,
    Count,
    Json,
    Release,
    Run,
    Selected,
    Selection,
    Status,
    StoredChange,
    StoredOutcome,
    StoredPlan,
    UnitState,
)
from pleo_erp_module.store.table_scripts import Migration, script

__all__ = [
    "END_UNKNOWN",
    "WARNING",
    "ChangeFilter",
    "ChangeRow",
    "Connection",
    "Count",
    "Json",
    "Lease",
    "Migration",
    "Release",
    "Run",
    "Selected",
    "Selection",
    "Status",
    "Store",
    "StoredChange",
    "StoredOutcome",
    "StoredPlan",
    "UnitState",
    "script",
]
