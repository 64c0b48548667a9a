"""The lock file: each package of the test and demo environments in one version, with the hashes of its files.

``python3 installer lock`` writes it again from setup.cfg, with uv, for every system and every version of Python that we support.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pleo_erp_installer.console import run, say
from pleo_erp_installer.places import Places

EXTRAS = ("demo", "test", "tryton", "web")
OLDEST = "3.11"  # of the versions of Python that the file is for
HEADER = "# Written by `python3 installer lock` from setup.cfg. Do not edit.\n"


@dataclass(frozen=True, slots=True)
class Pin:
    """One package: ``text`` are its lines, ``via`` the packages that need it."""

    name: str
    version: str
    text: str
    via: frozenset[str]


def lock_file(places: Places) -> Path:
    """Where it is."""
    return places.checkout / "installer" / "requirements.lock"


def build_requirements(places: Places) -> list[str]:
    """What builds the project itself."""
    project = tomllib.loads((places.checkout / "pyproject.toml").read_text("utf-8"))
    return list(project["build-system"]["requires"])


def pins(text: str) -> Iterator[Pin]:
    """The entries of a lock file. One package may have several, each for some systems or versions of Python."""
    for entry in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]:
        name, version = re.split(r"(?:\[.*?\])?==|[\s;]", entry, maxsplit=2)[:2]
        comments = re.findall(r"^ +# +(?:via )?([A-Za-z0-9._-]+)(?: |$)", entry, re.MULTILINE)
        yield Pin(normal(name), version, entry, frozenset(map(normal, comments)) - {"via"})


def normal(name: str) -> str:
    """A distribution's name in the one spelling that pip compares."""
    return re.sub(r"[-_.]+", "-", name).lower()


def selected(text: str, names: Iterable[str]) -> str:
    """The entries of these packages, and of whatever they need."""
    entries = list(pins(text))
    wanted = {normal(name) for name in names}
    while more := {pin.name for pin in entries if pin.name not in wanted and pin.via & wanted}:
        wanted |= more
    return "".join(pin.text for pin in entries if pin.name in wanted)


def write(places: Places) -> int:
    """Resolve again, with the newest packages that setup.cfg allows; 0."""
    build = places.cache / "build-requirements.txt"
    build.write_text("\n".join(build_requirements(places)), "utf-8")
    made = places.cache / "requirements.lock"
    made.unlink(missing_ok=True)
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    options = ["--universal", "--python-version", OLDEST, "--generate-hashes", "--no-header", "--output-file", str(made)]
    use_uv(places, "Resolving the packages", "pip", "compile", "setup.cfg", str(build), *options, *extras)
    text = made.read_text("utf-8").replace(f"-r {build}", "pyproject.toml")
    target = lock_file(places)
    target.write_text(HEADER + text, "utf-8")
    say(f"{target.relative_to(places.checkout)}: {len({pin.name for pin in pins(text)})} packages.")
    return 0


def use_uv(places: Places, title: str, *arguments: str) -> None:
    """Run uv, from an environment of its own."""
    home = places.cache / "uv"
    scripts = home / ("Scripts" if places.windows else "bin")
    log = places.logs / "uv.log"
    if not (home / "done").is_file():
        venv = [sys.executable, "-m", "venv", "--clear", str(home)]
        run("Creating an environment for uv", venv, log, cwd=places.checkout, environ=os.environ)
        install = [str(scripts / "python"), "-m", "pip", "install", "uv>=0.8"]
        run("Installing uv", install, log, cwd=places.checkout, environ=os.environ)
        (home / "done").touch()
    run(title, [str(scripts / "uv"), *arguments], log, cwd=places.checkout, environ=os.environ)
