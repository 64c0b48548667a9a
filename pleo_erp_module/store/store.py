"""The module's tables as one object."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pleo_erp_module.odbc import Database
from pleo_erp_module.store.connections import Connections
from pleo_erp_module.store.migrations import Migrations
from pleo_erp_module.store.module_tables import Tables
from pleo_erp_module.store.preferences import Secrets, Selections, SettingTable
from pleo_erp_module.store.run_log import History
from pleo_erp_module.store.stored_plans import Holds, Plans
from pleo_erp_module.store.timetable import Timetable
from pleo_erp_module.store.unit_states import Units

T = TypeVar("T")


class Store:
    """All that survives a run, on one connection and for one thread.

    Each method of each part is atomic: what it writes is committed when it returns, or nothing is. ``schema`` is where the tables
    live (None: the login's default); ``now`` gives aware moments. Everything raises ``tables_missing``, ``store_permission`` or
    ``store_failed`` for what the database refuses; making a Store raises ``schema_unsupported``.
    """

    def __init__(self, database: Database, schema: str | None, now: Callable[[], datetime]) -> None:
        self.database = database
        self.now = now
        self._tables = tables = Tables(database, schema)
        self.migrations = Migrations(tables)
        self.connections = Connections(tables, now)
        self.settings = SettingTable(tables)
        self.selections = Selections(tables)
        self.secrets = Secrets(tables, now)
        self.plans = Plans(tables, now)
        self.holds = Holds(tables, now)
        self.units = Units(tables)
        self.timetable = Timetable(tables, now)
        self.history = History(tables, now)

    def installation_id(self) -> str:
        """The identity of this installation, drawn when its tables were made."""
        rows = self._tables.rows("SELECT installation_id FROM pleo_erp_installation")
        return str(rows[0][0])

    def fingerprint(self) -> str:
        """Which database this is: its server and its name."""
        return self.database.fingerprint()

    def atomically(self, work: Callable[[], T]) -> T:
        """Several calls as one transaction: all of it is committed, or nothing. ``work`` may run more than once."""
        return self._tables.atomically(work)
