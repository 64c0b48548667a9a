"""What every command prints: with ``--json`` exactly one object of a fixed form, everything else on standard error."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from rich.text import Text

from answer_check import check
from cli.command import PROGRAM, call
from cli.shapes import check_plan, check_run, total
from cli.world import KEY, World
from pleo_erp_hookspecs.connection_answers import ConnectAnswer, ConnectionsAnswer
from pleo_erp_hookspecs.dimension_answers import DimensionsAnswer
from pleo_erp_hookspecs.installation_answers import DoctorAnswer, InstallAnswer, KeyRotationAnswer
from pleo_erp_hookspecs.plan_answers import ReleaseAnswer, UsageAnswer
from pleo_erp_hookspecs.run_answers import HistoryAnswer, RunDetailAnswer
from pleo_erp_hookspecs.why_answers import WhyAnswer
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import output
from pleo_erp_module.text import has_control


def test_every_answer_has_its_form(world: World) -> None:
    good = world.good
    check(good("install"), InstallAnswer)
    assert good("connections") == {"connections": [], "more": False}
    check(good("connect", "--company", "2", "--key-stdin", stdin=KEY), ConnectAnswer)
    connections = good("connections")
    check(connections, ConnectionsAnswer)
    (connection,) = connections["connections"]
    assert (connection["company_name"], connection["key_end"]) == ("Dubois Logistique", KEY[-4:])
    check(good("dimensions", "--company", "2"), DimensionsAnswer)
    tried = good("select", "--company", "2", "rou", "--dry-run")
    assert good("select", "--company", "2", "rou") == tried == {"selected": ["ROU"], "will_archive": []}
    settings = good("settings", "--company", "2", "tags_interval=120", "accounts=off")["settings"]
    assert (settings["tags_interval"], settings["accounts"], settings["tags"]) == (120, "off", "on")
    assert good("settings", "--company", "2")["settings"] == settings
    good("settings", "--company", "2", "accounts=on")
    plan = good("plan", "--company", "2")
    check_plan(plan)
    assert good("plan", "sync-tags", "--company", "2")["job"] == "sync-tags"
    assert {change["unit"] for change in good("plan", "sync-accounts", "--company", "2")["changes"]} == {"accounts"}
    released = good("release", "--company", "2", "--plan", plan["plan"])
    check(released, ReleaseAnswer)
    report = good("run", "sync", "--company", "2")
    check_run(report, 0)
    one = good("run", "sync-tags", "--company", "2", "--dimension", "rou")
    assert [unit["unit"] for unit in one["units"]] == ["tag_groups", "tags:ROU"]
    history = good("history", "--company", "2")
    check(history, HistoryAnswer)
    assert len(good("history", "--company", "2", "--offset", "1")["runs"]) == len(history["runs"]) - 1
    told = good("history", "--company", "2", report["run"])
    check(told, RunDetailAnswer)
    why = good("why", "--company", "2", "tag", "R01", "--dimension", "ROU")
    check(why, WhyAnswer)
    undo = good("undo", "--company", "2")
    check_plan(undo)
    assert (undo["job"], undo["undoes"], undo["plan"]) == ("undo", report["run"], good("undo", "--company", "2")["plan"])
    usage = good("usage", "--company", "2", "--plan", undo["plan"])
    check(usage, UsageAnswer)
    assert {one["id"] for one in usage["archives"]} == {one["id"] for one in undo["changes"]}  # all was created
    good("release", "--company", "2", "--plan", undo["plan"])
    undone = good("run", "undo", "--company", "2")
    check_run(undone, 0)
    assert total(undone, "archived") == len(undo["changes"])
    good("resume", "--company", "2")
    assert good("pause", "--company", "2") == {"company": "2", "paused": True}
    assert good("resume", "--company", "2") == {"company": "2", "paused": False}
    check(good("rotate-key"), KeyRotationAnswer)
    check(good("doctor"), DoctorAnswer)
    assert good("disconnect", "--company", "2") == {"company": "2", "connected": False}
    assert good("uninstall") == {"dropped": False}


def test_a_process_prints_one_object_however_much_it_logs(world: World) -> None:
    world.connect("2", "DEP")
    quiet = world.process("plan", "--company", "2")
    loud = world.process("plan", "--company", "2", "-vv", "--verbose")
    assert quiet.code == loud.code == 0
    assert loud.data == quiet.data
    assert len(loud.err) > len(quiet.err)
    assert "GET" in loud.err


def test_the_erps_letters_come_out_whatever_the_machine_speaks(world: World) -> None:
    world.connect("1", "PRJ")
    latin = {"LC_ALL": "C", "LANG": "C", "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    answer = world.process("why", "--company", "1", "tag", "--dimension", "PRJ", "P-2002", environment=latin)
    assert answer.code == 0
    assert answer.data["erp"][0]["name"] == "東京ショールーム"


def test_a_setting_that_is_wrong_changes_none(world: World) -> None:
    world.connect("2")
    before = world.tables()
    assert world.cli("settings", "--company", "2", "tags=off", "accounts_interval=1").code == 2
    assert world.tables() == before


@pytest.mark.parametrize("off", ["tags", "accounts"])
def test_what_is_switched_off_is_not_run(world: World, off: str) -> None:
    world.connect("2", "DEP")
    world.good("settings", "--company", "2", f"{off}=off")
    report = world.synchronise()
    units = [unit["unit"] for unit in report["units"]]
    assert units == (["accounts"] if off == "tags" else ["tag_groups", "tags:DEP"])


def test_an_empty_plan_can_be_released_and_nothing_be_due(world: World) -> None:
    world.connect("2")
    world.good("settings", "--company", "2", "accounts=off")
    held = world.good("run", "sync", "--company", "2", code=4)
    assert (held["units"], held["status"]) == ([], "held")
    world.confirm()
    report = world.good("run", "sync", "--company", "2")
    check_run(report, 0)
    assert (report["units"], report["status"]) == ([], "success")


# -- with a terminal (POSIX has pseudo terminals to try it with)


class Terminal:
    """The other end of a pseudo terminal."""

    def __init__(self, end: int) -> None:
        self._end = end
        self.shown = ""

    def read_until(self, text: str) -> None:
        while text not in self.shown:
            self.shown += os.read(self._end, 4096).decode("utf-8", "replace")

    def read_to_the_end(self) -> None:
        while True:
            try:
                piece = os.read(self._end, 4096)
            except OSError:  # Linux says so when the last one has closed the other end
                return
            if not piece:
                return
            self.shown += piece.decode("utf-8", "replace")

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())


@contextmanager
def on_a_terminal(world: World, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], Terminal]]:
    """The command with a terminal for standard input and standard error, and a pipe for its answer."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    command = [*PROGRAM, *world.arguments(*arguments)]
    with subprocess.Popen(
        command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, text=True, start_new_session=True, env=environment
    ) as running:
        os.close(theirs)
        try:
            yield running, Terminal(ours)
        finally:
            os.close(ours)


def test_at_a_terminal_the_key_is_asked_for_and_not_shown(world: World) -> None:
    world.good("install")
    with on_a_terminal(world, "connect", "--company", "2", "--json") as (running, terminal):
        terminal.read_until("API key")
        terminal.type(KEY + "\n")
        assert running.stdout is not None
        out = running.stdout.read()
        terminal.read_to_the_end()
    assert running.returncode == 0
    assert KEY not in terminal.shown
    assert "Ateliers" in out
    assert KEY not in out
    assert world.good("plan", "--company", "2")["company"] == "2"


def test_at_a_terminal_a_run_shows_how_far_it_is_and_answers_as_ever(world: World) -> None:
    world.connect("1", "PRJ")
    world.confirm("1")
    with on_a_terminal(world, "run", "sync-all", "--company", "1", "--json") as (running, terminal):
        assert running.stdout is not None
        reader = threading.Thread(target=terminal.read_to_the_end)
        reader.start()
        out = running.stdout.read()
        reader.join()
    assert running.returncode == 0
    assert out.startswith("{")
    assert out.endswith("}\n")
    assert "Writing to Pleo" in terminal.shown
    assert "\x1b[" in terminal.shown
    assert "\x1b" not in out


def test_without_a_terminal_there_is_no_bar(world: World) -> None:
    world.connect("2")
    answer = world.process("plan", "--company", "2")
    assert "\x1b" not in answer.text
    assert len(answer.err.splitlines()) == 1  # the warning about the pace


def test_json_is_wanted_wherever_the_word_stands(world: World) -> None:
    for arguments in (["--json", "nonsense"], ["nonsense", "--json"], ["plan", "--json"]):
        answer = call(arguments)
        assert (answer.code, answer.error) == (2, "usage")
    assert call(["nonsense"]).out == ""


def test_no_control_character_of_the_data_reaches_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    styled = Text.assemble("a", ("\x1b[31m", "red"))
    output.table("Title\x1b", ["Name"], [["x\x1b[2J\ty\x9b\nz"], [styled]])
    output.say("said\x1b", ("too\x7f", "red"), "\nnext line")
    output.print_error(error("usage", detail="wrong\x1b[1m"))
    shown = capsys.readouterr()
    assert "x␛[2J␉y\ufffd␊z" in shown.out
    assert "a␛[31m" in shown.out
    assert "said␛too␡\nnext line" in shown.out
    assert "wrong␛[1m" in shown.err
    assert not has_control((shown.out + shown.err).replace("\n", ""))
