"""The module is an ordinary Tryton module."""

from __future__ import annotations

from tryton_host.tryton import BOOKKEEPER, Person
from tryton_host.world import World


def test_it_activates_and_its_menu_groups_and_scheduled_task_are_there(any_world: World) -> None:
    with any_world.tryton.serve() as server:
        admin = server.login()
        (module,) = admin.model("ir.module").find([("name", "=", "pleo_erp")])
        assert module.state == "activated"
        assert {group.name for group in admin.model("res.group").find([("name", "like", "Pleo %")])} == {
            "Pleo Administration",
            "Pleo Bookkeeping",
        }
        (task,) = admin.model("ir.cron").find([("method", "=", "pleo_erp.connection|run_due")])
        assert (task.interval_number, task.interval_type, task.companies) == (1, "hours", [])
        assert menu(admin) >= {"Pleo", "Connections", "Connect to Pleo", "Dimensions", "Settings", "Runs", "Run Now"}
        assert menu(server.login(BOOKKEEPER)) >= {"Pleo", "Connections", "Preview and Release", "Runs", "Why?", "Diagnostics"}


def test_a_bookkeepers_menu_has_no_configuration(any_world: World) -> None:
    with any_world.tryton.serve() as server:
        assert not menu(server.login(BOOKKEEPER)) & {"Connect to Pleo", "Dimensions", "Settings"}


def menu(person: Person) -> set[str]:
    return {entry["name"] for entry in person.read("ir.ui.menu", [], "name")}


def test_an_update_keeps_an_interval_that_somebody_has_set(world: World) -> None:
    with world.tryton.serve() as server:
        (task,) = server.login().model("ir.cron").find([("method", "=", "pleo_erp.connection|run_due")])
        task.interval_number = 4
        task.save()
    world.tryton.activate()
    with world.tryton.serve() as server:
        (task,) = server.login().model("ir.cron").find([("method", "=", "pleo_erp.connection|run_due")])
        assert task.interval_number == 4
