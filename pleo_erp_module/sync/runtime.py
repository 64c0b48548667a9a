"""What a run or an action works with: the host, the plugins, and how the database, the ERP, the vault and Pleo are opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pluggy

from pleo_erp_hookspecs import Host
from pleo_erp_module.erp import Source, open_source
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.store import Store
from pleo_erp_module.sync.control import Control
from pleo_erp_module.vault import Vault


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Runtime:
    """One host's side, ready to be used. Nothing is open before it is asked for."""

    host: Host
    plugins: pluggy.PluginManager
    now: Callable[[], datetime] = _utc_now

    def database(self) -> Database:
        """A connection of its own to the database that holds the module's tables."""
        return open_database(self.host.erp.connection, purpose="store")

    @contextmanager
    def store(self, *, check: bool = True) -> Iterator[Store]:
        """The module's tables; raises ``tables_missing``, ``tables_older`` or ``tables_newer`` unless ``check`` is off."""
        with self.database() as database:
            store = Store(database, self.host.erp.schema, self.now)
            if check:
                store.migrations.check()
            yield store

    def source(self) -> Source:
        """The ERP, to read from."""
        return open_source(self.host.erp, self.host.parameters, self.plugins)

    def client(self, key: str, control: Control) -> PleoClient:
        """A client with this key, which asks ``control`` before every request."""
        return PleoClient(self.host.pleo, key, sleep=control.sleep, before_send=control.before_send)

    @property
    def vault(self) -> Vault:
        """What seals and opens secrets."""
        return Vault(self.host.key_file)
