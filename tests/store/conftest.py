"""A store with its tables in an empty database of each engine, and a clock that moves when it is told to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import servers
from engines import ENGINES, DatabaseFactory
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Store

from .installed import InstalledDatabase, install
from .lease_helpers import Ticks


class Clock:
    """The time, as the store is given it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 19, 38, 9, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, **parts: float) -> datetime:
        """Move on; the new time."""
        self.time += timedelta(**parts)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def reused_postgresql(postgresql: servers.PostgreSQL) -> Iterator[str]:
    """A database that is emptied before each test: making one for each takes ten times as long."""
    connection = postgresql.create_database()
    yield connection
    postgresql.drop(servers.database_name(connection))


@pytest.fixture
def postgresql_database(postgresql: servers.PostgreSQL, reused_postgresql: str) -> str:
    """An empty PostgreSQL database."""
    postgresql.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public", servers.database_name(reused_postgresql))
    return reused_postgresql


@pytest.fixture(scope="session")
def installed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the module's tables; to be copied."""
    path = tmp_path_factory.mktemp("store") / "installed.sqlite"
    path.touch()
    install(servers.sqlite_connection(path))
    return path


@pytest.fixture(scope="session")
def installed_databases() -> dict[str, InstalledDatabase]:
    """By engine: what tests have used and others may use again."""
    return {}


@pytest.fixture(params=ENGINES)
def any_database(request: pytest.FixtureRequest, database_factory: DatabaseFactory, tmp_path: Path) -> str:
    """A database of each engine in turn: with the module's tables for a test that asks for `store`, else empty."""
    engine: str = request.param
    if "store" not in request.fixturenames:
        return str(request.getfixturevalue("postgresql_database")) if engine == "postgresql" else database_factory(engine)
    if engine == "sqlite":
        path = tmp_path / "store.sqlite"
        shutil.copyfile(request.getfixturevalue("installed_file"), path)
        return servers.sqlite_connection(path)
    made: dict[str, InstalledDatabase] = request.getfixturevalue("installed_databases")
    if engine not in made or not made[engine].restore():
        server = request.getfixturevalue(engine)  # which drops the database when it stops
        made[engine] = InstalledDatabase(server.create_database())
    return made[engine].connection


@pytest.fixture
def database(any_database: str) -> Iterator[Database]:
    with open_database(any_database, purpose="store") as database:
        yield database


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    """With the module's tables: see `any_database`."""
    return Store(database, None, clock)


@pytest.fixture(params=[engine for engine in ENGINES if engine != "sqlite"])
def pair(request: pytest.FixtureRequest, database_factory: DatabaseFactory, clock: Clock) -> Iterator[tuple[Store, Store]]:
    """Two sessions of one database whose writers do not wait for each other before they meet."""
    connection = database_factory(request.param)
    with open_database(connection, purpose="store") as one, open_database(connection, purpose="store") as two:
        Store(one, None, clock).migrations.apply()
        yield Store(one, None, clock), Store(two, None, clock)


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def opener(any_database: str, store: Store) -> Callable[[], Database]:
    """Opens the database with the module's tables in it."""
    return lambda: open_database(any_database, purpose="store")
