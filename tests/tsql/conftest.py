"""The fixtures of the store's tests, on a store that speaks T-SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from engines import DatabaseFactory
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Store
from store.conftest import Clock
from store.lease_helpers import Ticks

from .on_sqlite import open_in_tsql


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def any_database(database_factory: DatabaseFactory) -> str:
    return database_factory("sqlite")


@pytest.fixture
def database(any_database: str) -> Iterator[Database]:
    with open_in_tsql(any_database, purpose="store") as database:
        yield database


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    store = Store(database, None, clock)
    store.migrations.apply()
    return store


@pytest.fixture
def opener(any_database: str, store: Store) -> Callable[[], Database]:
    """Opens the database with the module's tables in it."""
    return lambda: open_in_tsql(any_database, purpose="store")
