"""Reading beside bare pyodbc, on every engine: the same rows of the same SELECT, as rows and as the module's records."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import psutil

from easy_erp import Erp, empty_erp, write_profile
from mariadb_server import start_mariadb
from pleo_erp_hookspecs import Dimension, ReadContext
from pleo_erp_module.erp import SqlReader, load_profile
from pleo_erp_module.odbc import open_database
from servers import sqlite_connection, start_postgresql

VALUES = "SELECT v.code, v.name, v.usable, v.why_not FROM dimension_value v WHERE v.company = '1' ORDER BY v.place"
CONTEXT = ReadContext("1", date(2026, 1, 1), None, {})


def seconds(work: Callable[[], object]) -> float:
    """How long it took, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


class Peak:
    """The most memory that this process takes while it is looked at."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self.before = self._most = self._process.memory_info().rss
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._end.wait(0.01):
            self._most = max(self._most, self._process.memory_info().rss)

    def stop(self) -> int:
        """Bytes."""
        self._end.set()
        self._thread.join()
        return self._most


def reading(values: int, accounts: int) -> Iterator[str]:
    """One line for each engine that can run here."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        path = folder / "erp.sqlite"
        path.touch()
        postgresql, mariadb = start_postgresql(os.getpid()), start_mariadb(os.getpid())
        stack.callback(postgresql.stop)
        stack.callback(mariadb.stop)
        profiles = write_profile(folder / "profiles")
        for connection in (sqlite_connection(path), postgresql.create_database(), mariadb.create_database()):
            erp = Erp(empty_erp(connection))
            erp.set_dimensions("DEP")
            erp.set_values("DEP", [(f"C{i}", f"Værdi nummer {i} – drift") for i in range(values)])
            erp.set_accounts([(f"e{i}", str(i), f"Konto nummer {i}") for i in range(accounts)])
            yield _line(erp, profiles, values, accounts)


def _line(erp: Erp, profiles: Path, values: int, accounts: int) -> str:
    with open_database(erp.connection, purpose="erp") as database:
        reader = SqlReader(database, load_profile("easy", profiles))
        [dimension] = reader.rows("dimensions", CONTEXT)
        other = replace(dimension, id="none")

        def bare() -> None:
            with closing(database.raw.cursor()) as cursor:
                cursor.execute(VALUES)
                while cursor.fetchmany(1000):
                    pass

        def read(one: Dimension) -> object:
            return deque(reader.rows("values", CONTEXT, one), 0)

        read(other)  # the SELECT is prepared once
        peak = Peak()
        counted = sum(1 for _ in reader.rows("values", CONTEXT, dimension)) + sum(1 for _ in reader.rows("accounts", CONTEXT))
        grown = peak.stop() - peak.before
        assert counted == values + accounts
        theirs = seconds(bare)
        rows, records = seconds(lambda: deque(database.rows(VALUES), 0)), seconds(lambda: read(dimension))
        name, memory = database.dialect.name, f"{grown / 2**20:.0f} MiB"
        return (
            f"reading {values} values and {accounts} accounts of {name}: {memory} more meanwhile; bare pyodbc {theirs:.2f} s for"
            f" the values, the module's rows {theirs / rows:.2f} x as fast, its records {theirs / records:.2f} x"
        )
