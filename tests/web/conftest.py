"""An office on SQLite: `office`, its people `anna` (administrator) and `ben` (bookkeeper), each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pleo_erp_hookspecs import Role
from web.browser import Browser
from web.office import Office
from world import World
from world_fixtures import contract, erp_template, new_world, world

__all__ = ["contract", "erp_template", "new_world", "world"]


@pytest.fixture
def empty_office(world: World) -> Office:
    """Nobody has an account."""
    return Office.of(world)


@pytest.fixture
def office(empty_office: Office) -> Office:
    """With anna and ben. The ERP's company "1", "Acme", is not connected; `Office.world` connects it."""
    empty_office.add("anna", Role.ADMINISTRATOR)
    empty_office.add("ben", Role.BOOKKEEPER)
    return empty_office


@pytest.fixture
def anna(office: Office) -> Browser:
    """The administrator, logged in."""
    return office.as_("anna")


@pytest.fixture
def ben(office: Office) -> Browser:
    """The bookkeeper, logged in."""
    return office.as_("ben")


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """Where a real browser finds the pages."""
    with office.served() as url:
        yield url
