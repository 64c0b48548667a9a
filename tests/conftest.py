"""Fixtures that every package's tests share: empty databases of every engine, and a Tryton ERP in those that it runs on.

Every pytest session loads this file, so what a test needs (servers, an ERP) is imported when it is asked for.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engines import ENGINES, SERVERS, TRYTON_ENGINES, DatabaseFactory, sql_server_line

if TYPE_CHECKING:
    from mariadb_server import MariaDB
    from mssql import SQLServer
    from servers import PostgreSQL
    from tryton_erp.erp import TrytonErp

STATE_FOLDER = "PLEO_ERP_TEST_STATE"  # how pytest-xdist workers find what their session shares
TrytonFactory = Callable[[str], "TrytonErp"]

# A test is heavy if it needs a server (each world has its Pleo), a browser or an ERP. Where that cannot be seen its mark says so.
HEAVY_FIXTURES = frozenset({"postgresql", "mariadb", "sqlserver", "browser", "tryton_factory", "new_world"})
DATABASE_FIXTURES = frozenset({"database_factory", "unchanged_erp"})
HEAVY_FOLDERS = ("tryton_browser", "tryton_host", "web_browser")
LONG = (*HEAVY_FOLDERS, "test_any_history.py", "test_cli_canary.py", "test_installer_demo_hosts.py")  # a minute and more each
FAST = "not heavy"  # the marker expression that leaves them out
FEW_EXAMPLES = 20  # of Hypothesis, where its default is 100
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2 * 2**30


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[STATE_FOLDER] = tempfile.mkdtemp(prefix="pleo-erp-tests-")
        os.environ["PLEO_ERP_TEST_OWNER"] = str(os.getpid())
        if _has_memory():
            os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def _has_memory() -> bool:
    """Whether the folders of tests fit into memory: each commit of their many SQLite files would wait for a disk."""
    if not MEMORY.is_dir():
        return False
    state = os.statvfs(MEMORY)
    return os.access(MEMORY, os.W_OK) and not state.f_flag & os.ST_NOEXEC and state.f_bavail * state.f_frsize >= MEMORY_NEEDED


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import what has no other tests than heavy ones."""
    return True if config.option.markexpr == FAST and collection_path.name in HEAVY_FOLDERS else None


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> Iterator[None]:
    """Before a module draws examples: the same ones every time, however slow the machine.

    ``--hypothesis-profile=default`` searches for new ones.
    """
    if b"hypothesis" in module_path.read_bytes() and not parent.config.getoption("--hypothesis-profile"):
        _repeatable_examples(FEW_EXAMPLES if parent.config.option.markexpr == FAST else 100)
    return (yield)


@cache
def _repeatable_examples(count: int) -> None:
    import hypothesis

    settings = hypothesis.settings(derandomize=True, deadline=None, database=None, max_examples=count)
    hypothesis.settings.register_profile("repeatable", settings)
    hypothesis.settings.load_profile("repeatable")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is heavy, by what it asks for and by where it is."""
    fixtures = set(getattr(item, "fixturenames", ()))
    on_server = fixtures & DATABASE_FIXTURES and not set(SERVERS).isdisjoint(_engines(item))
    if on_server or fixtures & HEAVY_FIXTURES or set(item.path.parts) & set(HEAVY_FOLDERS):
        item.add_marker("heavy")


@pytest.fixture(autouse=True)
def _no_secrets_of_another_test() -> Iterator[None]:
    """What one test configured as a secret is an ordinary word in the next."""
    yield
    if "pleo_erp_module.secret_text" in sys.modules:
        sys.modules["pleo_erp_module.secret_text"].forget_all()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each worker its share of heavy tests first, the longest before all: what is left in the end is short.

    pytest-xdist cuts the list into as many parts as there are workers, and one that has done its part takes over from others.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "0"))
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("heavy"):
            files.setdefault(item.path, []).append(item)
    first = sorted(files, key=lambda path: set(path.parts).isdisjoint(LONG))
    parts = [[item for path in first[number::workers] for item in files[path]] for number in range(workers)]
    light = (item for item in items if not item.get_closest_marker("heavy"))
    for number, part in enumerate(parts):
        part += islice(light, max(0, len(items) * (number + 1) // workers - sum(map(len, parts[: number + 1]))))
    if workers:
        items[:] = [item for part in parts for item in part]


def _engines(item: pytest.Item) -> set[str]:
    """The engines that a test's parameters and its code name, among other texts."""
    if not isinstance(item, pytest.Function):
        return set()
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    named = (*item.function.__code__.co_consts, *(getattr(value, "engine", value) for value in parameters))
    return {value for value in named if isinstance(value, str)}


def pytest_report_header() -> str:
    return sql_server_line()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(sql_server_line())


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and STATE_FOLDER in os.environ:
        folder = Path(os.environ.pop(STATE_FOLDER))
        if any(folder.iterdir()):
            import mariadb_server
            import servers

            mariadb_server.stop_shared(folder)
            servers.stop_shared(folder)
        shutil.rmtree(folder, ignore_errors=True)


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
def postgresql(request: pytest.FixtureRequest) -> PostgreSQL:
    """The session's PostgreSQL cluster; `PostgreSQL.create_database` gives a database of one's own."""
    import servers

    refuse_in_fast(request)
    return servers.shared_postgresql(Path(os.environ[STATE_FOLDER]))


@pytest.fixture(scope="session")
def mariadb(request: pytest.FixtureRequest) -> MariaDB:
    """The session's MariaDB server; `MariaDB.create_database` gives a database of one's own."""
    import mariadb_server

    refuse_in_fast(request)
    return mariadb_server.shared_mariadb(Path(os.environ[STATE_FOLDER]))


@pytest.fixture(scope="session")
def sqlserver(request: pytest.FixtureRequest) -> SQLServer:
    """The SQL Server that an environment variable names."""
    from mssql import SQLServer

    refuse_in_fast(request)
    return SQLServer()


def refuse_in_fast(request: pytest.FixtureRequest) -> None:
    """Fail a test that asks for a server in its body, where the marks cannot see it."""
    if request.config.option.markexpr == FAST:
        pytest.fail("this test needs a server: mark it with @pytest.mark.heavy", pytrace=False)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """An empty SQLite file; `servers.sqlite_connection` gives its ODBC connection string."""
    path = tmp_path / "empty.sqlite"
    path.touch()
    return path


@pytest.fixture
def database_factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseFactory]:
    """``database_factory(engine)``: the ODBC connection string of a new empty database of one of `ENGINES`."""
    import servers

    made: list[tuple[str, str]] = []

    def make(engine: str) -> str:
        if engine == "sqlite":
            path = tmp_path / f"database-{len(list(tmp_path.glob('database-*.sqlite')))}.sqlite"
            path.touch()
            return servers.sqlite_connection(path)
        assert engine in ENGINES, engine
        server: PostgreSQL | MariaDB | SQLServer = request.getfixturevalue(engine)
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
    import servers
    from tryton_erp import cache
    from tryton_erp.erp import TrytonErp

    made: list[str] = []

    def make(engine: str) -> TrytonErp:
        if engine == "sqlite":
            path = tmp_path / f"tryton-{len(list(tmp_path.glob('tryton-*.sqlite')))}.sqlite"
            return TrytonErp(engine, servers.sqlite_connection(cache.copy_sqlite(cache.sqlite_template(), path)))
        assert engine == "postgresql", engine
        server: PostgreSQL = request.getfixturevalue("postgresql")
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
