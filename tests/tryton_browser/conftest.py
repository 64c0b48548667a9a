"""A browser, and people at a Tryton with the module in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chromium import chromium, pictures_folder
from tryton_browser.client import PATIENCE, Client, watched
from tryton_erp import cache
from tryton_erp.web_client import web_client
from tryton_host.conftest import WorldFactory, world_factory
from tryton_host.tryton import Server
from tryton_host.world import World

__all__ = ["world_factory"]

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class Site:
    """A Tryton that serves its web client; ``login(name)`` is a person who has logged in and works in `World.company`."""

    world: World
    server: Server
    login: Callable[[str], Client]


SiteFactory = Callable[[str], Site]


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a test's screenshots go."""
    return pictures_folder(tmp_path, request.node.name)


@pytest.fixture
def site(world_factory: WorldFactory, browser: Browser, pictures: Path) -> Iterator[SiteFactory]:
    """``site(engine)``. What the browser finds wrong in the meantime fails the test."""
    clients: list[Client] = []
    complaints: list[list[str]] = []
    with ExitStack() as stack:

        def make(engine: str) -> Site:
            world = world_factory(engine)
            # To list its databases Tryton would connect to each, also to the one that others are copying at the moment.
            world.tryton.configure(web={"root": web_client(cache.cache_folder().parent)}, database={"list": False})
            server = stack.enter_context(world.tryton.serve())

            def login(name: str) -> Client:
                server.login(name).work_in(world.company)
                page = stack.enter_context(browser.new_context(viewport={"width": 1400, "height": 900})).new_page()
                complaints.append(watched(page))
                clients.append(Client(page, server, world.erp, pictures))
                clients[-1].login(name)
                return clients[-1]

            return Site(world, server, login)

        yield make
        for number, client in enumerate(clients):
            client.picture(f"end-{number}")
    assert [complaint for one in complaints for complaint in one] == []
