"""Tryton's scheduler runs what is due; and what changes in Tryton is right in Pleo after the next run."""

from __future__ import annotations

from tryton_host.tryton import Person
from tryton_host.world import World, choose, connected, groups, released, run_now


def ready(person: Person, *codes: str) -> None:
    connected(person)
    choose(person, *codes)
    released(person)


def test_the_scheduler_runs_what_is_due_and_nothing_twice(any_world: World) -> None:
    with any_world.tryton.serve() as server:
        admin = server.login()
        admin.work_in(any_world.company)
        ready(admin, "DEP")
    any_world.erp.execute("UPDATE ir_cron SET next_call = NULL")
    any_world.tryton.cron()
    assert groups(any_world) == {"DEP": False}
    before = any_world.pleo.dump()
    any_world.erp.execute("UPDATE ir_cron SET next_call = NULL")  # called again, as after a conflict
    any_world.tryton.cron()
    assert any_world.pleo.dump() == before
    with any_world.tryton.serve() as server:
        runs = server.login().model("pleo_erp.run").find([])
        assert {(run.job, run.user, run.state) for run in runs} == {("sync", "Tryton's scheduler", "success")}
        assert [run.writes for run in runs[:-1]] == [0] * (len(runs) - 1)
        (task,) = server.login().model("ir.cron").find([("method", "=", "pleo_erp.connection|run_due")])
        assert task.next_call is not None
        assert len(task.logs) == 2


def test_without_a_connection_the_scheduler_has_nothing_to_do(world: World) -> None:
    world.erp.execute("UPDATE ir_cron SET next_call = NULL")
    assert "Traceback" not in world.tryton.cron()
    assert world.erp.rows("SELECT count(*) FROM pleo_erp_run") == [(0,)]


def test_with_a_worker_a_run_is_handed_over(world: World) -> None:
    world.tryton.configure(queue={"worker": "True"})
    with world.tryton.serve() as server:
        admin = server.login()
        admin.work_in(world.company)
        ready(admin, "DEP")
        assert "worker" in run_now(admin).form.status
    world.erp.execute("UPDATE ir_cron SET next_call = NULL")
    world.tryton.cron()
    names = [str(data) for (data,) in world.erp.rows("SELECT data FROM ir_queue")]
    assert [("sync-all" in name, "run_job" in name) for name in names] == [(True, True), (False, True)]
    assert groups(world) == {}


def test_what_changes_in_tryton_is_right_in_pleo_after_the_next_run(any_world: World) -> None:
    with any_world.tryton.serve() as server:
        admin = server.login()
        admin.work_in(any_world.company)
        ready(admin, "DEP", "ROU")
        run_now(admin)
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
