"""The guards: which changes of a run wait for a person. A guard is one file; `guard_registry` lists them."""

from pleo_erp_module.reconcile.guards.guard import VANISHED, PastChange, RunCase, UnitCase, lost_lately
from pleo_erp_module.reconcile.guards.guard_registry import GUARDS
from pleo_erp_module.reconcile.guards.thresholds import Thresholds
from pleo_erp_module.reconcile.guards.verdict import Hold, Verdict, judge

__all__ = ["GUARDS", "VANISHED", "Hold", "PastChange", "RunCase", "Thresholds", "UnitCase", "Verdict", "judge", "lost_lately"]
