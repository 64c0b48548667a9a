"""npm, for what tests fetch from its registry once and keep."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path


def npm(folder: Path, *arguments: str) -> None:
    """Run it in a folder. Raises RuntimeError with what it said."""
    program = shutil.which("npm")
    if program is None:
        raise RuntimeError("npm is missing; install it: apt-get install -y --no-install-recommends npm")
    done = subprocess.run(
        [program, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"npm {' '.join(arguments)} failed:\n{done.stdout.decode('utf-8', 'replace')[-4000:]}")


def unpacked(folder: Path, package: str) -> Path:
    """The content of a package (``name@version``), below an empty folder."""
    npm(folder, "pack", package)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        # Pythons before 3.11.4 have no filters.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        archive.extractall(folder)
    return folder / "package"
