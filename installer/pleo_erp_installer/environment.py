"""The environment: made once, and again only when what it is made from has changed, so that later runs need no network."""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pleo_erp_installer import pins
from pleo_erp_installer.console import InstallerError, run
from pleo_erp_installer.lock import alone
from pleo_erp_installer.places import Places


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an environment was built from."""

    inputs: str
    extras: tuple[str, ...]
    editable: bool
    checkout: str

    @classmethod
    def wanted(cls, places: Places, extras: Collection[str], editable: bool) -> Stamp:
        """The stamp of an environment with ``extras``, built now."""
        digest = hashlib.sha256(packaging((places.checkout / "setup.cfg").read_text("utf-8")).encode())
        digest.update((places.checkout / "pyproject.toml").read_bytes())
        digest.update(pins.lock_file(places).read_bytes())
        if not editable:  # a copy: it is old as soon as a source has changed
            for path in sorted(_sources(places.checkout)):
                digest.update(str(path.relative_to(places.checkout)).encode() + b"\0" + path.read_bytes() + b"\0")
        return cls(digest.hexdigest(), tuple(sorted(extras)), editable, str(places.checkout))

    @classmethod
    def read(cls, path: Path) -> Stamp | None:
        """The stamp in a file; None if there is none, or one that we do not understand."""
        try:
            values = json.loads(path.read_text("utf-8"))
            return cls(str(values["inputs"]), tuple(values["extras"]), bool(values["editable"]), str(values["checkout"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def covers(self, other: Stamp) -> bool:
        """Whether an environment with this stamp serves where ``other`` is wanted: the same, or with more extras."""
        same = (self.inputs, self.editable, self.checkout) == (other.inputs, other.editable, other.checkout)
        return same and set(self.extras) >= set(other.extras)


def _sources(checkout: Path) -> Iterable[Path]:
    for folder in ("pleo_erp_module", "hookspecs", "sql"):
        yield from (path for path in (checkout / folder).rglob("*") if path.suffix in {".po", ".py", ".sql", ".toml"})


def packaging(setup_cfg: str) -> str:
    """What of setup.cfg decides about an installation; the settings of linters and tests do not."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(setup_cfg)
    sections = [name for name in parser.sections() if name == "metadata" or name.split(".")[0] == "options"]
    return json.dumps({name: dict(parser[name]) for name in sections}, sort_keys=True)


def specifications(setup_cfg: str, extras: Iterable[str]) -> list[str]:
    """The distributions that setup.cfg asks for with these extras, as they are written there."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(setup_cfg)
    texts = [parser["options"]["install_requires"], *(parser["options.extras_require"].get(extra, "") for extra in extras)]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def requirements(setup_cfg: str, extras: Iterable[str]) -> list[str]:
    """The names of the distributions that setup.cfg asks for on every platform, with these extras."""
    return [_name(line) for line in specifications(setup_cfg, extras) if ";" not in line]


def _name(specification: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", specification, maxsplit=1)[0]


def absent(places: Places, names: Sequence[str]) -> list[str]:
    """Those distributions that the environment does not have; all of them if it cannot even be asked."""
    code = (
        "import sys, importlib.metadata as m\n"
        "have = {d.name.lower().replace('_', '-') for d in m.distributions()}\n"
        "print('\\n'.join(n for n in sys.argv[1:] if n.lower().replace('_', '-') not in have))"
    )
    try:
        done = subprocess.run(
            [str(places.python), "-I", "-c", code, *names], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return list(names)
    return done.stdout.split()


def ensure(places: Places, extras: Sequence[str], *, editable: bool = True, fresh: bool = False) -> None:
    """Make the environment fit, with as little work as possible; ``fresh`` asks for newer packages, too. Others wait."""
    with alone(places.cache / "environment.lock", "- Another installer is building the environment; waiting for it ..."):
        wanted = Stamp.wanted(places, extras, editable)
        names = ["pleo-erp-module", *requirements((places.checkout / "setup.cfg").read_text("utf-8"), extras)]
        stamp = Stamp.read(places.stamp)
        fits = stamp is not None and stamp.covers(wanted) and places.program("pleo-erp").exists()
        if fits and not fresh and not absent(places, names):
            return
        if stamp is not None and stamp.editable == editable:
            # What was there before stays: `demo` after `test` must not take the test tools' stamp away.
            wanted = Stamp.wanted(places, {*extras, *stamp.extras}, editable)
        build(places, wanted, fresh)


def build(places: Places, wanted: Stamp, fresh: bool) -> None:
    """Create the environment if need be, and install the project in it."""
    environ = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONUTF8": "1"}
    log = places.logs / "pip.log"
    places.stamp.unlink(missing_ok=True)
    if not works(places):
        if places.venv.exists() and any(places.venv.iterdir()) and not (places.venv / "pyvenv.cfg").exists():
            raise InstallerError(
                f"{places.venv} is not a Python environment, so it is left alone. Choose another with PLEO_ERP_VENV."
            )
        command = [sys.executable, "-m", "venv", "--clear", str(places.venv)]
        run(f"Creating the environment {places.venv}", command, log, cwd=places.checkout, environ=environ)
    # A build takes files from an earlier one's folder, also those that are gone from the sources.
    shutil.rmtree(places.checkout / "build", ignore_errors=True)
    for title, words in installations(places, wanted, fresh):
        install = [str(places.python), "-m", "pip", "install", *words]
        run(title, install, log, cwd=places.checkout, environ=environ)
    shutil.rmtree(places.checkout / "build", ignore_errors=True)
    places.stamp.write_text(json.dumps(asdict(wanted), indent=2), "utf-8")


def installations(places: Places, wanted: Stamp, fresh: bool) -> Iterable[tuple[str, list[str]]]:
    """What pip is called for, and with which arguments.

    With extras (the tests, the demo) it installs what the lock file pins; without, or for newer packages, what setup.cfg allows.
    """
    project = ["--editable"] * wanted.editable + [str(places.checkout)]
    if fresh or not wanted.extras:
        project[-1] += f"[{','.join(wanted.extras)}]" if wanted.extras else ""
        yield "Installing the module and what it needs", [*["--upgrade"] * fresh, *project]
        return
    names = [_name(line) for line in specifications((places.checkout / "setup.cfg").read_text("utf-8"), wanted.extras)]
    locked = places.venv / "requirements.lock"
    locked.write_text(
        pins.selected(pins.lock_file(places).read_text("utf-8"), [*names, *map(_name, pins.build_requirements(places))]), "utf-8"
    )
    yield "Installing what the module needs", ["--require-hashes", "--requirement", str(locked)]
    yield "Installing the module", ["--no-deps", "--no-build-isolation", *project]


def lowest(places: Places) -> Places:
    """A test environment with the oldest packages that setup.cfg allows, made new in the cache; where it is."""
    apart = replace(places, venv=places.cache / "lowest")
    command = [sys.executable, "-m", "venv", "--clear", str(apart.venv)]
    run(f"Creating the environment {apart.venv}", command, places.logs / "pip.log", cwd=places.checkout, environ=os.environ)
    oldest = ["--resolution", "lowest-direct", "--python", str(apart.python)]
    pins.use_uv(places, "Installing the oldest packages", "pip", "install", *oldest, "--editable", f"{places.checkout}[test]")
    return apart


def works(places: Places) -> bool:
    """Whether there is an environment whose interpreter starts, is new enough and has pip."""
    code = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        done = subprocess.run([str(places.python), "-I", "-c", code], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0
