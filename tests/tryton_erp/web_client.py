"""Tryton's web client, fetched from npm once and kept. ``python -m tryton_erp.web_client`` makes sure that it is there."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from filelock import FileLock

from tryton_erp.cache import cache_folder

VERSION = "8.0.11"  # the client refuses a server of another series than its own
# index.html loads its libraries from below its own folder: they are installed there, not next to it.
LIBRARIES = ("install", "--omit=dev", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund")


def web_client(cache: Path) -> Path:
    """The folder for ``[web] root`` in a trytond.conf, below ``cache``. The first call needs npm and takes 20 s."""
    target = cache / f"sao-{VERSION}"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / f"sao-{VERSION}.lock"):
        if not target.is_dir():
            with tempfile.TemporaryDirectory(dir=cache) as scratch:
                _build(Path(scratch)).replace(target)
    return target


def _build(scratch: Path) -> Path:
    _npm(scratch, "pack", f"tryton-sao@{VERSION}")
    with tarfile.open(next(scratch.glob("*.tgz"))) as archive:
        # Pythons before 3.11.4 have no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        archive.extractall(scratch)
    package = scratch / "package"
    _npm(package, *LIBRARIES)
    for name in ("custom.js", "custom.css"):  # asked for by index.html
        (package / name).touch()
    return package


def _npm(folder: Path, *arguments: str) -> None:
    program = shutil.which("npm")
    if program is None:
        raise RuntimeError("npm is missing; install it: apt-get install -y --no-install-recommends npm")
    done = subprocess.run(
        [program, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"npm {' '.join(arguments)} failed:\n{done.stdout.decode('utf-8', 'replace')[-4000:]}")


if __name__ == "__main__":
    web_client(cache_folder().parent)
