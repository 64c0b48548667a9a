"""Tests that need neither an ERP nor Pleo: the module's manager calls the extension's hooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pluggy
import pytest
from pleo_erp_fjord import FjordExtension

from pleo_erp_hookspecs import PROJECT, Dimension, DimensionValue, ExtensionSpecs, LeaveOut, ReadContext

PROJECTS = "company,code,name,ends\n1,P1,New office,\n1,P0,Old office,2020-01-31\n2,P9,Another company's,\n"


@pytest.fixture
def extensions(tmp_path: Path) -> pluggy.PluginManager:
    projects = tmp_path / "projects.csv"
    projects.write_text(PROJECTS, "utf-8")
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(ExtensionSpecs)
    manager.register(FjordExtension(projects), "fjord")
    manager.check_pending()  # a misspelt hook is an error here, as it is when the module loads the extension
    return manager


def test_projects_come_from_the_file(extensions: pluggy.PluginManager) -> None:
    context = ReadContext(company="1", today=date(2026, 11, 24), language=None, parameters={})
    answers = extensions.hook.pleo_erp_read_values(context=context, dimension=Dimension("PRJ", "PRJ", "Project"))
    assert answers == [[DimensionValue("P1", "New office"), DimensionValue("P0", "Old office", False, "expired")]]


def test_other_dimensions_are_left_to_the_profile(extensions: pluggy.PluginManager) -> None:
    context = ReadContext(company="1", today=date(2026, 11, 24), language=None, parameters={})
    assert extensions.hook.pleo_erp_read_values(context=context, dimension=Dimension("DEP", "DEP", "Department")) == []


def test_internal_departments_are_left_out(extensions: pluggy.PluginManager) -> None:
    context = ReadContext(company="1", today=date(2026, 11, 24), language=None, parameters={})
    rows = [DimensionValue("100", "Sales"), DimensionValue("INT1", "Canteen")]
    answers = extensions.hook.pleo_erp_leave_out(context=context, unit="tags:DEP", rows=rows)
    assert answers == [[LeaveOut("INT1", "internal")]]


def test_archives_wait_while_the_year_is_closed(extensions: pluggy.PluginManager, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = {"changes": [{"action": "archive"}]}
    assert extensions.hook.pleo_erp_review_plan(company="1", plan=plan) == []
    monkeypatch.setenv("FJORD_CLOSING", "1")
    assert extensions.hook.pleo_erp_review_plan(company="1", plan=plan) == ["the year is being closed"]
