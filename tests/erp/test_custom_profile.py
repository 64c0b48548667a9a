"""An ERP nobody has heard of: the documented example and the shipped template are executed as they stand."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from erp.worlds import NOW, run_script, source, write_profile
from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, PleoErpError
from pleo_erp_module.erp import known_profiles
from pleo_erp_module.odbc import DIALECTS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text("utf-8")


def documented() -> dict[str, str]:
    """The code blocks of the document, by the name in their first line."""
    blocks = re.findall(r"^( *)```\w+\n(.*?)^\1```", DOCUMENT, re.DOTALL | re.MULTILINE)
    files = (textwrap.dedent(block) for _, block in blocks)
    return {block.splitlines()[0].lstrip("-# "): block for block in files}


@pytest.fixture
def erp(any_database: str) -> str:
    run_script(any_database, documented()["example tables"])
    return any_database


def test_the_documented_example_works(erp: str, tmp_path: Path) -> None:
    files = {name: text for name, text in documented().items() if name.endswith((".sql", ".toml"))}
    assert len(files) == 5
    with source(erp, "fjord", folder=write_profile(tmp_path, "fjord", files)) as opened, opened.snapshot():
        assert opened.companies() == [Company("1", "Fjord & Søn"), Company("2", "Other firm")]
        context = opened.context("1", NOW)
        [dimension] = opened.dimensions(context)
        assert dimension == Dimension("DEP", "DEP", "Department")
        assert sorted(opened.values(context, dimension), key=lambda value: value.code) == [
            DimensionValue("100", "Sales"),
            DimensionValue("200", "Old store", False, "blocked"),
        ]
        assert sorted(opened.accounts(context), key=lambda account: account.id) == [
            Account("11", "3000", "Travel"),
            Account("12", "3", "Costs", None, False, "heading"),
            Account("13", "1000", "Bank"),
        ]


def test_the_shipped_template_is_an_example_that_works(erp: str) -> None:
    with source(erp, "custom", parameters=lambda company: {"first_account": "2000"}) as opened:
        context = opened.context("1", NOW)
        assert [dimension.code for dimension in opened.dimensions(context)] == ["DEP", "PRJ"]
        project = Dimension("PRJ", "PRJ", "Project")
        assert sorted((v.code, v.why_not) for v in opened.values(context, project)) == [("P0", "closed"), ("P1", None)]
        assert {account.code: account.why_not for account in opened.accounts(context)} == {
            "3000": None,
            "3": "heading",
            "1000": "balance_sheet",
        }


def test_the_template_left_unfilled_names_what_is_missing(any_database: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        source(any_database, "custom")
    assert caught.value.code == "erp_table_missing"
    assert "firms" in caught.value.message


def test_the_document_names_every_shipped_profile_and_driver_option() -> None:
    for name in known_profiles():
        assert f"`{name}`" in DOCUMENT
    for dialect in DIALECTS.values():
        for purpose in ("erp", "store"):
            for option, value in dialect.options(purpose).items():
                assert f"`{option}={value}`" in DOCUMENT
