"""What setup.cfg says is installed, against what is in the folders."""

from __future__ import annotations

import configparser
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
CONFIGURATION = configparser.ConfigParser(interpolation=None)
CONFIGURATION.read(CHECKOUT / "setup.cfg", "utf-8")
FOLDERS = dict(line.split(" = ") for line in CONFIGURATION["options"]["package_dir"].strip().splitlines())
LEFT_OUT = {"__pycache__", "babel.cfg", "LC_MESSAGES", "pleo_erp.pot"}  # what is made, and what it is made from


def folder(package: str) -> Path:
    """Where a package's files are."""
    for name, place in sorted(FOLDERS.items(), reverse=True):
        if package == name or package.startswith(f"{name}."):
            return CHECKOUT / place / package[len(name) + 1 :].replace(".", "/")
    raise AssertionError(package)


def packages() -> list[str]:
    """The packages that setup.cfg lists."""
    return CONFIGURATION["options"]["packages"].split()


def test_every_package_in_the_folders_is_installed_and_no_other() -> None:
    there = []
    for name, place in FOLDERS.items():
        for path in (CHECKOUT / place).rglob("__init__.py"):
            there.append(".".join([name, *path.parent.relative_to(CHECKOUT / place).parts]))
    data = [name for name, place in FOLDERS.items() if not (CHECKOUT / place / "__init__.py").exists()]
    assert sorted(packages()) == sorted([*there, *data])


def test_every_file_of_a_package_is_installed() -> None:
    patterns = {name: [part.strip() for part in text.split(",")] for name, text in CONFIGURATION["options.package_data"].items()}
    assert set(patterns) <= set(packages())
    installed = {path for name, globs in patterns.items() for glob in globs for path in folder(name).glob(glob)}
    there = {path for place in FOLDERS.values() for path in (CHECKOUT / place).rglob("*") if path.is_file()}
    missing = {path for path in there - installed if path.suffix != ".py" and not LEFT_OUT & set(path.parts)}
    assert sorted(str(path.relative_to(CHECKOUT)) for path in missing) == []
    compiled = ".mo"  # made by a build
    assert [
        f"{name}: {glob}"
        for name, globs in patterns.items()
        for glob in globs
        if not glob.endswith(compiled) and not list(folder(name).glob(glob))
    ] == []
