"""A store with its tables in an empty database of each engine, and a clock that moves when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

import servers
from engines import ENGINES, DatabaseFactory
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Store

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


@pytest.fixture(params=ENGINES)
def any_database(request: pytest.FixtureRequest, database_factory: DatabaseFactory) -> str:
    """An empty database of each engine in turn."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_database"))
    return database_factory(request.param)


@pytest.fixture
def database(any_database: str) -> Iterator[Database]:
    with open_database(any_database, purpose="store") as database:
        yield database


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    store = Store(database, None, clock)
    store.migrations.apply()
    return store


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
