"""Worlds on both engines, each a copy of one database in which the module was activated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import servers
from engines import TRYTON_ENGINES
from sandbox import Sandbox
from tryton_erp import cache
from tryton_erp.erp import TrytonErp
from tryton_host.tryton import Person, Server
from tryton_host.world import FAST, KEY, World, postgresql_tryton, sqlite_tryton, state_folder, templates

WorldFactory = Callable[[str], World]


@pytest.fixture
def world_factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WorldFactory]:
    """``world_factory(engine)``: a Tryton in "sqlite" or "postgresql", and an empty Pleo company "Ateliers"."""
    made: list[Sandbox] = []
    databases: list[str] = []

    def make(engine: str) -> World:
        pleo = Sandbox(rate=0)
        made.append(pleo)
        pleo_company = pleo.add_company("Ateliers")
        pleo.add_key(KEY)
        if engine == "sqlite":
            file = cache.copy_sqlite(Path(templates(state_folder(), engine, None)), tmp_path / "erp.sqlite")
            tryton, connection = sqlite_tryton(tmp_path, file, copied=True), servers.sqlite_connection(file)
        else:
            server: servers.PostgreSQL = request.getfixturevalue("postgresql")
            connection = server.create_database(template=templates(state_folder(), engine, server))
            databases.append(servers.database_name(connection))
            tryton = postgresql_tryton(tmp_path, server, databases[-1], copied=True)
        tryton.configure(pleo_erp={"base_url": pleo.start(), "requests_per_minute": FAST, "language": "fr"})
        erp = TrytonErp(engine, connection)
        return World(tryton, erp, pleo, pleo_company, int(erp.second_company))

    yield make
    for pleo in made:
        pleo.close()
    for name in databases:
        request.getfixturevalue("postgresql").drop(name)


@pytest.fixture
def world(world_factory: WorldFactory) -> World:
    """Tryton on SQLite."""
    return world_factory("sqlite")


@pytest.fixture(params=TRYTON_ENGINES)
def any_world(request: pytest.FixtureRequest, world_factory: WorldFactory) -> World:
    """Tryton on each engine in turn."""
    return world_factory(request.param)


@pytest.fixture
def server(world: World) -> Iterator[Server]:
    """The server of `world`."""
    with world.tryton.serve() as running:
        yield running


@pytest.fixture
def admin(server: Server, world: World) -> Person:
    """The administrator, at work in `World.company`."""
    person = server.login()
    person.work_in(world.company)
    return person
