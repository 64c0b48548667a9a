"""The module's own tables in the ERP's database, and the lease that keeps two runs of a company apart."""

from pleo_erp_module.store.lease import Lease
from pleo_erp_module.store.records import (
    ChangeRow,
    Connection,
    Json,
    Outcome,
    Run,
    Selected,
    Selection,
    Status,
    StoredChange,
    StoredPlan,
    UnitState,
)
from pleo_erp_module.store.scripts import Migration, script
from pleo_erp_module.store.store import Store

__all__ = [
    "ChangeRow",
    "Connection",
    "Json",
    "Lease",
    "Migration",
    "Outcome",
    "Run",
    "Selected",
    "Selection",
    "Status",
    "Store",
    "StoredChange",
    "StoredPlan",
    "UnitState",
    "script",
]
