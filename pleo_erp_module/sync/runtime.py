"""What a run or an action works with: the host, the plugins, and how the database, the ERP, the vault and Pleo are opened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType

import pluggy

from pleo_erp_hookspecs import Host, PleoErpError, Session, StopSignal
from pleo_erp_module.erp import Source, open_reading, open_source
from pleo_erp_module.messages import Renderer
from pleo_erp_module.odbc import Database, open_database, shared_database
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.pleo.limits import Limits
from pleo_erp_module.secret_text import SecretText
from pleo_erp_module.store import Connection, Lease, Store
from pleo_erp_module.store.lease import steady_clock
from pleo_erp_module.sync import identity
from pleo_erp_module.sync.connection_watch import ConnectionWatch
from pleo_erp_module.sync.run_control import Control
from pleo_erp_module.vault import Vault


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Runtime:
    """One host's side, ready to be used for one action or run. Nothing is open before it is asked for; `with` closes it.

    ``now`` is the time of day, ``steady`` the seconds that leases are counted in, ``sleep`` waits for seconds, ``limits`` are
    what the client waits for and takes in: all of them only here, so that a test can stand in for each.
    ``renderer`` makes the sentences of what the host is told during a run.
    """

    host: Host
    plugins: pluggy.PluginManager
    now: Callable[[], datetime] = _utc_now
    steady: Callable[[], float] = steady_clock
    sleep: Callable[[float], None] = time.sleep
    limits: Limits = field(default_factory=Limits)
    renderer: Renderer = field(default_factory=Renderer)
    _own: Session = field(default_factory=Session, repr=False)

    def __enter__(self) -> Runtime:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        self._own.close()

    @property
    def _session(self) -> Session:
        """The host's, if it offers one; else that of this action or run."""
        return getattr(self.host, "session", None) or self._own

    def new_database(self) -> Database:
        """A connection of its own to the database that holds the module's tables."""
        return open_database(self.host.erp.connection, purpose="store")

    @property
    def database(self) -> Database:
        """The session's connection to the database that holds the module's tables."""
        return shared_database(self._session, self.host.erp.connection)

    @contextmanager
    def store(self, *, check: bool = True) -> Iterator[Store]:
        """The module's tables, on the session's connection, looked at once for their version.

        Raises ``tables_missing``, ``tables_older`` or ``tables_newer`` unless ``check`` is off.
        """
        store = self._session.keep("store", lambda: nullcontext(Store(self.database, self.host.erp.schema, self.now)))
        if check:
            store.migrations.check()
        yield store

    def reading(self) -> Database:
        """A connection to the database that the ERP is read from."""
        return open_reading(self.host.erp)

    def kept_parameters(self, company: str, profile: str) -> dict[str, str] | None:
        """As `identity.kept_parameters`; None also before the module has tables."""
        try:
            with self.store(check=False) as store:
                return identity.kept_parameters(store.settings.get(company), profile)
        except PleoErpError as exc:
            if exc.code != "tables_missing":
                raise
            return None

    @contextmanager
    def source(self, *, check: bool = True) -> Iterator[Source]:
        """The ERP, to read from. Unless ``check`` is off, what the profile needs is looked for first.

        It is closed at the end of the block, but in a host's session at the end of that: several parts of a page read the ERP.
        """

        def opened() -> Source:
            return open_source(self.host.erp, self.host.parameters, self.plugins, self.kept_parameters, check=check)

        with Session() as own:
            yield (own if self._session is self._own else self._session).keep(("source", check), opened)

    def lease(self, company: str, what: str) -> Lease:
        """The lock of a company, for what the host's user is about to do. Raises ``busy``."""
        owner = f"{self.host.user.name}, {what}"
        return Lease.acquire(self.new_database, self.host.erp.schema, company, owner, self.steady, database=self.database)

    def watch(self, connection: Connection, *, paused_too: bool) -> ConnectionWatch:
        """What tells a run that its connection was paused or disconnected."""

        def store(database: Database) -> Store:
            return Store(database, self.host.erp.schema, self.now)

        return ConnectionWatch(self.new_database, store, connection.company, connection.pleo_company, paused_too, self.steady)

    def control(
        self, stop: StopSignal, check_lease: Callable[[], None], check_connection: Callable[[bool], None] = lambda writes: None
    ) -> Control:
        """What may end the requests of one run early."""
        return Control(stop, check_lease, check_connection, self.sleep)

    def free_control(self) -> Control:
        """For requests outside a run: nothing stops them, no lock is needed to read."""
        return self.control(lambda: False, lambda: None)

    def client(self, key: SecretText, control: Control) -> PleoClient:
        """A client with this key, which asks ``control`` before every request."""
        return PleoClient(self.host.pleo, key, sleep=control.sleep, before_send=control.before_send, limits=self.limits)

    @property
    def vault(self) -> Vault:
        """What seals and opens secrets."""
        return Vault(self.host.key_file)
