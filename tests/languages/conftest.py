"""A world, its pages, and the language of other letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pseudo_language import pseudo_catalogue
from web.conftest import empty_office, office
from world_fixtures import contract, erp_template, new_world, world

__all__ = ["contract", "empty_office", "erp_template", "new_world", "office", "world"]


@pytest.fixture
def other_letters(tmp_path: Path) -> Iterator[None]:
    """From here on German is written in these letters."""
    with pseudo_catalogue(tmp_path):
        yield
