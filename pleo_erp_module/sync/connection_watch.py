"""Whether a run may go on writing: asked before each write, so that pause and disconnect stop a run that is under way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Store

EVERY = 5.0  # seconds between two looks while a run only reads


@dataclass(slots=True)
class ConnectionWatch:
    """Looks at the stored connection, on a database connection of its own that is opened at the first look. For any thread.

    ``paused_too``: a pause ends the run, too; not one that began paused, and not an undo.
    """

    open_database: Callable[[], Database]
    make_store: Callable[[Database], Store]
    company: str
    pleo_company: str
    paused_too: bool
    clock: Callable[[], float]
    _looked: float = field(init=False)
    _database: Database | None = None
    _mutex: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._looked = self.clock()

    def check(self, *, writes: bool) -> None:
        """Raises ``run_paused``, ``run_disconnected``, or ``history_unwritable`` if the database does not answer."""
        with self._mutex:
            if not writes and self.clock() < self._looked + EVERY:
                return
            self._looked = self.clock()
            try:
                if self._database is None:
                    self._database = self.open_database()
                paused = self.make_store(self._database).connections.is_paused(self.company, self.pleo_company)
            except PleoErpError as exc:
                raise error("history_unwritable", detail=exc.as_message) from exc
        if paused is None:
            raise error("run_disconnected", company=self.company)
        if paused and self.paused_too:
            raise error("run_paused", company=self.company)

    def close(self) -> None:
        """Close the connection to the database, if there is one."""
        with self._mutex:
            if self._database is not None:
                self._database.close()
