"""Keeps Pleo equal to the ERP: the module that an ERP host loads.

Packages, from the bottom up; an import points down only: ``text`` and ``messages``; ``odbc`` and ``vault``; ``erp`` (reads the
ERP), ``store`` (the module's tables) and ``pleo`` (the API client); ``reconcile`` (pure decisions); ``sync`` (one run);
``actions``; ``plugin``; ``hosts``.
"""

__version__ = "0.1.0"
