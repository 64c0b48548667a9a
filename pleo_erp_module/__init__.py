"""Keeps Pleo equal to the ERP: the module that an ERP host loads.

Rooms, from the ground up; an import points down only: ``errors``, ``text``, ``odbc`` and ``vault``; then ``store`` (the module's
tables), ``erp`` (reading), ``pleo`` (the API client) and ``reconcile`` (pure decisions); ``sync`` (one run); ``actions``;
``plugin``; ``hosts``.
"""

__version__ = "0.1.0"
