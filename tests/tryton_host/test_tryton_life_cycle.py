"""Activated, upgraded, removed and activated again: nothing of it is left behind in Tryton, and nothing of its own is lost."""

from __future__ import annotations

from typing import Any

from pleo_erp_module.store.migrations import TABLES
from tryton_host.commandline import command, released_without_forms
from tryton_host.tryton import BOOKKEEPER, Person
from tryton_host.world import World, run_now

# Of every module Tryton keeps that it is there, its catalogue of models, texts and names of records, and what has happened.
CATALOGUE = {"ir_module", "ir_module_dependency", "ir_model", "ir_model_field", "ir_model_data", "ir_translation"}
PAST = {"ir_queue", "ir_session_wizard", "ir_model_log", "ir_error", "ir_cron_log"}


def own_tables(world: World) -> dict[str, Any]:
    """The module's rows."""
    return {
        name: sorted(world.erp.rows(f"SELECT * FROM {name}"), key=repr)
        for name in TABLES
        if world.erp.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", name)
    }


def leftovers(world: World) -> list[tuple[str, tuple[object, ...]]]:
    """Rows of Tryton in which the module is still named."""
    names = [str(name) for (name,) in world.erp.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = []
    for name in names:
        if name not in CATALOGUE | PAST and not name.startswith(("pleo_erp_", "sqlite_")):
            found += [(name, row) for row in world.erp.rows(f'SELECT * FROM "{name}"') if "pleo" in repr(row).lower()]
    return found


def in_modules_form(admin: Person, button: str) -> str:
    """Press a button of the module's record, then have Tryton carry it out; the state afterwards."""
    (module,) = admin.model("ir.module").find([("name", "=", "pleo_erp")])
    module.click(button)
    admin.wizard("ir.module.activate_upgrade").execute("upgrade")
    module.reload()
    return str(module.state)


def test_removed_through_tryton_and_activated_again_all_is_as_before(world: World) -> None:
    released_without_forms(world, "DEP", "ROU")
    command(world, "settings", "count_gone=7")
    assert command(world, "run", "sync-all")["status"] == "success"
    before, pleo = own_tables(world), world.pleo.dump()

    world.tryton.activate()  # an upgrade
    assert own_tables(world) == before

    with world.tryton.serve() as server:
        admin = server.login()
        admin.work_in(world.company)
        assert in_modules_form(admin, "deactivate") == "not activated"
        assert leftovers(world) == []
        assert own_tables(world) == before

        assert in_modules_form(admin, "activate") == "activated"
        assert own_tables(world) == before
        assert world.pleo.dump() == pleo
        (task,) = admin.model("ir.cron").find([("method", "=", "pleo_erp.connection|run_due")])
        assert (task.interval_number, task.interval_type) == (1, "hours")
        assert admin.model("pleo_erp.connection")(world.company).state == "active"
        values = {line.name: line.value for line in admin.wizard("pleo_erp.settings").form.lines}
        assert values["count_gone"] == "7"
        assert [line.code for line in admin.wizard("pleo_erp.select").form.lines if line.selected] == ["DEP", "ROU"]
        assert run_now(admin).form.status == "success"
        assert world.pleo.dump() == pleo

        # Who is in which group is Tryton's, and went with the groups.
        (user,) = admin.model("res.user").find([("login", "=", BOOKKEEPER)])
        assert [group.name for group in user.groups] == []
        (group,) = admin.model("res.group").find([("name", "=", "Pleo Bookkeeping")])
        user.groups.append(group)
        user.save()
        bookkeeper = server.login(BOOKKEEPER)
        bookkeeper.work_in(world.company)
        assert len(bookkeeper.model("pleo_erp.run").find([])) == 2

        assert command(world, "uninstall", "--drop-tables") == {"dropped": True}
        assert own_tables(world) == {}
        assert admin.model("pleo_erp.connection")(world.company).state == "none"
