"""The desk's tables as one object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from pleo_erp_hookspecs import ErpAccess, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.desk.audit import Audit
from pleo_erp_module.hosts.standalone.desk.links import Links
from pleo_erp_module.hosts.standalone.desk.outbox import Outbox
from pleo_erp_module.hosts.standalone.desk.people import People
from pleo_erp_module.hosts.standalone.desk.sessions import Sessions
from pleo_erp_module.hosts.standalone.desk.standing import Standing
from pleo_erp_module.hosts.standalone.desk.tries import Tries
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store.migrations import Migrations
from pleo_erp_module.store.tables import Tables

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


class Desk:
    """All that the web pages keep, on one connection and for one thread. Each method of each part is atomic."""

    def __init__(self, database: Database, schema: str | None, now: Callable[[], datetime]) -> None:
        self._tables = Tables(database, schema)
        self.migrations = Migrations(self._tables, FAMILY, TABLES)
        self.audit = Audit(self._tables, now)
        self.links = Links(self._tables, now)
        self.outbox = Outbox(self._tables, now)
        self.people = People(self._tables, now)
        self.sessions = Sessions(self._tables, now)
        self.standing = Standing(self._tables, now)
        self.tries = Tries(self._tables, now)

    def install(self) -> None:
        """Make or upgrade the tables. May be repeated. Raises ``desk_permission``, ``tables_newer`` or ``store_failed``."""
        try:
            self.migrations.apply()
        except PleoErpError as fault:
            if fault.code == "store_permission":
                raise error("desk_permission", detail=fault.message) from None
            raise

    def atomically(self, work: Callable[[], T]) -> T:
        """Several calls as one transaction: all of it is committed, or nothing. ``work`` may run more than once."""
        return self._tables.atomically(work)


def utc_now() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


@contextmanager
def opened(erp: ErpAccess, now: Callable[[], datetime] = utc_now) -> Iterator[Desk]:
    """The desk beside this ERP's module, on a connection of its own."""
    with open_database(erp.connection, purpose="store") as database:
        yield Desk(database, erp.schema, now)
