"""An administrator in a browser: from a key to runs that one can read, and what comes after."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tryton_browser.client import Client, numbers
from tryton_browser.conftest import SiteFactory
from tryton_host.tryton import ADMINISTRATOR
from tryton_host.world import KEY, LOGISTIQUE, World, groups

SUCCESS, PAUSED = re.compile("success", re.IGNORECASE), re.compile("paused", re.IGNORECASE)
WRONG = "plp_wrong_0123456789"
COUNTED = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")
DIMENSION, CHANGE, HOLD = "pleo_erp.line.dimension", "pleo_erp.line.change", "pleo_erp.line.hold"
USAGE = "pleo_erp.line.usage"
UNIT, SETTING, CHECK = "pleo_erp.line.unit", "pleo_erp.line.setting", "pleo_erp.line.check"
CONNECTION = "pleo_erp.connection"
RUN, RUN_UNIT, RUN_CHANGE = "pleo_erp.run", "pleo_erp.run.unit", "pleo_erp.run.change"


def test_an_administrator_brings_a_company_to_pleo_and_looks_after_it(site: SiteFactory) -> None:
    tryton = site("postgresql")
    admin, world = tryton.login(ADMINISTRATOR), tryton.world
    admin.unfold("menu_pleo", "menu_act_run")
    admin.unfold("menu_configuration", "menu_wizard_connect")
    a_wrong_key_is_refused_and_the_right_one_connects(admin)
    dimensions_are_selected(admin, "DEP", "ROU")
    approved = a_plan_is_read_and_released(admin)
    a_run_writes_it(admin, world)
    assert records(world) == approved
    the_run_can_be_read(admin)
    a_setting_is_changed(admin, "count_gone", "0")
    world.erp.edit_value("ROU", "R12", str(world.company), active=False)
    what_is_held_is_seen_and_released(admin, world)
    a_pause_and_its_end(admin)
    nothing_is_wrong(admin)
    why_it_is_so(admin)
    for secret in (KEY, WRONG):
        assert secret not in admin.everything()


def test_a_first_run_on_sqlite(site: SiteFactory) -> None:
    tryton = site("sqlite")
    admin, world = tryton.login(ADMINISTRATOR), tryton.world
    admin.unfold("menu_pleo", "menu_act_run")
    admin.unfold("menu_configuration", "menu_wizard_connect")
    admin.open("menu_wizard_connect")
    admin.enter("api_token", KEY)
    admin.answer("connect")
    admin.answer("select")
    choose(admin, "DEP")
    approved = a_plan_is_read_and_released(admin)
    admin.open("menu_wizard_run_now")
    admin.answer("execute_")
    admin.shows("status", SUCCESS)
    admin.answer("runs")
    expect(admin.rows).to_have_count(1)
    assert groups(world) == {"DEP": False}
    assert records(world) == approved


# -- the steps of a journey


def a_wrong_key_is_refused_and_the_right_one_connects(admin: Client) -> None:
    admin.open("menu_wizard_connect")
    admin.shows("company_name", LOGISTIQUE)
    expect(admin.field("api_token")).to_have_attribute("type", "password")
    admin.enter("api_token", WRONG)
    admin.answer("connect")
    admin.picture("connect-refused")
    refusal = admin.message()
    assert "Pleo did not accept the API key" in refusal
    assert "Create a new key in Pleo" in refusal
    admin.enter("api_token", KEY)
    admin.answer("connect")
    admin.shows("pleo_name", "Ateliers")
    admin.picture("connect-done")
    admin.shows("company_name", LOGISTIQUE)
    for secret in (KEY, WRONG):
        assert secret not in admin.everything()
    admin.answer("select")


def dimensions_are_selected(admin: Client, *codes: str) -> None:
    assert admin.column(DIMENSION, "code") == ["DEP", "ROU"]
    choose(admin, *codes)


def choose(admin: Client, *codes: str) -> None:
    for code in codes:
        cell = admin.cell(admin.row(DIMENSION, code=code), DIMENSION, "selected")
        cell.click()
        cell.locator("input").check()
    admin.picture("dimensions")
    admin.answer("review")
    admin.shows("selected", ", ".join(codes))
    admin.picture("dimensions-chosen")
    admin.answer("save")
    admin.alone()


def a_plan_is_read_and_released(admin: Client) -> int:
    admin.open("menu_wizard_preview")
    admin.picture("preview-start")
    admin.answer("plan")
    assert len(set(admin.column(CHANGE, "action"))) == 1
    assert all(admin.column(CHANGE, "reason"))
    assert all(admin.column(CHANGE, "after"))
    admin.picture("preview-plan")
    admin.answer("release")
    approved = admin.number("approved")
    admin.picture("preview-released")
    admin.answer("end")
    admin.alone()
    return approved


def a_run_writes_it(admin: Client, world: World) -> None:
    admin.open("menu_wizard_run_now")
    admin.answer("execute_")
    admin.shows("status", SUCCESS)
    admin.picture("run-now-done")
    assert set(numbers(admin.column(UNIT, "failed"))) == {0}
    assert groups(world) == {"DEP": False, "ROU": False}
    admin.answer("runs")
    admin.alone()


def the_run_can_be_read(admin: Client) -> None:
    """From the list, with its units and one of its changes, and as a graph."""
    admin.picture("runs")
    row = admin.row(RUN, user=ADMINISTRATOR)
    expect(row).to_have_count(1)
    admin.cell(row, RUN, "name").dblclick()
    expect(admin.field("reads")).to_be_visible()
    admin.quiet()
    every_row_is_accounted_for(admin)
    admin.picture("run")
    admin.front.locator(".form-notebook .nav-tabs a").nth(1).click()
    expect(admin.cell(admin.rows.first, RUN_CHANGE, "after")).to_have_text(re.compile(r"\w"))
    admin.picture("run-changes")
    admin.cell(admin.rows.first, RUN_CHANGE, "after").dblclick()
    expect(admin.field("rule")).to_be_visible()
    admin.picture("run-change")
    admin.shows("reason", re.compile(r"\w"))
    admin.shows("after", re.compile(r"\w"))
    admin.front.locator(".modal-footer button").last.click()
    admin.alone()
    admin.tool("switch_").click()
    expect(admin.front.locator("svg path.bb-bar")).to_have_count(1)
    admin.quiet()
    admin.picture("run-graph")


def every_row_is_accounted_for(admin: Client) -> None:
    """What was read on both sides is what became of it."""
    names = ("read_erp", "read_pleo", *COUNTED)
    columns = {name: numbers(admin.column(RUN_UNIT, name)) for name in names}
    read = [erp + pleo for erp, pleo in zip(columns["read_erp"], columns["read_pleo"], strict=True)]
    assert read
    assert read == [sum(counts) for counts in zip(*(columns[name] for name in COUNTED), strict=True)]


def a_setting_is_changed(admin: Client, name: str, value: str) -> None:
    admin.open("menu_wizard_settings")
    cell = admin.cell(admin.row(SETTING, name=name), SETTING, "value")
    admin.edit(cell, value)
    admin.picture("settings")
    admin.answer("save")
    admin.alone()
    admin.open("menu_wizard_settings")
    expect(admin.cell(admin.row(SETTING, name=name), SETTING, "value")).to_have_text(value)
    admin.answer("end")
    admin.alone()


def what_is_held_is_seen_and_released(admin: Client, world: World) -> None:
    admin.open("menu_wizard_preview")
    admin.answer("plan")
    change = admin.row(CHANGE, key="R12")
    expect(change).to_have_count(1)
    expect(admin.cell(change, CHANGE, "held").locator("input")).to_be_checked()
    admin.picture("preview-held")
    admin.front.locator(".form-notebook .nav-tabs a").nth(1).click()
    expect(admin.row(HOLD, gone="1")).to_have_count(1)
    admin.picture("preview-holds")
    admin.answer("usage")
    used = admin.row(USAGE, key="R12")
    expect(admin.cell(used, USAGE, "expenses")).to_have_text("0")
    admin.picture("preview-usage")
    admin.answer("plan")
    admin.answer("release")
    admin.shows("approved", "1")
    admin.answer("run_now")
    admin.answer("execute_")
    admin.shows("status", SUCCESS)
    admin.answer("end")
    admin.alone()
    archived = [tag["code"] for tag in world.pleo.dump()["tags"] if tag["archived"]]
    assert archived == ["R12"]


def a_pause_and_its_end(admin: Client) -> None:
    admin.open("menu_act_connection")
    admin.picture("connections")
    admin.cell(admin.row(CONNECTION, pleo_company="Ateliers"), CONNECTION, "pleo_company").dblclick()
    expect(admin.field("pleo_company")).to_be_visible()
    admin.quiet()
    admin.picture("connection")
    admin.press(admin.field("pause"))
    expect(admin.field("resume")).to_be_visible()
    expect(admin.field("pause")).to_be_hidden()
    admin.picture("connection-paused")
    admin.open("menu_wizard_run_now")
    admin.answer("execute_")
    admin.shows("status", PAUSED)
    admin.picture("run-paused")
    admin.answer("end")
    admin.alone()
    admin.press(admin.field("resume"))
    expect(admin.field("pause")).to_be_visible()


def nothing_is_wrong(admin: Client) -> None:
    admin.open("menu_wizard_doctor")
    expect(admin.rows.first).to_be_visible()
    admin.picture("diagnostics")
    assert sorted(set(admin.column(CHECK, "status"))) == ["OK", "Warning"]
    expect(admin.row(CHECK, status="Warning")).to_have_count(1)  # of the tests' own request rate
    expect(admin.field("ok")).not_to_be_checked()
    assert all(admin.column(CHECK, "message"))
    admin.answer("end")
    admin.alone()


def why_it_is_so(admin: Client) -> None:
    admin.open("menu_wizard_why")
    admin.enter("dimension", "DEP")
    admin.enter("code", "100")
    admin.answer("done")
    admin.shows("explanation", re.compile(r"\w"))
    admin.shows("pleo", re.compile("Warehouse"))
    admin.picture("why")
    admin.answer("end")
    admin.alone()


def records(world: World) -> int:
    """How many tag groups, tags and accounts are in Pleo."""
    pleo = world.pleo.dump()
    return sum(len(pleo[name]) for name in ("groups", "tags", "accounts"))
