"""Worlds on both engines, whose Pleo answers at once and whose waits between two attempts are nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answer_check import AnswerCheck
from cli.world import FAST, KEY, World
from conftest import TrytonFactory
from engines import TRYTON_ENGINES
from pleo_erp_hookspecs import load_modules
from pleo_erp_module.pleo import retry_delay
from sandbox import Sandbox

WorldFactory = Callable[[str], World]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands in this process repeat a failed request at once."""
    monkeypatch.setattr(retry_delay, "LONGEST_SECONDS", 0.0)


@pytest.fixture(autouse=True, scope="session")
def checked_answers() -> Iterator[None]:
    """Whatever the module answers to commands in this process is of its type."""
    check = AnswerCheck()
    load_modules().register(check)
    yield
    load_modules().unregister(check)


@pytest.fixture
def world_factory(tryton_factory: TrytonFactory, tmp_path: Path) -> Iterator[WorldFactory]:
    """``world_factory(engine)``: a Tryton ERP and an empty Pleo company "Ateliers"."""
    made: list[Sandbox] = []

    def make(engine: str) -> World:
        pleo = Sandbox(rate=0)
        made.append(pleo)
        company = pleo.add_company("Ateliers")
        pleo.add_key(KEY)
        url = pleo.start()
        erp = tryton_factory(engine)
        world = World(tmp_path, erp, pleo, company)
        world.configure(
            erp={"profile": "tryton", "connection": erp.connection, "language": "fr"},
            vault={"key_file": "keys/pleo-erp.key"},
            pleo={"base_url": url, "requests_per_minute": FAST},
        )
        return world

    yield make
    for pleo in made:
        pleo.close()


@pytest.fixture
def world(world_factory: WorldFactory) -> World:
    """An ERP in SQLite."""
    return world_factory("sqlite")


@pytest.fixture(params=TRYTON_ENGINES)
def any_world(request: pytest.FixtureRequest, world_factory: WorldFactory) -> World:
    """An ERP on each engine in turn."""
    return world_factory(request.param)
