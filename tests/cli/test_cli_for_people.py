"""What people see without ``--json``: every answer has a form, at any width, with the ERP's letters, and says how to go on."""

from __future__ import annotations

import pytest

from cli.command import Answer
from cli.refusal import DEAD_END
from cli.test_cli_journey import SELECTED, furnish
from cli.world import KEY, World


@pytest.fixture(params=[80, 200])
def furnished(request: pytest.FixtureRequest, world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A Pleo that people have used, seen at several widths."""
    monkeypatch.setenv("COLUMNS", str(request.param))
    furnish(world)
    world.configure(pleo={"requests_per_minute": 600})
    return world


def flat(answer: Answer) -> str:
    """The words, however they were folded."""
    return " ".join(answer.out.split())


def test_a_journey_reads_well(furnished: World) -> None:
    world = furnished
    world.good("install")
    assert "Ateliers Dubois" in world.human("companies").out
    connected = world.human("connect", "--company", "1", "--key-stdin", stdin=KEY)
    assert (connected.code, connected.err) == (0, "")
    assert "connected to the Pleo company Ateliers" in connected.out
    assert connected.out.endswith("Next: pleo-erp select --company 1 DEP\n")
    offered = world.human("dimensions", "--company", "1").out
    assert "proposed" in offered
    assert "inactive" in offered
    assert "Événements" in offered
    tried = world.human("select", "--company", "1", *SELECTED, "--dry-run").out
    assert "Would be selected: DEP, PRJ, CC." in tried
    assert "Region" in tried
    assert tried.endswith("Nothing was saved.\n")
    assert "selected" not in world.human("dimensions", "--company", "1").out
    chosen = world.human("select", "--company", "1", *SELECTED, "--yes").out
    assert "Selected: DEP, PRJ, CC." in chosen
    assert chosen.endswith("Next: pleo-erp plan --company 1\n")
    assert "Region" in chosen

    world.configure(pleo={"requests_per_minute": 1_000_000})
    plan = world.good("plan", "--company", "1")
    shown = world.human("plan", "--company", "1")
    text = flat(shown)
    release = f"pleo-erp release --company 1 --plan {plan['plan']}"
    assert release in shown.out  # on one line, to be copied
    for needed in (
        "Tags of DEP: 11 create, 1 update, 1 unarchive, 2 archive",
        "Inside → Ventes sédentaires",
        "Skipped",
        "no code",
    ):
        assert needed in text
    assert "Typed by hand" in text  # what is archived is never hidden by the many creates
    assert "and 887 more" in text
    assert f"{len(plan['changes']):,} changes: " in text

    held = world.human("run", "sync", "--company", "1")
    assert (held.code, release in held.out, "Held (unconfirmed)" in held.out) == (4, True, True)
    released = world.human("release", "--company", "1", "--plan", plan["plan"]).out
    assert f"{len(plan['changes']):,} changes are approved" in released
    assert released.endswith("Next: pleo-erp run sync-all --company 1\n")
    done = world.human("run", "sync-all", "--company", "1")
    assert done.code == 0
    assert "success" in done.out
    again = world.human("run", "sync-all", "--company", "1")
    assert "writes: 0" in again.out
    assert "No changes" in world.human("plan", "--company", "1").out

    runs = world.good("history", "--company", "1")["runs"]
    assert len(runs) == 3
    listed = world.human("history", "--company", "1").out
    assert all(run["id"] in listed for run in runs)
    told = world.human("history", "--company", "1", runs[1]["id"])
    assert told.code == 0
    assert "Inside" in told.out
    assert "done" in told.out
    why = flat(world.human("why", "--company", "1", "tag", "110", "--dimension", "DEP"))
    assert "Pleo already matches the ERP." in why
    assert "Last change: update" in why
    assert "nothing" in flat(world.human("why", "--company", "1", "tag", "none", "--dimension", "DEP"))
    rows = world.good("plan", "--company", "1")["skipped"]
    left_out = next(row for row in rows if row["unit"].startswith("tags:") and row["reason_code"] == "inactive")
    told = world.human("why", "--company", "1", "tag", left_out["code"], "--dimension", left_out["unit"].partition(":")[2])
    assert (told.code, left_out["reason"] in flat(told)) == (0, True)


def test_what_waits_or_fails_says_how_to_go_on(furnished: World) -> None:
    world = furnished
    world.configure(pleo={"requests_per_minute": 1_000_000})
    world.connect("2", "DEP")
    world.synchronise()
    world.human("pause", "--company", "2")
    idle = world.human("run", "sync", "--company", "2")
    assert (idle.code, "The connection is paused. To resume: pleo-erp resume --company 2" in idle.out) == (4, True)
    assert "The connection is paused: no run writes" in world.human("plan", "--company", "2").out
    doctor = world.human("doctor")
    assert (doctor.code, "The connection is paused" in flat(doctor)) == (0, True)
    paused = world.human("run", "sync-all", "--company", "2")
    assert (paused.code, "pleo-erp resume --company 2" in paused.out, "release" in paused.out) == (4, True, False)
    assert "sync-all paused" in flat(world.human("history", "--company", "2")).replace("│ ", "")
    world.human("resume", "--company", "2")

    world.erp.execute("DELETE FROM account_account")
    held = world.human("run", "sync-all", "--company", "2")
    assert (held.code, "Held (blind)" in held.out) == (4, True)
    assert "pleo-erp release --company 2 --plan " in world.human("plan", "--company", "2").out

    world.pleo.change_key(KEY, scope=["tags:read", "tags:write", "companies:read"])
    partial = world.human("run", "sync-all", "--company", "2")
    assert (partial.code, "[right_missing]" in partial.out) == (3, True)
    assert "[right_missing]" in world.human("plan", "--company", "2").out
    world.configure(pleo={"base_url": DEAD_END})
    failed = world.human("run", "sync-all", "--company", "2")
    assert (failed.code, "[pleo_unreachable]" in failed.out) == (1, True)
    refused = world.human("plan", "--company", "2")
    assert (refused.code, refused.out) == (1, "")
    assert "Error: Pleo cannot be reached" in refused.err
    doctor = world.human("doctor")
    assert "→ Check the network" in flat(doctor)
    runs = world.human("history", "--company", "2").out
    assert "failed" in runs
    every = world.human("run", "sync", "--all")
    assert every.code in {0, 1}
    assert "Run " in every.out
    gone = world.human("disconnect", "--company", "2")
    assert gone.code == 0
    assert "No company is connected" in world.human("run", "sync", "--all").out


def test_a_run_is_turned_back(furnished: World) -> None:
    world = furnished
    world.configure(pleo={"requests_per_minute": 1_000_000})
    world.connect("1", *SELECTED)
    plan = world.good("plan", "--company", "1")["plan"]
    used = flat(world.human("usage", "--company", "1", "--plan", plan))
    assert "Tags of DEP 999 Typed by hand 3" in used
    assert "Accounts 5000 Typed by hand no" in used
    before = {
        (row["id"], row["name"], row["archived"]) for kind in ("groups", "tags", "accounts") for row in world.pleo.dump()[kind]
    }
    world.synchronise("1")
    none = world.good("plan", "--company", "1")["plan"]
    assert "archives nothing" in world.human("usage", "--company", "1", "--plan", none).out
    planned = world.human("undo", "--company", "1")
    assert planned.code == 0
    text = flat(planned)
    assert "Tags of DEP: 1 update, 2 unarchive, 12 archive" in text
    assert "The connection is paused. To resume: pleo-erp resume --company 1" in text
    command = next(line for line in planned.out.splitlines() if line.startswith("pleo-erp release"))
    assert world.human(*command.split()[1:]).out.endswith("Next: pleo-erp run undo --company 1\n")
    done = world.human("run", "undo", "--company", "1")
    assert (done.code, "success" in done.out, "Requested" in done.out) == (0, True, True)
    now = {
        (row["id"], row["name"], row["archived"]) for kind in ("groups", "tags", "accounts") for row in world.pleo.dump()[kind]
    }
    assert before <= now
    assert {archived for *_, archived in now - before} == {True}
    assert "was itself an undo" in world.human("undo", "--company", "1").err
    world.human("resume", "--company", "1")
    assert world.good("run", "sync-all", "--company", "1")["status"] == "success"


def test_a_plan_shows_what_would_be_done_about_one_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    world.connect("2", "ROU")
    world.synchronise()
    world.erp.edit_value("ROU", "R01", company="2", name="Route [b]une[/b] :smile:")
    why = flat(world.human("why", "--company", "2", "tag", "R01", "--dimension", "ROU"))
    assert "A run would do this:" in why
    [reason] = [change["reason"] for change in world.good("plan", "--company", "2")["changes"]]
    assert f"{reason} T-32" in why
    assert "Route 1 → Route [b]une[/b] :smile:" in why  # the ERP's words are never taken for styles


def test_a_selected_dimension_that_is_gone_is_named(world: World) -> None:
    world.connect("2", "DEP", "ROU")
    world.erp.execute("UPDATE analytic_account_account SET code = 'NEW' WHERE code = 'ROU' AND type = 'root'")
    assert "Selected, but not in the ERP today: ROU." in world.human("dimensions", "--company", "2").out


def test_a_key_that_may_little_is_told_at_connecting(world: World) -> None:
    for code in ("DEP", "PRJ", "CC", "REG", "CAM", "CTR"):
        world.pleo.add_group(code)
    world.good("install")
    world.pleo.change_key(KEY, scope=["tags:read", "companies:read"])
    told = world.human("connect", "--company", "1", "--key-stdin", stdin=KEY).out
    assert "Also matching, but beyond Pleo's limit: REG." in told
    assert "[right_missing]" in told
    world.pleo.change_key(KEY, scope=["accounts:read"])
    none = world.human("connect", "--company", "1", "--key-stdin", stdin=KEY).out
    assert "Proposed: none" in none
    assert "Next: pleo-erp dimensions --company 1, then pleo-erp select" in none
    world.pleo.change_key(KEY, scope=["accounts:read", "tags:read", "companies:read"])
    assert "No dimension is selected. Next: pleo-erp dimensions --company 1" in world.human("plan", "--company", "1").out
