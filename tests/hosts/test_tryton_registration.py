"""What tryton.cfg names is there: Tryton itself finds out only when a database is made."""

from __future__ import annotations

import ast
from configparser import ConfigParser
from pathlib import Path

import pytest

HOST = Path(__file__).resolve().parents[2] / "pleo_erp_module" / "hosts" / "tryton"


def registered() -> list[str]:
    """``module.Class`` of every model and wizard."""
    config = ConfigParser()
    config.read(HOST / "tryton.cfg", encoding="utf-8")
    return [name for kind in config["register"].values() for name in kind.split()]


@pytest.mark.parametrize("name", registered())
def test_every_class_that_is_registered_exists(name: str) -> None:
    module, _, wanted = name.partition(".")
    tree = ast.parse((HOST / f"{module}.py").read_text("utf-8"))
    assert wanted in {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def test_every_screen_file_exists() -> None:
    config = ConfigParser()
    config.read(HOST / "tryton.cfg", encoding="utf-8")
    assert [name for name in config["tryton"]["xml"].split() if not (HOST / name).is_file()] == []
