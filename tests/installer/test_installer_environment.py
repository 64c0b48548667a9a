"""When the environment is built again, and when it is left alone."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from pleo_erp_installer import environment, pins
from pleo_erp_installer.console import InstallerError
from pleo_erp_installer.environment import Stamp
from pleo_erp_installer.places import Places

SETUP = """
[options]
install_requires =
    click>=8.1
    tzdata; platform_system == "Windows"
[options.extras_require]
test =
    # a word about it
    coverage[toml]>=7.6
    pytest>=8
demo =
    trytond-account-fr~=8.0.0
"""


LOCK = """
click==8.2 --hash=sha256:aa
    # via pleo-erp-module (setup.cfg)
pytest==8.1 --hash=sha256:bb
    # via pleo-erp-module (setup.cfg)
pluggy==1.5 --hash=sha256:cc
    # via pytest
simpleeval==1 --hash=sha256:dd
    # via trytond
setuptools==80 --hash=sha256:ee
    # via pyproject.toml
"""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path, tmp_path / "venv", tmp_path / "cache")
    made.make_cache()
    (tmp_path / "setup.cfg").write_text(SETUP, "utf-8")
    (tmp_path / "pyproject.toml").write_text('[build-system]\nrequires = ["setuptools>=77"]', "utf-8")
    (tmp_path / "sql").mkdir()
    (tmp_path / "installer").mkdir()
    pins.lock_file(made).write_text(LOCK, "utf-8")
    return made


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Stamp]:
    """What was built; nothing is built really."""
    found: list[Stamp] = []

    def build(places: Places, wanted: Stamp, fresh: bool) -> None:
        found.append(wanted)
        places.scripts.mkdir(parents=True, exist_ok=True)
        places.program("pleo-erp").touch()
        places.stamp.write_text(json.dumps(asdict(wanted)), "utf-8")

    monkeypatch.setattr(environment, "build", build)
    monkeypatch.setattr(environment, "absent", lambda places, names: [])
    return found


def test_requirements_are_named_without_versions_extras_and_other_platforms() -> None:
    assert environment.requirements(SETUP, ["test", "demo"]) == ["click", "coverage", "pytest", "trytond-account-fr"]
    assert environment.requirements(SETUP, []) == ["click"]


def test_a_second_run_builds_nothing(places: Places, built: list[Stamp]) -> None:
    environment.ensure(places, ["test", "demo"])
    environment.ensure(places, ["demo", "test"])
    environment.ensure(places, ["demo"])
    assert len(built) == 1


def test_changed_requirements_build_again(places: Places, built: list[Stamp]) -> None:
    environment.ensure(places, ["test"])
    (places.checkout / "setup.cfg").write_text(SETUP + "\n    proteus\n", "utf-8")
    environment.ensure(places, ["test"])
    assert len(built) == 2


def test_the_settings_of_tools_build_nothing(places: Places, built: list[Stamp]) -> None:
    environment.ensure(places, ["test"])
    (places.checkout / "setup.cfg").write_text(f"{SETUP}\n[mypy]\nstrict = True\n", "utf-8")
    environment.ensure(places, ["test"])
    assert len(built) == 1


def test_more_extras_are_added_to_those_that_are_there(places: Places, built: list[Stamp]) -> None:
    environment.ensure(places, ["test"])
    environment.ensure(places, ["demo"])
    assert [stamp.extras for stamp in built] == [("test",), ("demo", "test")]


def test_a_missing_package_or_program_builds_again(places: Places, built: list[Stamp], monkeypatch: pytest.MonkeyPatch) -> None:
    environment.ensure(places, [])
    places.program("pleo-erp").unlink()
    environment.ensure(places, [])
    monkeypatch.setattr(environment, "absent", lambda places, names: ["click"])
    environment.ensure(places, [])
    assert len(built) == 3


def test_an_upgrade_always_builds(places: Places, built: list[Stamp]) -> None:
    environment.ensure(places, [])
    environment.ensure(places, [], fresh=True)
    assert len(built) == 2


def test_a_copy_of_the_sources_is_old_when_a_source_has_changed(places: Places, built: list[Stamp]) -> None:
    environment.ensure(places, [], editable=False)
    environment.ensure(places, [], editable=False)
    (places.checkout / "sql" / "001.sql").write_text("SELECT 1", "utf-8")
    environment.ensure(places, [], editable=False)
    assert len(built) == 2


def test_an_environment_of_another_checkout_is_not_ours(places: Places) -> None:
    mine = Stamp.wanted(places, ["test"], True)
    assert mine.covers(Stamp.wanted(places, [], True))
    assert not mine.covers(replace(mine, checkout="elsewhere"))
    assert not mine.covers(replace(mine, editable=False))
    assert not Stamp.wanted(places, [], True).covers(mine)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"inputs": 1, "extras": 2, "editable": 3, "checkout": 4}', "null"])
def test_a_stamp_that_cannot_be_understood_counts_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "stamp").write_text(text, "utf-8")
    assert Stamp.read(tmp_path / "stamp") is None
    assert Stamp.read(tmp_path / "missing") is None


def test_an_interpreter_that_does_not_start_has_no_packages(places: Places) -> None:
    assert environment.absent(places, ["click", "rich"]) == ["click", "rich"]
    assert not environment.works(places)


def test_this_environment_is_asked_for_its_packages_in_any_spelling() -> None:
    places = Places.find()
    assert environment.works(places)
    assert environment.absent(places, ["PyTest", "pytest_cov", "no-such-distribution"]) == ["no-such-distribution"]


def test_a_folder_that_is_not_an_environment_is_left_alone(places: Places) -> None:
    places.venv.mkdir()
    (places.venv / "thesis.txt").touch()
    with pytest.raises(InstallerError, match="is not a Python environment"):
        environment.build(places, Stamp.wanted(places, [], True), False)
    assert (places.venv / "thesis.txt").exists()


LOCKED = "-m pip install --require-hashes --requirement {locked}"


@pytest.mark.parametrize(
    ("extras", "editable", "fresh", "words"),
    [
        (["test"], True, False, [LOCKED, "-m pip install --no-deps --no-build-isolation --editable {checkout}"]),
        (["test"], False, False, [LOCKED, "-m pip install --no-deps --no-build-isolation {checkout}"]),
        (["test"], True, True, ["-m pip install --upgrade --editable {checkout}[test]"]),
        ([], True, False, ["-m pip install --editable {checkout}"]),
        ([], False, True, ["-m pip install --upgrade {checkout}"]),
    ],
)
def test_pip_is_called_with(
    places: Places, monkeypatch: pytest.MonkeyPatch, extras: list[str], editable: bool, fresh: bool, words: list[str]
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(environment, "works", lambda places: True)
    monkeypatch.setattr(environment, "run", lambda title, command, log, **more: ran.append(command))
    places.venv.mkdir()
    environment.build(places, Stamp.wanted(places, extras, editable), fresh)
    locked = places.venv / "requirements.lock"
    assert [" ".join(command[1:]) for command in ran] == [line.format(checkout=places.checkout, locked=locked) for line in words]
    assert Stamp.read(places.stamp) == Stamp.wanted(places, extras, editable)


def test_only_what_the_environment_needs_is_taken_from_the_lock_file(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    places.venv.mkdir()
    list(environment.installations(places, Stamp.wanted(places, ["test"], True), False))
    locked = (places.venv / "requirements.lock").read_text("utf-8")
    assert [pin.name for pin in pins.pins(locked)] == ["click", "pytest", "pluggy", "setuptools"]


def test_a_changed_lock_file_builds_the_tests_environment_again(places: Places, built: list[Stamp]) -> None:
    environment.ensure(places, ["test"])
    pins.lock_file(places).write_text(LOCK.replace("8.1", "8.2"), "utf-8")
    environment.ensure(places, ["test"])
    assert len(built) == 2


def test_the_oldest_packages_have_an_environment_of_their_own(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr(environment, "run", lambda title, command, log, **more: None)
    monkeypatch.setattr(pins, "use_uv", lambda places, title, *words: called.extend(words))
    apart = environment.lowest(places)
    assert apart.venv == places.cache / "lowest"
    assert called[called.index("--resolution") + 1] == "lowest-direct"
    assert called[-1] == f"{places.checkout}[test]"
