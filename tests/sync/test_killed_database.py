"""The database server is killed and started again in the middle of runs: afterwards the history says what Pleo shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from easy_erp import empty_erp
from mariadb_server import MariaDB, start_mariadb
from pleo_erp_module.odbc import open_database
from servers import PostgreSQL, start_postgresql
from world import World, worlds

# What a server for books has: a commit is in its log before the answer. Without that the last second is lost in a crash.
DURABLE: dict[str, Callable[[], MariaDB | PostgreSQL]] = {
    "mariadb": lambda: start_mariadb(os.getpid(), ["--innodb-flush-log-at-trx-commit=1"]),
    "postgresql": lambda: start_postgresql(os.getpid()),  # the module's own connections are durable by themselves
}
CODES = [f"{number:02}" for number in range(12)]
CRASHES = 18
pytestmark = pytest.mark.heavy


@pytest.fixture(params=DURABLE)
def server(request: pytest.FixtureRequest) -> Iterator[MariaDB | PostgreSQL]:
    started = DURABLE[request.param]()
    yield started
    started.stop()


def change_everything(world: World, number: int) -> None:
    """Names change, and every third code comes or goes."""
    usable = [code for place, code in enumerate(CODES) if (place + number) % 3]
    world.erp.set_values("DEP", [(code, f"{code} {number}") for code in usable])


def last_done(world: World) -> dict[str, dict[str, Any]]:
    """What the history says of each tag: the values after its last change that is done."""
    with world.store() as store:
        runs = [run.id for run in reversed(store.history.runs(world.company, 1000))]
        rows = [row for run in runs for row in store.history.changes(world.company, run) if row.run == run]
    return {
        row.record_id: row.after
        for row in rows
        if row.unit == "tags:DEP" and row.status == "done" and row.record_id and row.after
    }


def test_after_a_crash_of_the_server_in_mid_run_the_history_is_true(server: MariaDB | PostgreSQL, tmp_path: Path) -> None:
    with worlds(tmp_path, lambda engine: empty_erp(server.create_database())) as make:
        world = make()
        world.erp.set_dimensions("DEP")
        change_everything(world, 0)
        world.go("DEP")
        for number in range(1, CRASHES + 1):
            change_everything(world, number)
            writes: list[int] = []

            def crash(logged: Any, at: int = 1 + number % 9, writes: list[int] = writes) -> None:
                writes.extend([1] * logged.writes)
                if logged.writes and len(writes) == at:
                    server.crash()

            world.plan()
            world.release()
            world.pleo.before = crash
            world.run(counted=False)
            world.pleo.before = lambda logged: None
            world.plan()
            world.release()
            assert world.run()["status"] == "success"
            world.again()
            shown = {row["id"]: row for row in world.pleo.state.rows("tags")}
            said = last_done(world)
            assert said.keys() == shown.keys()
            for record, values in said.items():
                assert {name: shown[record][name] for name in values} == values, (number, record)
            assert not [row for row in world.changes() if row.status in {"sent", "unknown"}]


def test_the_modules_own_connections_keep_what_they_committed(postgresql: PostgreSQL) -> None:
    """Although the server's default here is off."""
    with open_database(postgresql.dsn("postgres"), purpose="store") as database:
        assert [row[0] for row in database.rows("SHOW synchronous_commit")] == ["on"]
