"""Fixtures that every room's tests share: empty databases of both engines, and a Tryton ERP in each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

import servers
from tryton_erp import cache
from tryton_erp.erp import TrytonErp

STATE_FOLDER = "PLEO_ERP_TEST_STATE"  # how pytest-xdist workers find what their session shares

# The same examples every time, however slow the machine; `--hypothesis-profile=default` searches for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")

ENGINES = ("sqlite", "postgresql")
DatabaseFactory = Callable[[str], str]
TrytonFactory = Callable[[str], TrytonErp]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[STATE_FOLDER] = tempfile.mkdtemp(prefix="pleo-erp-tests-")
        os.environ["PLEO_ERP_TEST_OWNER"] = str(os.getpid())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and STATE_FOLDER in os.environ:
        servers.stop_shared(Path(os.environ.pop(STATE_FOLDER)))


@pytest.fixture(scope="session")
def postgresql() -> servers.PostgreSQL:
    """The session's PostgreSQL cluster; `PostgreSQL.create_database` gives a database of one's own."""
    return servers.shared_postgresql(Path(os.environ[STATE_FOLDER]))


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """An empty SQLite file; `servers.sqlite_connection` gives its ODBC connection string."""
    path = tmp_path / "empty.sqlite"
    path.touch()
    return path


@pytest.fixture
def database_factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseFactory]:
    """``database_factory(engine)``: the ODBC connection string of a new empty "sqlite" or "postgresql" database."""
    made: list[str] = []

    def make(engine: str) -> str:
        if engine == "sqlite":
            path = tmp_path / f"database-{len(list(tmp_path.glob('database-*.sqlite')))}.sqlite"
            path.touch()
            return servers.sqlite_connection(path)
        assert engine == "postgresql", engine
        server: servers.PostgreSQL = request.getfixturevalue("postgresql")
        connection = server.create_database()
        made.append(servers.database_name(connection))
        return connection

    yield make
    for name in made:
        request.getfixturevalue("postgresql").drop(name)


@pytest.fixture(params=ENGINES)
def any_database(request: pytest.FixtureRequest, database_factory: DatabaseFactory) -> str:
    """An empty database of each engine in turn."""
    return database_factory(request.param)


@pytest.fixture
def tryton_factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TrytonFactory]:
    """``tryton_factory(engine)``: a private copy of the Tryton ERP in "sqlite" or "postgresql"."""
    made: list[str] = []

    def make(engine: str) -> TrytonErp:
        if engine == "sqlite":
            path = tmp_path / f"tryton-{len(list(tmp_path.glob('tryton-*.sqlite')))}.sqlite"
            return TrytonErp(engine, servers.sqlite_connection(cache.copy_sqlite(cache.sqlite_template(), path)))
        assert engine == "postgresql", engine
        server: servers.PostgreSQL = request.getfixturevalue("postgresql")
        template = cache.postgresql_template(server, Path(os.environ[STATE_FOLDER]))
        connection = server.create_database(template=template)
        made.append(servers.database_name(connection))
        return TrytonErp(engine, connection)

    yield make
    for name in made:
        request.getfixturevalue("postgresql").drop(name)


@pytest.fixture
def tryton_sqlite(tryton_factory: TrytonFactory) -> TrytonErp:
    """A private copy of the Tryton ERP in SQLite."""
    return tryton_factory("sqlite")


@pytest.fixture
def tryton_postgresql(tryton_factory: TrytonFactory) -> TrytonErp:
    """A private copy of the Tryton ERP in PostgreSQL."""
    return tryton_factory("postgresql")


@pytest.fixture(params=ENGINES)
def tryton(request: pytest.FixtureRequest, tryton_factory: TrytonFactory) -> TrytonErp:
    """A private copy of the Tryton ERP on each engine in turn."""
    return tryton_factory(request.param)
