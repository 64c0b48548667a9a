"""Fixtures for tests of whole runs; a folder's conftest.py takes them over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from easy_erp import copied, empty_erp
from engines import DatabaseFactory
from servers import sqlite_connection
from world import World, WorldFactory, held_to_the_contract, worlds


@pytest.fixture(autouse=True)
def contract(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with held_to_the_contract(monkeypatch):
        yield


@pytest.fixture(scope="session")
def erp_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the ERP's and the module's tables."""
    folder = tmp_path_factory.mktemp("erp")
    path = folder / "template.sqlite"
    path.touch()
    connection = empty_erp(sqlite_connection(path))
    with worlds(folder, lambda engine: connection) as make:
        make()
    return path


@pytest.fixture
def new_world(tmp_path: Path, erp_template: Path, database_factory: DatabaseFactory) -> Iterator[WorldFactory]:
    """``new_world(engine="sqlite", **switches)``: an empty ERP and an empty Pleo, on one of `ENGINES`."""

    def connection(engine: str) -> str:
        if engine == "sqlite":
            return copied(erp_template, tmp_path / f"erp-{len(list(tmp_path.glob('erp-*')))}.sqlite")
        return empty_erp(database_factory(engine))

    with worlds(tmp_path, connection) as make:
        yield make


@pytest.fixture
def world(new_world: WorldFactory) -> World:
    """One world with SQLite under it."""
    return new_world()
