"""What the registry answers of the kinds that are shipped; a unit is written as tables and plans have it."""

from __future__ import annotations

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.accounts import ACCOUNTS
from pleo_erp_module.kinds.tag_groups import TAG_GROUPS
from pleo_erp_module.kinds.tags import TAGS
from pleo_erp_module.kinds.unit import Unit


def test_kinds_come_in_the_order_of_a_run_and_areas_in_that_of_lists() -> None:
    assert registry.kinds() == [ACCOUNTS, TAG_GROUPS, TAGS]
    assert [area.job for area in registry.areas()] == ["sync-tags", "sync-accounts"]


def test_units_are_undone_the_other_way_round() -> None:
    names = ["accounts", "tag_groups", "tags:B", "tags:A", "tags:A"]
    assert [str(unit) for unit in registry.in_undo_order(names)] == ["tags:A", "tags:B", "tag_groups", "accounts"]


@pytest.mark.parametrize("name", ["accounts", "tag_groups", "tags:DEP", "tags:a:b", "tags: x"])
def test_a_unit_is_read_as_it_is_written(name: str) -> None:
    assert str(registry.unit_named(name)) == name


@pytest.mark.parametrize("name", ["", "tags", "tags:", "accounts:1", "Accounts", "vendors", "tag_groups:DEP", ":DEP"])
def test_an_unknown_unit_is_an_error(name: str) -> None:
    with pytest.raises(PleoErpError) as refused:
        registry.unit_named(name)
    assert refused.value.code == "unknown_unit"


def test_an_unknown_kind_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(PleoErpError, match="account, tag-group, tag") as refused:
        registry.kind_asked_for("tags")
    assert refused.value.code == "unknown_kind"


def test_a_unit_is_remembered_however_its_code_is_spelled() -> None:
    assert Unit(TAGS, "Straße").key == Unit(TAGS, "STRASSE").key == "tags:strasse"
    assert Unit(TAGS, "DEP") == Unit(TAGS, "DEP") != Unit(TAGS, "dep")
    assert (Unit(TAGS, "Dep").parent, Unit(TAGS, "Dep").parent_key) == (Unit(TAG_GROUPS), "dep")
