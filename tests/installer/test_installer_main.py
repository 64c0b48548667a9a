"""The installer's command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pleo_erp_installer import checkout, console, doctor, environment, main, module, pins, suite, system
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.demo import main as demo
from pleo_erp_installer.places import Places


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[object, ...]]:
    """What would have been run."""
    found: list[tuple[object, ...]] = []

    def python(places: Places, arguments: list[str]) -> int:
        found.append(tuple(arguments))
        return 7

    def run_suite(places: Places, arguments: list[str]) -> int:
        found.append(("suite", *arguments))
        return 3

    monkeypatch.setenv("PLEO_ERP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(main, "attend", python)
    monkeypatch.setattr(system, "ensure", lambda needs, places: None)
    monkeypatch.setattr(environment, "ensure", lambda places, extras, **more: found.append(("ensure", *extras)))
    monkeypatch.setattr(suite, "run_suite", run_suite)

    def run_fast(places: Places, arguments: list[str], *, lowest: bool) -> int:
        found.append(("fast", lowest, *arguments))
        return 4

    monkeypatch.setattr(suite, "run_fast", run_fast)
    monkeypatch.setattr(checkout, "prepare", lambda places: 5)
    monkeypatch.setattr(pins, "write", lambda places: 6)
    return found


@pytest.mark.parametrize(
    ("words", "ran"),
    [
        (["demo"], ("-m", "pleo_erp_installer.demo", "--host", "tryton")),
        (["demo", "--keep"], ("-m", "pleo_erp_installer.demo", "--host", "tryton", "--keep")),
        (["demo", "--host", "command-line"], ("-m", "pleo_erp_installer.demo", "--host", "command-line")),
        (["demo", "--stop", "--host", "command-line"], ("-m", "pleo_erp_installer.demo", "--host", "command-line", "--stop")),
        (["sandbox", "--port", "4"], ("-m", "sandbox", "--port", "4")),
        (["sandbox", "--port", "4", "--rate", "9"], ("-m", "sandbox", "--port", "4", "--rate", "9")),
    ],
)
def test_demo_and_sandbox_run_in_the_environment(calls: list[tuple[object, ...]], words: list[str], ran: tuple[str, ...]) -> None:
    assert main.main(words) == 7
    assert calls == [("ensure", "demo"), ran]


def test_the_demo_of_the_web_pages_gets_what_they_need(calls: list[tuple[object, ...]]) -> None:
    assert main.main(["demo", "--host", "standalone"]) == 7
    assert calls == [("ensure", "demo", "web"), ("-m", "pleo_erp_installer.demo", "--host", "standalone")]


@pytest.mark.parametrize(("host", "flags"), [("tryton", ()), ("command-line", ("--keep",))])
def test_without_npm_tryton_is_shown_and_not_kept(
    calls: list[tuple[object, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    host: str,
    flags: tuple[str, ...],
) -> None:
    def ensure(needs: tuple[system.Need, ...], places: Places) -> None:
        if system.NPM in needs:
            raise InstallerError("Run this: get npm")

    monkeypatch.setattr(system, "ensure", ensure)
    assert main.main(["demo", "--keep", "--host", host]) == 7
    assert calls[-1] == ("-m", "pleo_erp_installer.demo", "--host", host, *flags)
    assert ("get npm" in capsys.readouterr().out) is (host == "tryton")


def test_the_hosts_that_can_be_named_are_those_of_the_demo() -> None:
    assert tuple(demo.HOSTS) == main.HOSTS


@pytest.mark.parametrize(
    ("words", "passed"),
    [(["test"], ()), (["test", "tests/x.py", "-k", "y"], ("tests/x.py", "-k", "y")), (["test", "-k", "y"], ("-k", "y"))],
)
def test_what_follows_test_is_for_pytest(calls: list[tuple[object, ...]], words: list[str], passed: tuple[str, ...]) -> None:
    assert main.main(words) == 3
    assert calls == [("suite", *passed)]


@pytest.mark.parametrize(
    ("words", "passed"),
    [
        (["test", "--fast"], (False,)),
        (["test", "--fast", "tests/x.py", "-k", "y"], (False, "tests/x.py", "-k", "y")),
        (["test", "--fast", "--lowest"], (True,)),
        (["test", "--lowest", "-x"], (True, "-x")),
    ],
)
def test_the_fast_tests_may_be_chosen_too(calls: list[tuple[object, ...]], words: list[str], passed: tuple[object, ...]) -> None:
    assert main.main(words) == 4
    assert calls == [("fast", *passed)]


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(("word", "code"), [("dev", 5), ("lock", 6)])
def test_the_commands_for_contributors(word: str, code: int) -> None:
    assert main.main([word]) == code


@pytest.mark.parametrize("words", [[], ["dance"], ["demo", "--host", "moon"], ["demo", "--loud"], ["sandbox"]])
def test_wrong_usage_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(words)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize(("fault", "code"), [(InstallerError("do this"), 1), (KeyboardInterrupt(), 130)])
def test_an_error_is_a_message_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: BaseException, code: int
) -> None:
    def report(places: Places) -> int:
        raise fault

    monkeypatch.setattr(doctor, "report", report)
    assert main.main(["doctor"]) == code
    assert "Traceback" not in capsys.readouterr().out


def test_an_old_interpreter_is_told_what_is_needed() -> None:
    code = "import runpy, sys; sys.hexversion = 0x030A00F0; runpy.run_path(sys.argv[1], run_name='__main__')"
    command = [sys.executable, "-c", code, str(Places.find().checkout / "installer")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Python 3.11 or later is needed" in done.stderr


def test_doctor_reports_every_part_of_this_machine() -> None:
    found = {finding.what: finding.fine for finding in doctor.findings(Places.find())}
    assert {"Python", "environment", "ODBC manager", "driver for SQLite", "PostgreSQL server"} <= set(found)
    assert found["Python"]
    assert found["ODBC manager"]


def test_a_program_s_output_goes_to_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    console.run("Talking", [sys.executable, "-c", "print('chatter')"], log, cwd=tmp_path, environ={})
    assert "chatter" in log.read_text("utf-8")
    shown = capsys.readouterr().out
    assert "Talking" in shown
    assert "chatter" not in shown


def test_a_failed_program_s_last_words_are_shown(tmp_path: Path) -> None:
    code = "import sys; print('the reason'); sys.exit(9)"
    with pytest.raises(InstallerError, match=r"(?s)the reason.*ended with 9.*log"):
        console.run("Failing", [sys.executable, "-c", code], tmp_path / "log", cwd=tmp_path, environ={})


def test_uninstall_removes_only_what_the_installer_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = Places(tmp_path, tmp_path / "venv", tmp_path / "cache")
    places.venv.mkdir()
    assert module.uninstall(places, None, drop_tables=False) == 0
    assert places.venv.exists()
    places.stamp.write_text("{}", "utf-8")
    assert module.uninstall(places, None, drop_tables=False) == 0
    assert not places.venv.exists()
    assert "stay in the ERP's database" in capsys.readouterr().out


def test_dropping_tables_needs_to_know_where(tmp_path: Path) -> None:
    with pytest.raises(InstallerError, match="--config"):
        module.uninstall(Places(tmp_path, tmp_path / "venv", tmp_path / "cache"), None, drop_tables=True)
