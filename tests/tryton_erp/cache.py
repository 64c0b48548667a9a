"""One build per engine, kept in a folder and keyed by everything that goes into it; a copy for each test.

``python -m tryton_erp.cache ENGINE…`` makes sure that the builds are there; ``--copy FILE`` also copies the SQLite one to FILE.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from importlib import metadata
from pathlib import Path

from filelock import FileLock

from servers import PostgreSQL, postgresql_binaries, start_postgresql

HERE = Path(__file__).resolve().parent
INPUTS = ("build.py", "content.py", "geography.py")


def cache_folder() -> Path:
    """Where builds are kept: ``PLEO_ERP_CACHE``, else ``.cache`` in the checkout; git ignores it."""
    root = Path(os.environ.get("PLEO_ERP_CACHE") or HERE.parent.parent / ".cache")
    folder = root / "tryton"
    folder.mkdir(parents=True, exist_ok=True)
    if not (root / ".gitignore").exists():
        (root / ".gitignore").write_text("*\n", "utf-8")
    return folder


def key() -> str:
    """Changes with the builder, its content, and every package that takes part in a build."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((HERE / name).read_bytes())
    packages = {item.name.lower(): item.version for item in metadata.distributions()}
    for name in sorted(packages):
        if name.startswith(("trytond", "proteus", "python-sql", "psycopg")):
            digest.update(f"{name}={packages[name]};".encode())
    return digest.hexdigest()[:16]


def sqlite_template() -> Path:
    """The built SQLite file; never written to, only copied."""
    folder = cache_folder()
    template = folder / f"erp-{key()}.sqlite"
    with FileLock(folder / "sqlite.lock"):
        if not template.is_file():
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                built = Path(scratch) / "erp.sqlite"
                built.touch()
                _build(Path(scratch), f"uri = sqlite://\npath = {scratch}", "erp")
                copy_sqlite(built, Path(scratch) / "copy.sqlite")
                (Path(scratch) / "copy.sqlite").replace(template)
    return template


def copy_sqlite(source: Path, target: Path) -> Path:
    """A consistent copy in one file (0.02 s)."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


def postgresql_template(server: PostgreSQL, state_folder: Path) -> str:
    """The name of a database in ``server`` to copy from; nobody may stay connected to it."""
    name = f"tryton_{key()}"
    folder = cache_folder()
    binaries = postgresql_binaries()
    version = "".join(
        character for character in str(server.execute("SHOW server_version")[0][0]).split(".")[0] if character.isdigit()
    )
    dump = folder / f"erp-{key()}-postgresql{version}.dump"
    with FileLock(state_folder / "tryton.lock"):
        if server.has_database(name):
            return name
        server.create_database(f"{name}_new")
        login = ["-h", server.host, "-p", str(server.port), "-U", server.user]
        with FileLock(folder / "postgresql.lock"), tempfile.TemporaryDirectory(dir=folder) as scratch:
            if dump.is_file():
                command = [str(binaries / "pg_restore"), *login, "-d", f"{name}_new", "--exit-on-error", str(dump)]
            else:
                _build(Path(scratch), f"uri = {server.url()}", f"{name}_new")
                command = [str(binaries / "pg_dump"), *login, "-Fc", "-f", f"{scratch}/erp.dump", f"{name}_new"]
            _call(command, os.environ | {"PGPASSWORD": server.password})
            if not dump.is_file():
                Path(scratch, "erp.dump").replace(dump)
        # Renamed last: a build that was interrupted is never taken for a finished one.
        server.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _build(scratch: Path, database_section: str, database: str) -> None:
    config = scratch / "trytond.conf"
    config.write_text(f"[database]\n{database_section}\n", "utf-8")
    paths = [str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"}
    _call([sys.executable, "-m", "tryton_erp.build", str(config), database], environment)


def _call(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout.decode('utf-8', 'replace')[-6000:]}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="tryton_erp.cache")
    parser.add_argument("engines", nargs="*", choices=("sqlite", "postgresql"))
    parser.add_argument("--copy", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    if "sqlite" in options.engines:
        sqlite_template()
    if "postgresql" in options.engines:
        with tempfile.TemporaryDirectory() as state:
            server = start_postgresql(owner=os.getpid())
            try:
                postgresql_template(server, Path(state))
            finally:
                server.stop()
    if options.copy:
        options.copy.unlink(missing_ok=True)
        copy_sqlite(sqlite_template(), options.copy)


if __name__ == "__main__":
    main()
