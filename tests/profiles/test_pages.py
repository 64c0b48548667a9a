"""What administrators read about a profile is what the profile says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pleo_erp_module.erp import known_profiles, load_profile
from pleo_erp_module.erp.profile_search import shipped_profiles
from pleo_erp_module.odbc import DIALECTS
from profiles.cases import TEMPLATE

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = ["What is read", "What is left out, and why", "Parameters", "How to grant", "How to check", "Verified"]
ERPS = [name for name in known_profiles() if name != TEMPLATE]


@pytest.mark.parametrize("name", known_profiles())
def test_every_profile_says_what_was_verified_and_how(name: str) -> None:
    profile = load_profile(name)
    assert re.match(r"Read from (a )?real |Nothing against a real system: |Nothing yet: ", profile.verified)
    assert set(profile.engines) <= set(DIALECTS)
    if name != TEMPLATE:
        assert profile.versions
        assert f"[`{name}`](erp/{name}.md)" in (DOCS / "profiles.md").read_text("utf-8")


@pytest.mark.parametrize("name", ERPS)
def test_every_erp_has_a_page_that_names_its_tables_and_parameters(name: str) -> None:
    profile = load_profile(name)
    page = (DOCS / "erp" / f"{name}.md").read_text("utf-8")
    assert re.findall(r"(?m)^## (.+)$", page) == SECTIONS
    said = " ".join(page.split())
    assert " ".join(profile.verified.split()) in said.partition("## Verified")[2]
    assert profile.versions in said
    for table in profile.tables.values():
        for real in table.names:
            assert re.sub(r"^\{\w+\}\$?", "", real).partition("$")[0] in page
    parameters = said.partition("## Parameters")[2].partition("## How to grant")[0]
    assert set(re.findall(r"\| `(\w+)` \|", parameters)) == set(profile.parameters)


@pytest.mark.parametrize("name", known_profiles())
def test_the_selects_are_ascii_and_declare_what_they_read(name: str) -> None:
    profile = load_profile(name)
    folder = shipped_profiles() / name
    files = {variant.file for entity in profile.entities.values() for variant in entity.variants}
    assert files == {entry.name for entry in folder.iterdir() if entry.name.endswith(".sql")}
    for file in files:
        text = (folder / file).read_text("utf-8")
        assert text.isascii(), "SQL Server would take other characters for those of its own code page"
        assert not re.search(r"(?i)\b(from|join)\s+[\w\[\"]", re.sub(r"--[^\n]*|'[^']*'", "", text)), (
            f"{file} names a table itself"
        )
    used = {part.name for entity in profile.entities.values() for v in entity.variants for part in v.template.placeholders}
    declared = {*profile.tables, *(name for table in profile.tables.values() for name in table.optional)}
    assert used == declared
