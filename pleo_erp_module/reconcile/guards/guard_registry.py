"""All guards, in the order in which they are named: of several that hold a change, the first one says why."""

from __future__ import annotations

from pleo_erp_module.reconcile.guards.blind import BLIND
from pleo_erp_module.reconcile.guards.count import COUNT
from pleo_erp_module.reconcile.guards.drip import DRIP
from pleo_erp_module.reconcile.guards.flood import FLOOD
from pleo_erp_module.reconcile.guards.rekey_guard import REKEY
from pleo_erp_module.reconcile.guards.rewind import REWIND
from pleo_erp_module.reconcile.guards.share import SHARE
from pleo_erp_module.reconcile.guards.shift import SHIFT
from pleo_erp_module.reconcile.guards.spread import SPREAD
from pleo_erp_module.reconcile.guards.swap import SWAP
from pleo_erp_module.reconcile.guards.wipe import WIPE

GUARDS = (REKEY, BLIND, WIPE, REWIND, SWAP, SHARE, COUNT, SPREAD, DRIP, SHIFT, FLOOD)
