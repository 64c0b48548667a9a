"""The standalone host's own tables as one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from pleo_erp_hookspecs import ErpAccess, PleoErpError, Session
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.host_tables.audit_trail import AuditTrail
from pleo_erp_module.hosts.standalone.host_tables.login_attempts import LoginAttempts
from pleo_erp_module.hosts.standalone.host_tables.one_time_links import Links
from pleo_erp_module.hosts.standalone.host_tables.outbox import Outbox
from pleo_erp_module.hosts.standalone.host_tables.reported_errors import ReportedErrors
from pleo_erp_module.hosts.standalone.host_tables.sessions import Sessions
from pleo_erp_module.hosts.standalone.host_tables.users import Users
from pleo_erp_module.odbc import Database, shared_database
from pleo_erp_module.store.migrations import Migrations
from pleo_erp_module.store.module_tables import Tables

T = TypeVar("T")

FAMILY = "standalone"  # the folder of the steps under sql/
# Every table, the one that says that they exist last.
TABLES = (
    "pleo_erp_web_fault",
    "pleo_erp_web_notice",
    "pleo_erp_web_audit",
    "pleo_erp_web_try",
    "pleo_erp_web_link",
    "pleo_erp_web_session",
    "pleo_erp_web_person",
    "pleo_erp_web_schema_version",
)


class HostTables:
    """All that the web pages keep, on one connection and for one thread. Each method of each part is atomic."""

    def __init__(self, database: Database, schema: str | None, now: Callable[[], datetime]) -> None:
        self._tables = Tables(database, schema)
        self.migrations = Migrations(self._tables, FAMILY, TABLES)
        self.audit = AuditTrail(self._tables, now)
        self.links = Links(self._tables, now)
        self.outbox = Outbox(self._tables, now)
        self.users = Users(self._tables, now)
        self.sessions = Sessions(self._tables, now)
        self.standing = ReportedErrors(self._tables, now)
        self.tries = LoginAttempts(self._tables, now)

    def install(self) -> None:
        """Make or upgrade the tables. May be repeated. Raises ``desk_permission``, ``tables_newer`` or ``store_failed``."""
        try:
            self.migrations.apply()
        except PleoErpError as exc:
            if exc.code == "store_permission":
                raise error("desk_permission", detail=exc.message) from None
            raise

    def atomically(self, work: Callable[[], T]) -> T:
        """Several calls as one transaction: all of it is committed, or nothing. ``work`` may run more than once."""
        return self._tables.atomically(work)


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


@contextmanager
def opened(erp: ErpAccess, now: Callable[[], datetime] = utc_now, session: Session | None = None) -> Iterator[HostTables]:
    """The host's tables beside this ERP's module, on the connection of the session or, without one, on one of its own."""
    with Session() as own:
        yield HostTables(shared_database(session or own, erp.connection), erp.schema, now)
