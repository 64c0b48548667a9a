"""A bookkeeper in a browser: what she may do works, what she may not is not shown and is refused when asked for otherwise."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tryton_browser.conftest import SiteFactory
from tryton_host.tryton import BOOKKEEPER
from tryton_host.world import KEY, choose, connected, groups

MODELS = ("pleo_erp.connection", "pleo_erp.run", "pleo_erp.run.unit", "pleo_erp.run.change")
FORBIDDEN: tuple[tuple[str, tuple[Any, ...]], ...] = (
    *((f"wizard.pleo_erp.{name}.create", ()) for name in ("connect", "select", "settings")),
    ("model.pleo_erp.connection.disconnect", ([2],)),
    *((f"model.{model}.create", ([{}],)) for model in MODELS),
    *((f"model.{model}.write", ([2], {})) for model in MODELS),
    *((f"model.{model}.delete", ([2],)) for model in MODELS),
    # for the scheduler, not for people
    ("model.pleo_erp.connection.run_due", ()),
    ("model.pleo_erp.connection.run_job", ([2], "sync-all")),
)


def test_a_bookkeeper_releases_and_runs_but_changes_nothing_else(site: SiteFactory) -> None:
    tryton = site("postgresql")
    world, admin = tryton.world, tryton.server.login()
    admin.work_in(world.company)
    connected(admin)
    choose(admin, "DEP")
    bookkeeper = tryton.login(BOOKKEEPER)

    bookkeeper.unfold("menu_pleo", "menu_act_run")
    bookkeeper.picture("bookkeeper-menu")
    for entry in ("menu_configuration", "menu_wizard_connect", "menu_wizard_select", "menu_wizard_settings"):
        expect(bookkeeper.entry(entry)).to_have_count(0)

    bookkeeper.open("menu_wizard_preview")
    bookkeeper.answer("plan")
    bookkeeper.answer("release")
    bookkeeper.answer("run_now")
    bookkeeper.answer("execute_")
    bookkeeper.shows("status", re.compile("success", re.IGNORECASE))
    assert groups(world) == {"DEP": False}
    bookkeeper.answer("runs")
    bookkeeper.alone()
    row = bookkeeper.row("pleo_erp.run", user=BOOKKEEPER)
    expect(row).to_have_count(1)
    bookkeeper.picture("bookkeeper-runs")

    bookkeeper.open("menu_act_connection")
    connection = bookkeeper.row("pleo_erp.connection", pleo_company="Ateliers")
    bookkeeper.cell(connection, "pleo_erp.connection", "pleo_company").dblclick()
    expect(bookkeeper.field("pause")).to_be_visible()
    expect(bookkeeper.field("disconnect")).to_be_disabled()
    bookkeeper.picture("bookkeeper-connection")

    before = (admin.model("pleo_erp.connection")(world.company).state, world.pleo.dump())
    status, text = bookkeeper.ask("model.pleo_erp.connection.read", [world.company], ["state"], {})
    assert (status, '"active"' in text) == (200, True), text  # this way of asking works
    for method, parameters in FORBIDDEN:
        status, text = bookkeeper.ask(method, *parameters, {"company": world.company})
        assert status != 200 or '"error"' in text, (method, text)
        assert "result" not in text, (method, text)
    assert (admin.model("pleo_erp.connection")(world.company).state, world.pleo.dump()) == before
    assert KEY not in bookkeeper.everything()
