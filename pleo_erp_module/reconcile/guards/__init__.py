"""The guards: which changes of a run wait for a person. A guard is one file; `guard_registry` lists them."""

from pleo_erp_module.reconcile.guards.guard import PastChange, RunCase, UnitCase
from pleo_erp_module.reconcile.guards.guard_registry import GUARDS
from pleo_erp_module.reconcile.guards.thresholds import Thresholds
from pleo_erp_module.reconcile.guards.verdict import Hold, Verdict, judge

__all__ = ["GUARDS", "Hold", "PastChange", "RunCase", "Thresholds", "UnitCase", "Verdict", "judge"]
