"""The tables of a real LedgerSMB, from the SQL files in Debian's package: fetched once, unpacked, kept, and never installed.

Installed, the package would bring 150 others and start a web service; only its SQL is wanted. Elsewhere than on Debian and Ubuntu
``PLEO_ERP_LEDGERSMB`` names the folder ``sql`` of LedgerSMB's own distribution. ``python -m ledgersmb_erp.schema`` makes sure
that the files are there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from servers import MissingProgramError, PostgreSQL, postgresql_binaries
from tryton_erp.cache import cache_folder

PACKAGE = "ledgersmb"
SCHEMA = "Pg-database.sql"
HINT = "on Debian and Ubuntu run apt-get update; elsewhere set PLEO_ERP_LEDGERSMB to the folder sql of LedgerSMB's distribution"


def sql_folder(cache: Path) -> Path:
    """The folder with ``Pg-database.sql`` and ``changes``, kept below ``cache``. The first call needs apt-get and takes 10 s."""
    if chosen := os.environ.get("PLEO_ERP_LEDGERSMB"):
        return Path(chosen)
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"{PACKAGE}.lock"):
        found = _kept(cache)
        if found is None:
            with tempfile.TemporaryDirectory(dir=cache) as scratch:
                found = _fetch(cache, Path(scratch))
    return found


def _kept(cache: Path) -> Path | None:
    return max((folder for folder in cache.glob(f"{PACKAGE}-*") if (folder / SCHEMA).is_file()), default=None)


def _fetch(cache: Path, scratch: Path) -> Path:
    try:
        _run(["apt-get", "download", PACKAGE], scratch)
    except MissingProgramError:  # perhaps the package lists are old, or not there yet
        _run(["apt-get", "update"], scratch)
        _run(["apt-get", "download", PACKAGE], scratch)
    package = next(scratch.glob(f"{PACKAGE}_*.deb"))
    _run(["dpkg-deb", "-x", str(package), "unpacked"], scratch)
    target = cache / f"{PACKAGE}-{package.name.split('_')[1]}"
    return (scratch / "unpacked" / "usr" / "share" / PACKAGE / "sql").replace(target)


def _run(command: Sequence[str], folder: Path) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise MissingProgramError(f"{command[0]} is missing, which fetches LedgerSMB's SQL files; {HINT}")
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace")[-1000:]
        raise MissingProgramError(f"{' '.join(command)} failed, which fetches LedgerSMB's SQL files; {HINT}\n{said}")


def load(server: PostgreSQL, database: str, sql: Path) -> None:
    """LedgerSMB's tables into an empty database, as its own program makes them: the schema, then every change in order."""
    lines = ["\\set ON_ERROR_STOP on", f"\\i '{(sql / SCHEMA).as_posix()}'"]
    for entry in (sql / "changes" / "LOADORDER").read_text("utf-8").splitlines():
        name = entry.strip().removeprefix("!")
        if name and not name.startswith("#"):
            may_fail = entry.strip().startswith("!")  # in the words of the file: deemed applied even if it errors
            lines.append(f"\\set ON_ERROR_STOP {'off' if may_fail else 'on'}")
            lines += ["BEGIN;", f"\\i '{(sql / 'changes' / name).as_posix()}'", "COMMIT;"]
    done = subprocess.run(
        [str(postgresql_binaries() / "psql"), "-X", "-q", "-d", server.url(database), "-f", "-"],
        input="\n".join(lines).encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]


if __name__ == "__main__":
    sql_folder(cache_folder().parent)
