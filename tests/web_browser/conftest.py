"""A browser, and the pages: of a process, or of this one with a clock that can be moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from chromium import chromium, pictures_folder
from pleo_erp_hookspecs import Role
from pleo_erp_module.hosts.standalone.host_tables import opened, utc_now
from web.conftest import empty_office, office
from web.office import Office
from web.process import SECONDS, configuration, served
from web_browser.visitor import Visitor, visitor
from world import World, WorldFactory
from world_fixtures import contract, erp_template, new_world, world

__all__ = ["contract", "empty_office", "erp_template", "new_world", "office", "world"]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium() as running:
        yield running


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a test's screenshots go."""
    return pictures_folder(tmp_path, request.node.name)


Come = Callable[..., Visitor]


@pytest.fixture
def come(browser: Browser, pictures: Path) -> Iterator[Come]:
    """``come(address, **options)``: another browser. What one of them finds wrong fails the test."""
    visitors: list[Visitor] = []

    def make(address: str, **options: Any) -> Visitor:
        visitors.append(visitor(browser, address, pictures, **options))
        return visitors[-1]

    yield make
    for number, one in enumerate(visitors):
        one.picture(f"end-{number}")
        one.context.close()
    assert [complaint for one in visitors for complaint in one.complaints] == []


@dataclass(frozen=True, slots=True)
class Pages:
    """`pleo-erp serve` in front of a world; ``link`` is the path of the set-up link that it printed."""

    world: World
    address: str
    link: str

    def session(self, login: str, role: Role) -> str:
        """The token of a new session of a person, who is added if need be."""
        with opened(self.world.host.erp, utc_now) as tables:
            if tables.users.get(login) is None:
                tables.users.add(login, login.title(), role, "tests")
            return tables.sessions.begin(login, "127.0.0.1")


PagesFactory = Callable[[str], Pages]


@pytest.fixture
def serve(new_world: WorldFactory, tmp_path: Path) -> Iterator[PagesFactory]:
    """``serve(engine)``. The process meets no error and ends cleanly; it starts no run by itself."""
    with ExitStack() as stack:

        def make(engine: str) -> Pages:
            world = new_world(engine)
            fast = {"base_url": world.pleo.base_url, "requests_per_minute": 600}
            config = configuration(world, tmp_path, pleo=fast, schedule={"enabled": False})
            running, lines = stack.enter_context(served(config, 3))

            def end() -> None:
                running.terminate()
                assert running.wait(SECONDS) == 0
                assert running.stderr is not None
                log = running.stderr.read()
                assert re.search(r" ERROR |Traceback|Warning:", log) is None, log

            stack.callback(end)
            found = re.search(r"http://127\.0\.0\.1:\d+", lines[0])
            assert found
            return Pages(world, found[0], lines[2].strip().removeprefix(found[0]))

        yield make


@pytest.fixture
def here(office: Office) -> Iterator[str]:
    """The address of an office's pages, served by this process."""
    with office.served() as address:
        yield address
