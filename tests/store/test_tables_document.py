"""docs/tables.md says what the tables are."""

from __future__ import annotations

import re
from pathlib import Path

from pleo_erp_module.store.migrations import TABLES

TEXT = (Path(__file__).parents[2] / "docs" / "tables.md").read_text("utf-8")


def test_every_table_has_its_row_in_the_document_and_there_is_no_other() -> None:
    assert sorted(re.findall(r"^\| `(pleo_erp_\w+)` \|", TEXT, re.MULTILINE)) == sorted(TABLES)


def test_the_document_names_no_table_that_does_not_exist() -> None:
    assert set(re.findall(r"pleo_erp_\w+", TEXT)) <= set(TABLES)
