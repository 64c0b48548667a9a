"""The module's own tables in the ERP's database, and the lease that keeps two runs of a company apart."""

from pleo_erp_module.store.lease import Lease
from pleo_erp_module.store.records import (
    ChangeRow,
    Connection,
    Count,
    Json,
    Outcome,
    Release,
    Run,
    Selected,
    Selection,
    Status,
    StoredChange,
    StoredPlan,
    UnitState,
)
from pleo_erp_module.store.scripts import Migration, script
from pleo_erp_module.store.searching import Sought
from pleo_erp_module.store.store import Store

__all__ = [
    "ChangeRow",
    "Connection",
    "Count",
    "Json",
    "Lease",
    "Migration",
    "Outcome",
    "Release",
    "Run",
    "Selected",
    "Selection",
    "Sought",
    "Status",
    "Store",
    "StoredChange",
    "StoredPlan",
    "UnitState",
    "script",
]
