"""Databases for tests: a private PostgreSQL cluster for the session, SQLite files, and the ODBC connection strings of both.

A missing program or driver fails the test that needs it, with the command that installs it; nothing is skipped.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from filelock import FileLock

INSTALL_HINT = (
    "apt-get install -y --no-install-recommends unixodbc odbc-postgresql libsqliteodbc postgresql odbc-mariadb mariadb-server"
)
FOLDER_PREFIX = "pleo-erp-postgresql-"
SUPERUSER = "tester"
SQLITE_DRIVER = "SQLite3" if sys.platform != "win32" else "SQLite3 ODBC Driver"
POSTGRESQL_DRIVER = "PostgreSQL Unicode" if sys.platform != "win32" else "PostgreSQL Unicode(x64)"
# A test cluster never has to survive a power cut.
SERVER_OPTIONS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "max_connections=60",
    "shared_buffers=64MB",
    "unix_socket_directories=",
    "timezone=UTC",
)


class MissingProgramError(RuntimeError):
    """Something that the tests need is not on this machine; the message says how to install it."""


try:
    import pyodbc
except ImportError as missing:  # its extension needs libodbc
    raise MissingProgramError(f"The ODBC manager is missing; install it: {INSTALL_HINT}") from missing

pyodbc.pooling = False  # must stand before the first connection; a pooled one would keep a template database busy


def require_driver(name: str) -> str:
    """``name``, if the ODBC manager knows a driver of this name."""
    if name not in pyodbc.drivers():
        raise MissingProgramError(f"The ODBC driver {name!r} is missing; install it: {INSTALL_HINT}")
    return name


def sqlite_connection(path: Path) -> str:
    """The ODBC connection string of a SQLite file."""
    return f"Driver={{{require_driver(SQLITE_DRIVER)}}};Database={path};"


def postgresql_binaries() -> Path:
    """The folder with initdb and pg_ctl: the newest version found, or ``PLEO_ERP_POSTGRESQL_BIN``."""
    suffix = ".exe" if sys.platform == "win32" else ""
    chosen = os.environ.get("PLEO_ERP_POSTGRESQL_BIN")
    on_path = shutil.which("pg_ctl")
    roots = [Path("/usr/lib/postgresql"), Path(os.environ.get("PROGRAMFILES", "C:/Program Files")) / "PostgreSQL"]
    versions = [folder for root in roots if root.is_dir() for folder in root.iterdir() if folder.name.split(".")[0].isdigit()]
    candidates = [Path(chosen)] if chosen else []
    candidates += [folder / "bin" for folder in sorted(versions, key=lambda folder: float(folder.name), reverse=True)]
    candidates += [Path(on_path).resolve().parent] if on_path else []
    for folder in candidates:
        if all((folder / f"{program}{suffix}").is_file() for program in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise MissingProgramError(f"The PostgreSQL server programs are missing; install them: {INSTALL_HINT}")


def free_port() -> int:
    """A TCP port on 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_user(name: str) -> str | None:
    """Who runs the server, if not we, since servers refuse to run as root: ``name``, or nobody."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # does not exist on Windows

    return name if any(entry.pw_name == name for entry in pwd.getpwall()) else "nobody"


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running private cluster: UTF-8, C.UTF-8 collation, password (SCRAM) logins on 127.0.0.1 only."""

    folder: str
    port: int
    password: str
    user: str = SUPERUSER
    host: str = "127.0.0.1"

    def dsn(self, database: str, *, user: str | None = None, password: str | None = None) -> str:
        """The ODBC connection string of one database; another login than the superuser's on request."""
        return (
            f"Driver={{{require_driver(POSTGRESQL_DRIVER)}}};Server={self.host};Port={self.port};Database={database};"
            f"Uid={user or self.user};Pwd={self.password if password is None else password};"
        )

    def url(self, database: str = "") -> str:
        """The libpq address, as Tryton wants it."""
        return f"postgresql://{self.user}:{self.password}@{self.host}:{self.port}/{database}"

    @contextmanager
    def connect(self, database: str = "postgres") -> Iterator[pyodbc.Connection]:
        """An ODBC connection in autocommit mode, closed at the end."""
        connection = pyodbc.connect(self.dsn(database), autocommit=True)
        try:
            yield connection
        finally:
            connection.close()

    def execute(self, sql: str, database: str = "postgres", parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Run one statement (without parameters also a script) and answer its rows, if it has any."""
        with self.connect(database) as connection:
            cursor = connection.execute(sql, *parameters)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def create_database(self, name: str | None = None, template: str | None = None) -> str:
        """Create an empty database, or a copy of ``template`` (to which nobody may be connected); its ODBC connection string."""
        name = name or f"t_{secrets.token_hex(6)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        return self.dsn(name)

    def has_database(self, name: str) -> bool:
        """Whether there is a database of this name."""
        return bool(self.execute("SELECT 1 FROM pg_database WHERE datname = ?", parameters=[name]))

    def drop(self, name: str) -> None:
        """Drop a database and whoever is connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def crash(self) -> None:
        """Kill the server's first process and start it again, as after a crash of the machine's."""
        folder, pid_file = Path(self.folder), Path(self.folder) / "data" / "postmaster.pid"
        first = psutil.Process(int(pid_file.read_text("utf-8").split()[0]))
        others = first.children(recursive=True)
        for process in (first, *others):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs([first, *others], 60)
        pid_file.unlink(missing_ok=True)
        _run(json.loads((folder / "command").read_text("utf-8")), folder)

    def stop(self) -> None:
        """Stop the cluster and delete its files."""
        _stop_cluster(Path(self.folder))


def database_name(connection_string: str) -> str:
    """The ``Database=`` of an ODBC connection string."""
    return next(part[len("Database=") :] for part in connection_string.split(";") if part.startswith("Database="))


def shared_postgresql(state_folder: Path) -> PostgreSQL:
    """The session's cluster: started by the first process that asks, found by the others (pytest-xdist workers)."""
    state = state_folder / "postgresql.json"
    with FileLock(state_folder / "postgresql.lock"):
        if state.is_file():
            return PostgreSQL(**json.loads(state.read_text("utf-8")))
        server = start_postgresql(owner=int(os.environ.get("PLEO_ERP_TEST_OWNER", os.getpid())))
        state.write_text(json.dumps(asdict(server)), "utf-8")
        return server


def stop_shared(state_folder: Path) -> None:
    """Stop what the session started."""
    state = state_folder / "postgresql.json"
    if state.is_file():
        PostgreSQL(**json.loads(state.read_text("utf-8"))).stop()
    shutil.rmtree(state_folder, ignore_errors=True)


def start_postgresql(owner: int, options: Sequence[str] = ()) -> PostgreSQL:
    """Start a cluster of its own, with more ``options``. If the process ``owner`` dies without stopping it, the next start
    does."""
    binaries = postgresql_binaries()
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    (folder / "owner").write_text(f"{owner} {psutil.Process(owner).create_time()}", "utf-8")
    password = secrets.token_urlsafe(12)
    (folder / "password").write_text(password, "utf-8")
    if user := server_user("postgres"):
        for path in (folder, folder / "password"):
            shutil.chown(path, user)
    locale = "C" if sys.platform == "win32" else "C.UTF-8"
    login = ["-U", SUPERUSER, "-A", "scram-sha-256", "--pwfile", str(folder / "password")]
    text = ["--encoding=UTF8", f"--locale={locale}"]
    _run([str(binaries / "initdb"), "-D", str(folder / "data"), *login, *text, "--no-sync"], folder)
    for attempt in range(3):
        port = free_port()
        settings = " ".join(
            f"-c {option}" for option in (*SERVER_OPTIONS, *options, "listen_addresses=127.0.0.1", f"port={port}")
        )
        command = [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-o", settings]
        command += ["-w", "-t", "60", "start"]
        (folder / "command").write_text(json.dumps(command), "utf-8")
        try:
            _run(command, folder)
            break
        except RuntimeError:  # another process may have taken the port
            if attempt == 2:
                raise
    return PostgreSQL(str(folder), port, password)


def _run(command: list[str], folder: Path) -> None:
    # The server inherits these handles: a pipe would never end, so the output goes to a file.
    with (folder / "setup.log").open("ab") as log:
        done = subprocess.run(
            command, cwd=folder, user=server_user("postgres"), stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        )
    if done.returncode:
        logs = "\n".join(path.read_text("utf-8", "replace") for path in (folder / "setup.log", folder / "log") if path.exists())
        raise RuntimeError(f"{command[0]} failed with {done.returncode}:\n{logs[-4000:]}")


def _stop_cluster(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        _run([str(postgresql_binaries() / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"], folder)
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove clusters whose test session was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        try:
            owner, started = (folder / "owner").read_text("utf-8").split()
            alive = psutil.pid_exists(int(owner)) and psutil.Process(int(owner)).create_time() == float(started)
        except (OSError, ValueError, psutil.Error):
            continue
        if not alive:
            _stop_cluster(folder)
