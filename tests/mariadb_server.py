"""A private MariaDB server for the test session, and the ODBC connection strings of its databases."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
import pyodbc
from filelock import FileLock

from servers import INSTALL_HINT, MissingProgramError, free_port, require_driver, server_user

FOLDER_PREFIX = "pleo-erp-mariadb-"
SUPERUSER = "tester"
DRIVER = next((name for name in pyodbc.drivers() if name.startswith("MariaDB")), "MariaDB Unicode")  # Debian's name for it
START_SECONDS = 60.0
MEMORY = Path("/dev/shm")  # its server flushes every table that it makes, which on a disk takes ten times as long
MEMORY_NEEDED = 2**30
# Starts a server that is nobody's child, in a session of its own: Ctrl-C ends the tests in order, and the server last.
LAUNCH = """
import os, subprocess, sys
with open(sys.argv[1], "ab") as log:
    server = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
print(server.pid, flush=True)
os._exit(0)
"""
# A test server never has to survive a power cut. Its default collation takes for equal what differs in case: that of most ERPs.
SERVER_OPTIONS = (
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
    "--innodb-flush-log-at-trx-commit=0",
    "--skip-innodb-doublewrite",
    "--innodb-fast-shutdown=2",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--performance-schema=off",
    "--skip-log-bin",
)


def server_programs() -> dict[str, Path]:
    """The server, what makes its folder, and its client: in the usual places, or what stands in ``PLEO_ERP_MARIADB_BIN``."""
    folders = [os.environ.get("PLEO_ERP_MARIADB_BIN"), os.environ.get("PATH"), "/usr/sbin", "/usr/local/sbin"]
    path = os.pathsep.join(folder for folder in folders if folder)
    found = {name: shutil.which(name, path=path) for name in ("mariadbd", "mariadb-install-db", "mariadb")}
    if not all(found.values()):
        raise MissingProgramError(f"The MariaDB server programs are missing; install them: {INSTALL_HINT}")
    return {name: Path(str(program)) for name, program in found.items()}


@dataclass(frozen=True, slots=True)
class MariaDB:
    """A running private server: utf8mb4, password logins on 127.0.0.1 only."""

    folder: str
    port: int
    password: str
    user: str = SUPERUSER
    host: str = "127.0.0.1"

    def dsn(self, database: str, *, user: str | None = None, password: str | None = None) -> str:
        """The ODBC connection string of one database; another login than the superuser's on request."""
        return (
            f"Driver={{{require_driver(DRIVER)}}};Server={self.host};Port={self.port};Database={database};"
            f"Uid={user or self.user};Pwd={self.password if password is None else password};"
        )

    @contextmanager
    def connect(self, database: str = "mysql") -> Iterator[pyodbc.Connection]:
        """An ODBC connection in autocommit mode that keeps text as it is, closed at the end."""
        connection = pyodbc.connect(self.dsn(database), autocommit=True)
        try:
            plain(connection)
            yield connection
        finally:
            connection.close()

    def execute(self, sql: str, database: str = "mysql", parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Run one statement and answer its rows, if it has any."""
        with self.connect(database) as connection:
            cursor = connection.execute(sql, *parameters)
            return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    def create_database(self, name: str | None = None) -> str:
        """Create an empty database; its ODBC connection string."""
        name = name or f"t_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE `{name}`")
        return self.dsn(name)

    def create_login(self, name: str, password: str, *grants: str) -> None:
        """Create a login again; ``grants`` such as "SELECT ON a.*"."""
        self.execute(f"CREATE OR REPLACE USER `{name}`@'{self.host}' IDENTIFIED BY '{password}'")
        for grant in grants:
            self.execute(f"GRANT {grant} TO `{name}`@'{self.host}'")

    def drop(self, name: str) -> None:
        """Drop a database."""
        self.execute(f"DROP DATABASE IF EXISTS `{name}`")

    def crash(self) -> None:
        """Kill the server and start it again: what it had not written to its log is lost."""
        _end(Path(self.folder))
        if not _launch(self):
            raise RuntimeError(f"mariadbd does not answer:\n{_logs(Path(self.folder))}")

    def stop(self) -> None:
        """Stop the server and delete its files."""
        _stop(Path(self.folder))


def plain(connection: pyodbc.Connection) -> pyodbc.Connection:
    """The connection, with text passed as it is."""
    connection.setdecoding(pyodbc.SQL_CHAR, encoding="utf-8", ctype=pyodbc.SQL_CHAR)
    connection.setdecoding(pyodbc.SQL_WCHAR, encoding="utf-8", ctype=pyodbc.SQL_CHAR)
    connection.setencoding(encoding="utf-8", ctype=pyodbc.SQL_CHAR)
    return connection


def shared_mariadb(state_folder: Path) -> MariaDB:
    """The session's server: started by the first process that asks, found by the others (pytest-xdist workers)."""
    state = state_folder / "mariadb.json"
    with FileLock(state_folder / "mariadb.lock"):
        if state.is_file():
            return MariaDB(**json.loads(state.read_text("utf-8")))
        server = start_mariadb(owner=int(os.environ.get("PLEO_ERP_TEST_OWNER", os.getpid())))
        state.write_text(json.dumps(asdict(server)), "utf-8")
        return server


def stop_shared(state_folder: Path) -> None:
    """Stop what the session started."""
    state = state_folder / "mariadb.json"
    if state.is_file():
        MariaDB(**json.loads(state.read_text("utf-8"))).stop()


def start_mariadb(owner: int, options: Sequence[str] = ()) -> MariaDB:
    """Start a server of its own, with more ``options``. If the process ``owner`` dies without stopping it, the next start
    does."""
    programs = server_programs()
    _sweep()
    in_memory = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=MEMORY if in_memory else None))
    (folder / "owner").write_text(f"{owner} {psutil.Process(owner).create_time()}", "utf-8")
    password = secrets.token_urlsafe(12)
    login = f"`{SUPERUSER}`@'127.0.0.1'"
    init = folder / "init.sql"
    init.write_text(f"CREATE USER {login} IDENTIFIED BY '{password}';\nGRANT ALL ON *.* TO {login} WITH GRANT OPTION;\n", "utf-8")
    if user := server_user("mysql"):
        for path in (folder, init):
            shutil.chown(path, user)
    common = ["--no-defaults", f"--datadir={folder / 'data'}", *([f"--user={user}"] if user else [])]
    _install([str(programs["mariadb-install-db"]), *common, "--skip-test-db", "--auth-root-authentication-method=normal"], folder)
    for _ in range(3):  # another process may take the port before it
        port = free_port()
        place = [f"--port={port}", f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}", f"--init-file={init}"]
        (folder / "command").write_text(
            json.dumps([str(programs["mariadbd"]), *common, *place, *SERVER_OPTIONS, *options]), "utf-8"
        )
        made = MariaDB(str(folder), port, password)
        if _launch(made):
            return made
    raise RuntimeError(f"mariadbd does not answer:\n{_logs(folder)}")


def _launch(server: MariaDB) -> bool:
    """Start the program of a server; whether it answers."""
    folder = Path(server.folder)
    command = json.loads((folder / "command").read_text("utf-8"))
    launch = [sys.executable, "-c", LAUNCH, str(folder / "log"), *command]
    pid = int(subprocess.run(launch, stdout=subprocess.PIPE, check=True).stdout)
    with suppress(psutil.Error):
        (folder / "server").write_text(f"{pid} {psutil.Process(pid).create_time()}", "utf-8")
    if _answers(server, pid):
        return True
    _end(folder)
    return False


def _install(command: list[str], folder: Path) -> None:
    with (folder / "setup.log").open("ab") as log:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed with {done.returncode}:\n{_logs(folder)}")


def _logs(folder: Path) -> str:
    files = (folder / "setup.log", folder / "log")
    return "\n".join(path.read_text("utf-8", "replace") for path in files if path.exists())[-4000:]


def _answers(made: MariaDB, pid: int) -> bool:
    """Whether the server lets us in before it ends or the deadline passes."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and psutil.pid_exists(pid):
        try:
            made.execute("SELECT 1")
        except pyodbc.Error:
            time.sleep(0.05)
        else:
            return True
    return False


def _end(folder: Path) -> None:
    """End the server of this folder, if it still runs."""
    with suppress(OSError, ValueError, psutil.Error):
        process, started = (folder / "server").read_text("utf-8").split()
        server = psutil.Process(int(process))
        if server.create_time() == float(started):
            server.kill()
            server.wait(START_SECONDS)


def _stop(folder: Path) -> None:
    _end(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove servers whose test session was killed."""
    for folder in (path for root in (Path(tempfile.gettempdir()), MEMORY) for path in root.glob(f"{FOLDER_PREFIX}*")):
        try:
            owner, started = (folder / "owner").read_text("utf-8").split()
            alive = psutil.pid_exists(int(owner)) and psutil.Process(int(owner)).create_time() == float(started)
        except (OSError, ValueError, psutil.Error):
            continue
        if not alive:
            _stop(folder)
