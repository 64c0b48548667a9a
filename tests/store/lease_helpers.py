"""What the tests of the lease share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Lease

HOLDER = """
import sys
from pleo_erp_module.odbc import open_database
from pleo_erp_module.store import Lease
lease = Lease.acquire(lambda: open_database(sys.argv[1], purpose="store"), None, "1", "sync by anna")
print("holding", flush=True)
sys.stdin.read()
lease.release()
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


class Ticks:
    """A monotonic clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def busy(opener: Callable[[], Database]) -> str:
    with pytest.raises(PleoErpError) as caught:
        Lease.acquire(opener, None, "1", "other")
    assert caught.value.code == "busy"
    return caught.value.message


def is_lost(held: Lease) -> bool:
    try:
        held.check()
    except PleoErpError as exc:
        return exc.code == "lease_lost"
    return False


def lock_rows(database: Database) -> list[tuple[object, ...]]:
    return [tuple(row) for row in database.rows("SELECT company, owner_name FROM pleo_erp_lock ORDER BY company")]


def put_lock(database: Database, host: str, process_id: str, milliseconds: int) -> None:
    """A row as another process would have left it, that ends so many milliseconds from now."""
    database.execute("DELETE FROM pleo_erp_lock")
    database.execute(
        "INSERT INTO pleo_erp_lock (company, owner_name, host_name, process_id, started_at, token, expires_at)"
        f" VALUES ('1', 'sync by bo', ?, ?, '2026-11-24T19:00:00.000000Z', 't', {database.dialect.now_ms} + ?)",
        (host, process_id, milliseconds),
    )


@contextmanager
def holding_process(connection: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lease until its standard input ends."""
    command = [sys.executable, "-c", HOLDER, connection]
    holder = subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == "holding\n"
        yield holder
    finally:
        holder.stdin.close()
        holder.wait(30)
        holder.stdout.close()


def wait_without_reaping(holder: subprocess.Popen[str]) -> None:
    """Until the process has ended; where there are zombies it stays one, as under a parent that does not look."""
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, holder.pid, os.WEXITED | os.WNOWAIT)
    else:
        holder.wait()


def dead_process() -> str:
    """What `process.process` said in a process that has ended."""
    code = "from pleo_erp_module.store import process_identity; print(process_identity.process())"
    return subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True
    ).stdout.strip()
