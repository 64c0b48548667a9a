"""What a profile proposes to new connections, and how connected companies keep what they have and are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from world import World

PARAMETER = """
[parameters.value_code]
help = "the code of a value"
default = "name"
proposed = "number"
choices = ["number", "name"]
"""


def propose(world: World) -> None:
    """From now on the profile proposes another code of values, and accounts by their number."""
    folder = world.host.erp.profiles_folder
    assert folder is not None
    profile, values = folder / "easy" / "profile.toml", folder / "easy" / "values.sql"
    text = profile.read_text("utf-8").replace("[entities.companies]", f'account_key = "code"{PARAMETER}[entities.companies]')
    profile.write_text(text, "utf-8")
    code = "CASE WHEN :value_code = 'number' THEN v.name ELSE v.code END AS code"
    values.write_text(values.read_text("utf-8").replace("v.code", code, 1), "utf-8")


def warnings(world: World) -> dict[str, Any]:
    """What the doctor says of the proposals, by name."""
    checks = world.host.do("doctor")["checks"]
    return {check["check"]: check for check in checks if check["check"] in ("value_code", "account_key")}


def fill(world: World) -> None:
    world.erp.set_dimensions("CC")
    world.erp.set_values("CC", [("100 - Salg - FD", "100")])
    world.erp.set_accounts([("6110 - Rejser - FD", "6110", "Rejser")])


def keys(world: World) -> set[str]:
    return {change["key"] for change in world.plan()["changes"]}


def test_a_new_connection_gets_what_the_profile_proposes(world: World) -> None:
    fill(world)
    propose(world)
    assert world.connect()["account_key"] == "code"
    world.select("CC")
    assert keys(world) == {"CC", "100", "6110"}
    assert warnings(world) == {}


def test_a_connected_company_keeps_what_it_has_and_is_told(world: World) -> None:
    fill(world)
    world.go("CC")
    propose(world)
    assert world.run()["status"] == "success"
    assert world.plan()["changes"] == []
    told = warnings(world)
    assert {name: (one["status"], one["message"]) for name, one in told.items()} == {
        "value_code": ("warning", "Acme: New connections get value_code=number; company 1 uses name."),
        "account_key": ("warning", "Acme: New connections get account_key=code; company 1 uses id."),
    }
    assert all(one["next"] for one in told.values())
    world.connect()  # another key for the same company
    assert world.plan()["changes"] == []
    assert warnings(world) == told


def test_a_person_s_own_choice_is_not_questioned(world: World) -> None:
    fill(world)
    world.go("CC")
    propose(world)
    world.settings(account_key="id")
    world.host.own_parameters["1"] = {"value_code": "name"}
    assert warnings(world) == {}
    assert world.plan()["changes"] == []


def test_what_a_connection_was_made_with_stays_when_the_proposal_changes(world: World) -> None:
    fill(world)
    propose(world)
    world.go("CC")
    profile = Path(str(world.host.erp.profiles_folder)) / "easy" / "profile.toml"
    profile.write_text(profile.read_text("utf-8").replace('proposed = "number"', 'proposed = "name"'), "utf-8")
    assert world.plan()["changes"] == []
    assert warnings(world)["value_code"]["message"].endswith("New connections get value_code=name; company 1 uses number.")
