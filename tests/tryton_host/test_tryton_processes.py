"""Real processes of Tryton: schedulers, workers and people at once, and any of them killed in the midst of a run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cli.demanded import Demanded
from gate import Gate, writes
from sandbox import Fault
from tryton_host.commandline import command, released_without_forms
from tryton_host.conftest import WorldFactory
from tryton_host.processes import SCHEDULER, beside, due, kill_in_midst, wait_until
from tryton_host.tryton import SECONDS
from tryton_host.world import World, run_now


def prepared(world: World) -> Demanded:
    """A released plan, and what Pleo must show when it is carried out; the scheduler is to look at it now."""
    released_without_forms(world, "DEP", "ROU")
    due(world)
    return Demanded(world.erp, world.pleo, str(world.company), world.pleo_company, ("DEP", "ROU"))


def runs(world: World) -> list[dict[str, Any]]:
    """The history, the oldest run first."""
    found: list[dict[str, Any]] = command(world, "history")["runs"]
    return found[::-1]


def states(world: World) -> list[str]:
    return [run["status"] for run in runs(world)]


def check(world: World, wanted: Demanded) -> None:
    """All is done, nothing was done twice or by two at once, and another run has nothing to write."""
    wanted.check(world.pleo)
    told = runs(world)
    # A killed run has no end of its own: it is marked when the next one has begun.
    ended = [run for run in told if run["status"] != "interrupted"]
    moments = [datetime.fromisoformat(run[name]) for run in ended for name in ("started_at", "finished_at")]
    assert moments == sorted(moments), "two runs overlap"
    assert len(ended) < len(told) or sum(run["writes"] for run in ended) == len(world.pleo.writes())
    done = [
        (change["unit"], change["action"], change["key"])
        for run in told
        for change in command(world, "history", run["id"])["changes"]
        if change["status"] == "done"
    ]
    assert len(done) == len(set(done)), "something was done twice"
    assert command(world, "run", "sync-all")["requests"]["writes"] == 0


def test_two_schedulers_and_a_person_at_once_never_overlap(any_world: World) -> None:
    world, gate = any_world, Gate(4, writes)
    wanted = prepared(world)
    world.pleo.before = gate
    with beside(world, *SCHEDULER) as first:
        assert gate.reached.wait(SECONDS)
        due(world)
        world.tryton.cron("-n", "1")  # comes to its end, and does nothing
        with world.tryton.serve() as server:
            person = server.login()
            person.work_in(world.company)
            assert run_now(person).form.status == "busy"
        assert states(world) == ["running"]
        gate.opened.set()
        assert first.wait(SECONDS) == 0
    assert states(world) == ["success"]
    check(world, wanted)


def test_a_scheduler_that_is_killed_is_made_up_for_by_the_next(world: World) -> None:
    wanted, gate = prepared(world), Gate(4, writes)
    world.pleo.before = gate
    with beside(world, *SCHEDULER) as killed:
        kill_in_midst(world, killed, gate)
    assert states(world) == ["running"]  # nobody has looked yet
    due(world)
    world.tryton.cron("-n", "1")
    assert states(world) == ["interrupted", "success"]
    check(world, wanted)


def test_a_worker_runs_what_is_handed_to_it_and_a_killed_one_is_made_up_for(world_factory: WorldFactory) -> None:
    world = world_factory("postgresql")
    wanted, gate = prepared(world), Gate(4, writes)
    world.pleo.before = gate
    world.tryton.configure(queue={"worker": "True"})
    worker = ("trytond-worker", "-n", "2", "-t", "1")
    with world.tryton.serve() as server:
        person = server.login()
        person.work_in(world.company)
        with beside(world, *worker) as killed:
            # Pleo answers nothing until the gate is opened: the button has not waited for the run.
            assert run_now(person).form.status == "worker"
            assert gate.reached.wait(SECONDS)
            world.tryton.cron("-n", "1")  # hands its own run over, which meets the other one
            taken = "SELECT count(*) FROM ir_queue WHERE finished_at IS NOT NULL"
            wait_until(lambda: world.erp.rows(taken) == [(1,)])
            assert states(world) == ["running"]
            kill_in_midst(world, killed, gate)
        with beside(world, *worker):
            assert run_now(person).form.status == "worker"
            wait_until(lambda: states(world) == ["interrupted", "success"])
        assert [run.state for run in person.model("pleo_erp.run").find([])] == ["success", "interrupted"]
    check(world, wanted)


def test_a_conflict_on_the_task_itself_has_the_scheduler_call_again_which_does_no_harm(world_factory: WorldFactory) -> None:
    world = world_factory("postgresql")
    wanted = prepared(world)
    world.erp.execute("CREATE SEQUENCE conflicts")
    world.erp.execute(
        "CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('conflicts') <= 2 THEN RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure'; END IF;"
        " RETURN NEW; END $$"
    )
    world.erp.execute("CREATE TRIGGER conflict BEFORE UPDATE OF next_call ON ir_cron FOR EACH ROW EXECUTE FUNCTION conflict()")
    world.tryton.cron("-n", "1")
    assert world.erp.rows("SELECT last_value FROM conflicts") == [(3,)]
    assert states(world) == ["success"] * 3
    assert [run["writes"] > 0 for run in runs(world)] == [True, False, False]
    assert world.erp.rows("SELECT count(*) FROM ir_cron_log") == [(1,)]
    check(world, wanted)


def test_an_interval_that_is_changed_while_a_run_is_under_way_is_not_a_conflict(world_factory: WorldFactory) -> None:
    world = world_factory("postgresql")
    wanted, gate = prepared(world), Gate(1)
    world.pleo.before = gate
    with beside(world, *SCHEDULER) as running:
        assert gate.reached.wait(SECONDS)
        world.erp.execute("UPDATE ir_cron SET interval_number = 6 WHERE active")
        gate.opened.set()
        assert running.wait(SECONDS) == 0
    assert world.erp.rows("SELECT interval_number, next_call IS NULL FROM ir_cron WHERE active") == [(6, False)]
    assert states(world) == ["success"]
    check(world, wanted)


def test_without_a_worker_a_run_stops_at_its_limit_and_the_next_call_goes_on(world: World) -> None:
    wanted = prepared(world)
    world.tryton.configure(pleo_erp={"run_seconds": 4})
    world.pleo.fail(Fault(kind="delay", operation="writes", nth=2, count=None, seconds=4.5))
    world.tryton.cron("-n", "1")
    (stopped,) = runs(world)
    assert (stopped["status"], stopped["error_code"]) == ("partial", "stopped")
    world.pleo.faults.clear()
    world.tryton.configure(pleo_erp={"run_seconds": None})
    due(world)
    world.tryton.cron("-n", "1")
    assert states(world) == ["partial", "success"]
    check(world, wanted)
