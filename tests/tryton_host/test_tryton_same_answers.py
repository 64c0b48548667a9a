"""The command line and Tryton ask the same module: the same answers, and the same refusals."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from cli.command import call
from cli.world import toml
from tryton_host.tryton import Person
from tryton_host.world import FAST, World, choose, connected, form, released, run_now


def command(world: World, *arguments: str, stdin: str = "") -> dict[str, Any]:
    """The answer of the command line, on the same database and with the same key file."""
    config = world.tryton.folder / "pleo-erp.toml"
    own = world.tryton.sections["pleo_erp"]
    sections: dict[str, dict[str, Any]] = {
        "erp": {"connection": world.erp.connection, "language": own["language"]},
        "vault": {"key_file": own["key_file"]},
        "pleo": {"base_url": own["base_url"], "requests_per_minute": FAST},
    }
    config.write_text(toml(sections), "utf-8")
    company = () if arguments[0] in ("connections", "doctor") else ("--company", str(world.company))
    return call([*arguments, *company, "--config", str(config), "--json"], stdin).data


def test_both_see_the_same_dimensions_settings_plan_runs_and_checks(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP")

    lines = admin.wizard("pleo_erp.select").form.lines
    told = command(world, "dimensions")["dimensions"]
    assert [(line.code, line.name, line.values, line.selected) for line in lines] == [
        (one["code"], one["name"], one["values"], one["selected"]) for one in told
    ]

    settings = {line.name: line.value for line in admin.wizard("pleo_erp.settings").form.lines}
    assert settings == {name: str(value) for name, value in command(world, "settings")["settings"].items()}

    preview = form(admin, "pleo_erp.preview")
    preview.execute("plan")
    plan = command(world, "plan")
    assert preview.form.plan == plan["plan"]
    assert len(preview.form.changes) == len(plan["changes"])
    assert [(hold.unit, hold.limit) for hold in preview.form.holds] == [(hold["unit"], hold["limit"]) for hold in plan["holds"]]
    assert [(row.unit, row.key, row.reason) for row in preview.form.skipped] == [
        (row["unit"], row["key"], row["reason"]) for row in plan["skipped"]
    ]

    released(admin)
    done = run_now(admin).form
    (run,) = command(world, "history")["runs"]
    assert (done.run, done.status) == (run["id"], run["status"])
    assert [(line.unit, line.created) for line in done.units] == [(unit["unit"], unit["created"]) for unit in run["units"]]

    checks = [(check.check, check.status, check.message) for check in admin.wizard("pleo_erp.doctor").form.checks]
    assert checks == [(check["check"], check["status"], check["message"]) for check in command(world, "doctor")["checks"]]


def _setting(admin: Person) -> None:
    settings = admin.wizard("pleo_erp.settings")
    next(line for line in settings.form.lines if line.name == "tags_interval").value = "5"
    settings.execute("save")


def _key(admin: Person) -> None:
    form(admin, "pleo_erp.connect", api_token="plp_wrong").execute("connect")


def _why(admin: Person) -> None:
    form(admin, "pleo_erp.why", kind="tag", dimension="XYZ", code="1").execute("done")


def _plan(admin: Person) -> None:
    form(admin, "pleo_erp.preview", job="sync-tags", dimension="XYZ").execute("plan")


REFUSALS: list[tuple[Callable[[Person], None], tuple[str, ...], str]] = [
    (_setting, ("settings", "tags_interval=5"), ""),
    (_key, ("connect", "--key-stdin"), "plp_wrong"),
    (_why, ("why", "tag", "1", "--dimension", "XYZ"), ""),
    (_plan, ("plan", "sync-tags", "--dimension", "XYZ"), ""),
]


@pytest.mark.parametrize(("attempt", "arguments", "stdin"), REFUSALS, ids=["setting", "key", "why", "plan"])
def test_both_refuse_with_the_same_code_sentence_and_next_step(
    admin: Person, world: World, attempt: Callable[[Person], None], arguments: tuple[str, ...], stdin: str
) -> None:
    connected(admin)
    choose(admin, "DEP")
    fault = command(world, *arguments, stdin=stdin)["error"]
    said = re.escape(f"{fault['message']} - {fault['next']} [{fault['code']}]")
    with pytest.raises(Exception, match=said):
        attempt(admin)


def test_an_action_on_what_is_not_connected_is_refused_alike(admin: Person, world: World) -> None:
    admin.wizard("pleo_erp.doctor")  # makes the tables
    for wizard, arguments in (("pleo_erp.settings", ("settings",)), ("pleo_erp.preview", ("plan",))):
        fault = command(world, *arguments)["error"]
        with pytest.raises(Exception, match=re.escape(fault["message"])):
            form(admin, wizard).execute("plan")
