"""CONTRIBUTING.md names files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PATHS = sorted(set(re.findall(r"`((?:pleo_erp_module|hookspecs|sql|installer|tests|docs)/[\w./]*)`", PAGE)))


@pytest.mark.parametrize("path", PATHS)
def test_every_file_that_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


def test_it_says_how_to_add_whatever_grows() -> None:
    titles = set(re.findall(r"^### (.*)$", PAGE, re.M))
    assert {"a kind of record", "a guard", "a setting", "a page", "a profile for an ERP", "a database engine"} < titles
    for section in PAGE.split("\n### ")[1:]:
        assert re.search(r"^1\. .*`", section, re.M), f"no list of files: {section[:40]}"
