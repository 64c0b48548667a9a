"""Fixtures that every room's tests share: empty databases of every engine, and a Tryton ERP in those that it runs on."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import mariadb_server
import mssql
import servers
from tryton_erp import cache
from tryton_erp.erp import TrytonErp

STATE_FOLDER = "PLEO_ERP_TEST_STATE"  # how pytest-xdist workers find what their session shares

# The same examples every time, however slow the machine; `--hypothesis-profile=default` searches for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")

ENGINES = ("sqlite", "postgresql", "mariadb", *mssql.ENGINES)
TRYTON_ENGINES = ("sqlite", "postgresql")  # those that Tryton itself runs on
DatabaseFactory = Callable[[str], str]
TrytonFactory = Callable[[str], TrytonErp]


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[STATE_FOLDER] = tempfile.mkdtemp(prefix="pleo-erp-tests-")
        os.environ["PLEO_ERP_TEST_OWNER"] = str(os.getpid())


def pytest_report_header() -> str:
    return mssql.header()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(mssql.header())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and STATE_FOLDER in os.environ:
        folder = Path(os.environ.pop(STATE_FOLDER))
        mariadb_server.stop_shared(folder)
        servers.stop_shared(folder)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C interrupts this process and those that it starts, also where the tests were started to ignore it (``… &``)."""
    with _ctrl_c(signal.default_int_handler):
        yield


@pytest.fixture
def uninterruptible() -> Iterator[None]:
    """Ctrl-C interrupts neither this process nor those that it starts: a shell script's job in the background."""
    with _ctrl_c(signal.SIG_IGN):
        yield


@contextmanager
def _ctrl_c(handler: Any) -> Iterator[None]:
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def postgresql() -> servers.PostgreSQL:
    """The session's PostgreSQL cluster; `PostgreSQL.create_database` gives a database of one's own."""
    return servers.shared_postgresql(Path(os.environ[STATE_FOLDER]))


@pytest.fixture(scope="session")
def mariadb() -> mariadb_server.MariaDB:
    """The session's MariaDB server; `MariaDB.create_database` gives a database of one's own."""
    return mariadb_server.shared_mariadb(Path(os.environ[STATE_FOLDER]))


@pytest.fixture(scope="session")
def sqlserver() -> mssql.SQLServer:
    """The SQL Server that an environment variable names."""
    return mssql.SQLServer()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """An empty SQLite file; `servers.sqlite_connection` gives its ODBC connection string."""
    path = tmp_path / "empty.sqlite"
    path.touch()
    return path


@pytest.fixture
def database_factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseFactory]:
    """``database_factory(engine)``: the ODBC connection string of a new empty database of one of `ENGINES`."""
    made: list[tuple[str, str]] = []

    def make(engine: str) -> str:
        if engine == "sqlite":
            path = tmp_path / f"database-{len(list(tmp_path.glob('database-*.sqlite')))}.sqlite"
            path.touch()
            return servers.sqlite_connection(path)
        assert engine in ENGINES, engine
        server: servers.PostgreSQL | mariadb_server.MariaDB | mssql.SQLServer = request.getfixturevalue(engine)
        connection = server.create_database()
        made.append((engine, servers.database_name(connection)))
        return connection

    yield make
    for engine, name in made:
        request.getfixturevalue(engine).drop(name)


@pytest.fixture(params=ENGINES)
def any_database(request: pytest.FixtureRequest, database_factory: DatabaseFactory) -> str:
    """An empty database of each engine in turn."""
    return database_factory(request.param)


@pytest.fixture(params=TRYTON_ENGINES)
def tryton_database(request: pytest.FixtureRequest, database_factory: DatabaseFactory) -> str:
    """An empty database of each engine that Tryton runs on."""
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


@pytest.fixture(params=TRYTON_ENGINES)
def tryton(request: pytest.FixtureRequest, tryton_factory: TrytonFactory) -> TrytonErp:
    """A private copy of the Tryton ERP on each engine in turn."""
    return tryton_factory(request.param)
