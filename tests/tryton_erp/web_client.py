"""Tryton's web client, fetched from npm once and kept. ``python -m tryton_erp.web_client`` makes sure that it is there."""

from __future__ import annotations

import tempfile
from pathlib import Path

from filelock import FileLock

from npm import npm, unpacked
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
    package = unpacked(scratch, f"tryton-sao@{VERSION}")
    npm(package, *LIBRARIES)
    for name in ("custom.js", "custom.css"):  # asked for by index.html
        (package / name).touch()
    return package


if __name__ == "__main__":
    web_client(cache_folder().parent)
