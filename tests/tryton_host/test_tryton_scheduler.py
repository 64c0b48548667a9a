"""Tryton's scheduler runs what is due; and what changes in Tryton is right in Pleo after the next run."""

from __future__ import annotations

from tryton_host.commandline import command, released_without_forms
from tryton_host.processes import due
from tryton_host.world import World, groups, run_now


def test_the_scheduler_runs_what_is_due_and_nothing_twice(any_world: World) -> None:
    world = any_world
    released_without_forms(world, "DEP")
    due(world)
    world.tryton.cron()
    assert groups(world) == {"DEP": False}
    before = world.pleo.dump()
    due(world)  # called again, as after a conflict
    world.tryton.cron()
    assert world.pleo.dump() == before
    runs = command(world, "history")["runs"]
    assert [(run["job"], run["user"], run["status"]) for run in runs] == [("sync", "Tryton's scheduler", "success")] * 2
    assert [run["writes"] > 0 for run in runs] == [False, True]
    assert world.erp.rows("SELECT next_call IS NULL FROM ir_cron WHERE active = ?", True) == [(False,)]
    assert world.erp.rows("SELECT count(*) FROM ir_cron_log") == [(2,)]


def test_a_task_that_names_companies_is_about_those(world: World) -> None:
    released_without_forms(world, "DEP")
    names = world.erp.execute(
        'INSERT INTO "ir_cron-company_company" (cron, company) SELECT id, ? FROM ir_cron WHERE method LIKE ?',
        int(world.erp.company),
        "pleo%",
    )
    assert names == 1
    due(world)
    world.tryton.cron()
    assert command(world, "history")["runs"] == []
    world.erp.execute('UPDATE "ir_cron-company_company" SET company = ?', world.company)
    due(world)
    world.tryton.cron()
    assert groups(world) == {"DEP": False}


def test_without_a_connection_the_scheduler_has_nothing_to_do(world: World) -> None:
    due(world)
    assert "Traceback" not in world.tryton.cron()
    assert world.erp.rows("SELECT count(*) FROM pleo_erp_run") == [(0,)]


def test_on_sqlite_nothing_is_handed_to_a_worker_which_cannot_listen_there(world: World) -> None:
    world.tryton.configure(queue={"worker": "True"})
    released_without_forms(world, "DEP")
    due(world)
    world.tryton.cron()
    assert groups(world) == {"DEP": False}
    assert world.erp.rows("SELECT count(*) FROM ir_queue") == [(0,)]


def test_what_changes_in_tryton_is_right_in_pleo_after_the_next_run(any_world: World) -> None:
    released_without_forms(any_world, "DEP", "ROU")
    command(any_world, "run", "sync-all")
    with any_world.tryton.serve() as server:
        admin = server.login()
        admin.work_in(any_world.company)
        values = admin.model("analytic_account.account")
        company = [("company", "=", any_world.company)]
        (root,) = values.find([*company, ("type", "=", "root"), ("code", "=", "ROU")])
        added = values(type="normal", code="R99", name="Night route", root=root, parent=root, state="opened")
        added.company = admin.model("company.company")(any_world.company)
        added.save()
        renamed, closed, inactive = (
            values.find([*company, ("root", "=", root.id), ("code", "=", code)])[0] for code in ("R01", "R02", "R03")
        )
        admin.session._context = {**admin.session.context, "language": "fr"}
        renamed.name = "Tournée du matin"
        renamed.save()
        closed.state = "closed"
        closed.save()
        inactive.active = False
        inactive.save()
        admin.session._context = {**admin.session.context, "language": "en"}
        assert run_now(admin, job="sync-tags", dimension="ROU").form.status == "success"
    (group,) = [row for row in any_world.pleo.dump()["groups"] if row["code"] == "ROU"]
    tags = {row["code"]: (row["name"], row["archived"]) for row in any_world.pleo.dump()["tags"] if row["groupId"] == group["id"]}
    assert tags["R99"] == ("Night route", False)
    assert tags["R01"] == ("Tournée du matin", False)
    assert tags["R02"][1]
    assert tags["R03"][1]
    assert tags["R04"] == ("Route 4", False)
