"""From nothing to a synchronised Pleo and back, on a database that Tryton made."""

from __future__ import annotations

import pytest

from cli.demanded import Demanded
from cli.shapes import check_plan, check_run, total
from cli.world import KEY, World
from tryton_erp.erp import ANALYTIC

SELECTED = ("DEP", "PRJ", "CC")


def furnish(world: World) -> None:
    """A Pleo that people have used: matching, renamed, archived, double and hand-made records."""
    pleo, erp = world.pleo, world.erp
    pleo.add_group("dep", "Départements", metadata={"color": "blue"})
    pleo.add_tag("dep", "100", "Ventes")
    pleo.add_tag("dep", "110", "Inside", created_at="2026-01-01T00:00:00Z")
    pleo.add_tag("dep", "120", "Marketing", archived=True)
    pleo.add_tag("dep", "340", "Salle télex")
    pleo.add_tag("dep", "999", "Typed by hand", usage=3)
    pleo.add_group("CC", "Centres", archived=True)
    pleo.add_tag("CC", "1001", "One", created_at="2026-01-02T00:00:00Z")
    pleo.add_tag("CC", "1001", "Two", created_at="2026-01-01T00:00:00Z")
    pleo.add_tag("CC", "Lab", "Laboratory, kept as it is")
    pleo.add_group("Region", "Made by hand")
    pleo.add_tag("Region", "N", "North")
    known = erp.rows(
        "SELECT id, code, name FROM account_account WHERE type IS NOT NULL AND NOT closed AND company = 1 ORDER BY id"
    )
    pleo.add_account(str(known[5][0]), str(known[5][1]), str(known[5][2]), category=True)
    pleo.add_account(str(known[6][0]), "0", "Another number", metadata={"owner": "us"})
    pleo.add_account(str(known[7][0]), str(known[7][1]), str(known[7][2]), archived=True)
    pleo.add_account("5000", "5000", "Typed by hand")


def demanded(world: World) -> Demanded:
    return Demanded(world.erp, world.pleo, "1", world.pleo_company, SELECTED)


def test_a_company_is_connected_seen_released_and_kept_up_to_date(any_world: World) -> None:
    world = any_world
    furnish(world)

    assert world.good("install")["applied"] != []
    assert world.good("install")["applied"] == []
    assert world.good("companies") == {
        "companies": [{"id": "1", "name": "Ateliers Dubois"}, {"id": "2", "name": "Dubois Logistique"}],
        "more": False,
    }
    connected = world.good("connect", "--company", "1", "--key-stdin", stdin=KEY + "\n")
    assert connected["company"] == "1"
    assert connected["pleo_company"] == {"id": world.pleo_company, "name": "Ateliers"}
    assert connected["proposed"] == ["DEP"]  # the group CC is archived, and so not considered
    offered = {row["code"]: row for row in world.good("dimensions", "--company", "1")["dimensions"]}
    assert offered["DEP"] == {
        "code": "DEP",
        "name": "Services",
        "values": 14,
        "selected": False,
        "proposed": True,
        "suggested": True,
        "selectable": True,
        "why_not": None,
    }
    assert (offered["VEH"]["selectable"], offered["VEH"]["why_not"]) == (False, "inactive")
    assert world.pleo.writes() == []

    selected = world.good("select", "--company", "1", "dep", "prj", "cc", "--yes")
    assert selected["selected"] == ["DEP", "PRJ", "CC"]
    archived = {"unit": "tag_groups", "unit_label": "Tag groups", "code": "Region", "name": "Made by hand"}
    assert selected["will_archive"] == [archived]
    assert {row["code"] for row in world.good("dimensions", "--company", "1")["dimensions"] if row["selected"]} == set(SELECTED)

    plan = world.good("plan", "--company", "1")
    check_plan(plan)
    assert (plan["company"], plan["job"], plan["confirmed"]) == ("1", "sync-all", False)
    assert world.good("plan", "--company", "1") == plan
    held = world.good("run", "sync", "--company", "1", code=4)
    check_run(held, 4)
    assert held["requests"]["writes"] == 0
    assert total(held, "held") == len(plan["changes"])
    assert held["plan"] == plan["plan"]
    assert world.pleo.writes() == []

    released = world.good("release", "--company", "1", "--plan", plan["plan"])
    assert set(released) == {"plan", "job", "approved", "expires"}
    assert (released["plan"], released["approved"]) == (plan["plan"], len(plan["changes"]))
    wanted = demanded(world)
    world.pleo.reset_log()
    done = world.good("run", "sync", "--company", "1")
    check_run(done, 0)
    wanted.check(world.pleo)
    assert [unit["unit"] for unit in done["units"]] == ["accounts", "tag_groups", "tags:CC", "tags:DEP", "tags:PRJ"]
    changed = sum(total(done, name) for name in ("created", "updated", "unarchived", "archived"))
    assert changed == len(plan["changes"])
    assert done["requests"]["writes"] == len(world.pleo.writes())
    assert done["requests"]["reads"] == len(world.pleo.requests) - len(world.pleo.writes())
    group = next(row for row in world.pleo.dump()["groups"] if row["code"] == "dep")
    assert group["metadata"] == {"color": "blue"}

    world.pleo.reset_log()
    again = world.good("run", "sync-all", "--company", "1")
    check_run(again, 0)
    assert again["requests"]["writes"] == 0
    assert world.pleo.writes() == []
    assert world.good("plan", "--company", "1")["changes"] == []

    runs = world.good("history", "--company", "1")["runs"]
    assert [(run["id"], run["status"]) for run in runs] == [
        (again["run"], "success"),
        (done["run"], "success"),
        (held["run"], "held"),
    ]
    told = world.good("history", "--company", "1", done["run"])
    assert len(told["changes"]) == len(plan["changes"])
    assert {change["status"] for change in told["changes"]} == {"done"}
    assert {(c["unit"], c["action"], c["key"]) for c in told["changes"]} == {
        (c["unit"], c["action"], c["key"]) for c in plan["changes"]
    }
    why = world.good("why", "--company", "1", "tag", "--dimension", "dep", "110")
    assert (why["unit"], why["pleo"][0]["name"], why["decision"]) == ("tags:DEP", "Ventes sédentaires", [])
    assert why["answer"]["before"]["name"] == "Inside"
    assert world.good("why", "--company", "1", "tag-group", "Region")["pleo"][0]["archived"] is True
    assert world.good("why", "--company", "1", "account", "5000")["answer"]["action"] == "archive"


def test_what_changes_in_the_erp_arrives_with_the_next_run(any_world: World) -> None:
    world, erp = any_world, any_world.erp
    world.connect("1", *SELECTED)
    world.synchronise("1")

    new = erp.add_value("DEP", "360", "Purchasing")
    erp.translate(ANALYTIC, new, "Achats")
    erp.edit_value("DEP", "100", name="Direction commerciale")
    erp.edit_value("PRJ", "P-1001", state="closed")
    erp.edit_value("PRJ", "P-1002", active=False)
    erp.edit_value("DEP", "340", state="opened")
    erp.remove_value("CC", "A&B/C")
    account = erp.add_account("471999", "Compte d'attente")
    erp.edit_account("6071", name="Achats de marchandises (tous)")
    erp.edit_account("6072", closed=True)
    wanted = demanded(world)
    world.pleo.reset_log()
    report = world.good("run", "sync-all", "--company", "1")
    check_run(report, 0)
    wanted.check(world.pleo)
    tags = {code: (name, state) for code, name, state in world.pleo.tags("DEP")}
    assert tags["360"] == ("Achats", "A")
    assert tags["100"] == ("Direction commerciale", "A")
    assert (str(account), "471999", "Compte d'attente", "A") in world.pleo.accounts()
    assert world.good("run", "sync-all", "--company", "1")["requests"]["writes"] == 0

    # T-21: an inactive dimension is deselected and its group archived, tags untouched.
    erp.edit_root("CC", active=False)
    before = world.pleo.tags("CC")
    report = world.good("run", "sync-tags", "--company", "1")
    check_run(report, 0)
    assert [unit["unit"] for unit in report["units"]] == ["tag_groups", "tags:DEP", "tags:PRJ"]
    assert ("CC", "Centres de coûts", "Z") in world.pleo.groups()
    assert world.pleo.tags("CC") == before
    shown = {row["code"]: row for row in world.good("dimensions", "--company", "1")["dimensions"]}
    assert (shown["CC"]["selected"], shown["CC"]["selectable"]) == (False, False)


def test_a_person_may_pause_resume_rotate_and_leave(any_world: World) -> None:
    world = any_world
    world.connect("2", "DEP", "ROU")
    world.synchronise()
    assert world.good("pause", "--company", "2") == {"company": "2", "paused": True}
    world.erp.edit_value("ROU", "R01", company="2", name="Route une")
    for job in ("sync", "sync-all", "sync-tags", "sync-accounts"):
        report = world.good("run", job, "--company", "2", code=4)
        check_run(report, 4)
        assert report["requests"]["writes"] == 0
    assert world.good("resume", "--company", "2") == {"company": "2", "paused": False}
    report = world.good("run", "sync-all", "--company", "2")
    assert total(report, "updated") == 1

    before = world.tables()["pleo_erp_secret"]
    rotated = world.good("rotate-key")
    assert rotated["rotated"] == 1
    assert world.tables()["pleo_erp_secret"] != before
    assert world.good("run", "sync-all", "--company", "2")["status"] == "success"

    pleo = world.pleo.dump()
    world.good("disconnect", "--company", "2")
    assert world.pleo.dump() == pleo
    assert world.tables()["pleo_erp_secret"] == []
    assert world.cli("run", "sync", "--company", "2").error == "not_connected"
    assert world.cli("run", "sync", "--company", "2").code == 2

    # Settings and selection stay; the confirmation does not.
    world.good("connect", "--company", "2", "--key-stdin", stdin=KEY)
    assert {row["code"] for row in world.good("dimensions", "--company", "2")["dimensions"] if row["selected"]} == {"DEP", "ROU"}
    assert world.good("run", "sync-all", "--company", "2", code=4)["status"] == "held"
    world.synchronise()

    tables, erp_rows = world.tables(), world.erp.rows("SELECT * FROM analytic_account_account ORDER BY id")
    world.good("uninstall")
    assert world.tables() == tables
    assert world.good("uninstall", "--drop-tables")["dropped"] is True
    assert not {name for name in world.table_names() if name.startswith("pleo_erp")}
    assert world.erp.rows("SELECT * FROM analytic_account_account ORDER BY id") == erp_rows
    assert world.good("uninstall", "--drop-tables")["dropped"] is True
    assert world.pleo.dump() == pleo
    assert world.good("install")["applied"] != []


@pytest.mark.parametrize("none", [(), ("--none",)])
def test_without_a_dimension_only_the_accounts_are_synchronised(world: World, none: tuple[str, ...]) -> None:
    world.pleo.add_group("X", "Made by hand")
    world.connect("2")
    if none:
        refused = world.cli("select", "--company", "2", *none)
        assert (refused.code, refused.error) == (2, "selection_unconfirmed")
        assert not world.tables()["pleo_erp_selection"]
        answer = world.good("select", "--company", "2", *none, "--yes")
        archived = {"unit": "tag_groups", "unit_label": "Tag groups", "code": "X", "name": "Made by hand"}
        assert answer == {"selected": [], "will_archive": [archived]}
    report = world.synchronise()
    assert [unit["unit"] for unit in report["units"]] == ["accounts", "tag_groups"] if none else ["accounts"]
    assert world.pleo.groups() == [("X", "Made by hand", "Z" if none else "A")]
