"""Real processes: killed at any moment, started together, asked to stop."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sysconfig
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from cli.command import PROGRAM, finish
from cli.conftest import WorldFactory
from cli.demanded import Demanded
from cli.shapes import check_run, total
from cli.world import KEY, World
from gate import SECONDS, Gate, writes


def ready(world: World) -> World:
    """A released plan with creates, updates, unarchives and archives; a few requests of each kind."""
    pleo = world.pleo
    pleo.add_group("ROU", "Routes", archived=True)
    pleo.add_tag("ROU", "R01", "Old name")
    pleo.add_tag("ROU", "R02", "Route 2", archived=True)
    pleo.add_tag("ROU", "X1", "Typed by hand")
    pleo.add_tag("ROU", "X2", "Typed by hand")
    pleo.add_group("Region")
    pleo.add_account("5000", "5000", "Typed by hand")
    world.connect("2", "DEP", "ROU")
    world.confirm()
    return world


def kill_at(world: World, gate: Gate) -> bool:
    """Kill a run when the gate is reached; False if the run ended before."""
    world.pleo.before = gate
    running = world.start("run", "sync-all", "--company", "2")

    def wait_for_the_end() -> None:
        running.wait(SECONDS)
        gate.reached.set()

    ended = threading.Thread(target=wait_for_the_end)
    ended.start()
    gate.reached.wait(SECONDS)
    alive = running.poll() is None
    running.kill()
    ended.join()
    world.pleo.before = lambda logged: None
    gate.opened.set()
    finish(running)
    # A kill does not call requests back: whatever Pleo still has in its hands is done before anybody looks again.
    world.pleo.stop()
    world.pleo.start()
    return alive


def demanded(world: World) -> Demanded:
    return Demanded(world.erp, world.pleo, "2", world.pleo_company, ("DEP", "ROU"))


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("number", [1, 8, 9, 11, 20, 24])
def test_a_killed_run_is_made_up_for_by_the_next(world: World, number: int, carried_out: bool) -> None:
    ready(world)
    wanted = demanded(world)
    assert kill_at(world, Gate(number, carried_out=carried_out))
    report = world.good("run", "sync-all", "--company", "2")
    check_run(report, 0)
    wanted.check(world.pleo)
    check_history(world)
    again = world.good("run", "sync-all", "--company", "2")
    assert again["requests"]["writes"] == 0
    assert all(unit["matched"] + unit["skipped"] == unit["read"]["erp"] for unit in again["units"])


@pytest.mark.parametrize(("engine", "killed"), [("sqlite", 2), ("postgresql", 4)])
def test_a_run_killed_again_and_again_converges(world_factory: WorldFactory, engine: str, killed: int) -> None:
    world = ready(world_factory(engine))
    wanted = demanded(world)
    rounds = 0
    while kill_at(world, Gate(killed, writes)):
        rounds += 1
        assert rounds < 40
    assert rounds >= 1
    assert world.good("run", "sync-all", "--company", "2")["requests"]["writes"] == 0
    wanted.check(world.pleo)
    check_history(world)


def check_history(world: World) -> None:
    """Nothing is left unknown, no run is still running, and what is said to be done is what Pleo shows."""
    runs = world.good("history", "--company", "2")["runs"]
    assert [run["status"] for run in runs].count("running") == 0
    assert "interrupted" in {run["status"] for run in runs}
    done: list[tuple[str, str, str]] = []
    for run in runs:
        for change in world.good("history", "--company", "2", run["id"])["changes"]:
            assert change["status"] in {"done", "not_done"}, change
            if change["status"] == "done":
                done.append((change["unit"], change["action"], change["key"]))
    assert len(done) == len(set(done)), "something was done twice"


def test_of_two_runs_started_together_one_works(any_world: World) -> None:
    world = ready(any_world)
    gate = Gate(1)
    world.pleo.before = gate
    first = world.start("run", "sync-all", "--company", "2")
    assert gate.reached.wait(SECONDS)
    second = world.process("run", "sync", "--company", "2")
    assert second.code == 5
    check_run(second.data, 5)
    assert (second.data["run"], second.data["status"], second.error) == (None, "busy", "busy")
    assert world.human("run", "sync", "--company", "2").code == 5
    # What would change things under the run's feet waits for it, too; what only reads does not.
    assert world.cli("rotate-key").code == 5
    assert world.cli("uninstall", "--drop-tables").code == 5
    assert world.cli("connections").code == 0
    gate.opened.set()
    answer = finish(first)
    assert answer.code == 0
    check_run(answer.data, 0)
    assert world.good("run", "sync-all", "--company", "2")["requests"]["writes"] == 0


def test_several_runs_started_at_the_same_moment_never_overlap(any_world: World) -> None:
    world = ready(any_world)
    wanted = demanded(world)
    started = [world.start("run", "sync-all", "--company", "2") for _ in range(3)]
    answers = [finish(process) for process in started]
    assert {answer.code for answer in answers} <= {0, 5}
    assert 0 in {answer.code for answer in answers}
    assert sum(total(a.data, "created") for a in answers if a.code == 0) > 0
    wanted.check(world.pleo)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_run_that_is_asked_to_stop_finishes_the_request_in_flight(world: World, name: str) -> None:
    ready(world)
    gate = Gate(4, writes)
    world.pleo.before = gate
    running = world.start("run", "sync-all", "--company", "2")
    assert gate.reached.wait(SECONDS)
    running.send_signal(getattr(signal, name))
    # The signal is there once the process has taken it; a second command proves that it still holds the lock.
    assert world.cli("run", "sync", "--company", "2").code == 5
    gate.opened.set()
    answer = finish(running)
    assert answer.code == 3
    assert "Traceback" not in answer.text
    report = answer.data
    check_run(report, 3)
    assert (report["status"], report["error"]["code"]) == ("partial", "stopped")
    assert total(report, "failed") > 0
    sent = sum(1 for entry in world.pleo.writes() if entry.status is not None and entry.status < 300)
    assert report["requests"]["writes"] == len(world.pleo.writes())
    assert sent == len(world.pleo.writes())  # each was answered
    told = world.good("history", "--company", "2", report["run"])
    assert {change["status"] for change in told["changes"]} <= {"done", "not_done"}
    done = sum(1 for change in told["changes"] if change["status"] == "done")
    assert done == sum(total(report, count) for count in ("created", "updated", "unarchived", "archived"))
    wanted = demanded(world)
    check_run(world.good("run", "sync-all", "--company", "2"), 0)
    wanted.check(world.pleo)


@pytest.mark.usefixtures("uninterruptible")
def test_a_run_in_the_background_ignores_ctrl_c_and_stops_on_request(world: World) -> None:
    ready(world)
    gate = Gate(4, writes)
    world.pleo.before = gate
    running = world.start("run", "sync-all", "--company", "2")
    assert gate.reached.wait(SECONDS)
    for _ in range(3):  # the second one would end a run that had taken the first
        running.send_signal(signal.SIGINT)
        assert world.cli("run", "sync", "--company", "2").code == 5
    running.terminate()
    assert world.cli("run", "sync", "--company", "2").code == 5
    gate.opened.set()
    answer = finish(running)
    assert (answer.code, answer.data["error"]["code"]) == (3, "stopped")


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("command", ["plan --company 2", "select --company 2 ROU", "doctor"])
def test_any_other_command_may_be_interrupted(world: World, command: str) -> None:
    ready(world)
    before = world.state()
    gate = Gate(1)
    world.pleo.before = gate
    running = world.start(*command.split())
    assert gate.reached.wait(SECONDS)
    running.send_signal(signal.SIGINT)
    gate.opened.set()
    answer = finish(running)
    assert (answer.code, answer.error) == (3, "aborted")
    assert "Traceback" not in answer.text
    assert world.state() == before


def test_a_second_signal_ends_a_run_at_once_and_the_next_makes_up_for_it(world: World) -> None:
    ready(world)
    wanted = demanded(world)
    gate = Gate(4, writes)
    world.pleo.before = gate
    running = world.start("run", "sync-all", "--company", "2")
    assert gate.reached.wait(SECONDS)
    while running.poll() is None:  # the system may make one of two signals that come too close to each other
        running.terminate()
        assert world.cli("companies").code == 0
    assert running.returncode != 0
    gate.opened.set()
    finish(running)
    world.pleo.stop()
    world.pleo.start()
    check_run(world.good("run", "sync-all", "--company", "2"), 0)
    wanted.check(world.pleo)


def test_a_stop_before_the_first_write_leaves_all_to_the_next_run(world: World) -> None:
    ready(world)
    gate = Gate(1)
    world.pleo.before = gate
    running = world.start("run", "sync-all", "--company", "2")
    assert gate.reached.wait(SECONDS)
    running.terminate()
    assert world.cli("run", "sync", "--company", "2").code == 5
    gate.opened.set()
    answer = finish(running)
    assert (answer.code, answer.data["status"]) == (3, "partial")
    assert world.pleo.writes() == []


def test_all_connected_companies_are_run_one_after_the_other(any_world: World) -> None:
    world = any_world
    second = world.pleo.add_company("Ateliers 1")
    world.pleo.add_key("plp_sandbox_0002", company=second)
    assert world.good("install")
    assert world.good("run", "sync-all", "--all") == {"runs": []}
    world.connect("2", "DEP")
    world.connect("1", "DEP", key="plp_sandbox_0002")
    world.confirm("2")
    answer = world.process("run", "sync-all", "--all")
    assert answer.code == 4
    assert [(run["company"], run["status"]) for run in answer.data["runs"]] == [("1", "held"), ("2", "success")]
    for run, code in zip(answer.data["runs"], (4, 0), strict=True):
        check_run(run, code)
    world.confirm("1")
    assert [run["status"] for run in world.good("run", "sync", "--all")["runs"]] == ["success", "success"]

    # One company's error does not keep the others from running.
    world.pleo.change_key("plp_sandbox_0002", revoked=True)
    world.erp.edit_value("DEP", "100", company="2", name="Entrepôt")
    answer = world.cli("run", "sync-all", "--all")
    assert answer.code == 1
    assert [(run["company"], run["status"]) for run in answer.data["runs"]] == [("1", "failed"), ("2", "success")]
    assert total(answer.data["runs"][1], "updated") == 1
    assert world.human("run", "sync-all", "--all").code == 1


def test_the_command_is_installed_under_its_name() -> None:
    program = shutil.which("pleo-erp", path=sysconfig.get_path("scripts"))
    assert program is not None
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("pleo-erp")


def test_a_command_whose_reader_goes_away_says_nothing_more(world: World) -> None:
    world.connect("1")
    running = world.start("plan", "--company", "1")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    assert "Traceback" not in running.stderr.read()
    running.stderr.close()
    assert running.stdin is not None
    running.stdin.close()
    assert running.wait(SECONDS) == 1


def test_a_key_is_read_from_a_pipe(world: World) -> None:
    assert world.process("install").code == 0
    answer = world.process("connect", "--company", "2", "--key-stdin", stdin=KEY + "\r\n")
    assert answer.code == 0


@pytest.mark.parametrize(
    "command", [("companies",), ("companies", "--json"), ("companies", "--json", "--config", "nowhere.toml")]
)
def test_an_answer_that_cannot_be_written_is_one_error(world: World, command: Sequence[str]) -> None:
    words = [*PROGRAM, *command, *(() if "--config" in command else ("--config", str(world.config)))]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=SECONDS, check=False)
    assert done.returncode == 1
    said = "The answer could not be written: No space left on device."
    *_log, told, _next = done.stderr.splitlines()
    assert told == f"Error: {said}  [output_failed]"
    assert "Traceback" not in done.stderr
