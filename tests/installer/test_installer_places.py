"""Where the installer finds and puts things, on both kinds of system."""

from __future__ import annotations

from pathlib import Path

import pytest
from pleo_erp_installer.places import Places


@pytest.mark.parametrize(
    ("windows", "folder", "python", "program"),
    [(False, "bin", "python", "pleo-erp"), (True, "Scripts", "python.exe", "pleo-erp.exe")],
    ids=["posix", "windows"],
)
def test_an_environment_keeps_its_programs_where_its_system_does(windows: bool, folder: str, python: str, program: str) -> None:
    places = Places(Path("checkout"), Path("venv"), Path("cache"), windows)
    assert places.python == Path("venv") / folder / python
    assert places.program("pleo-erp") == Path("venv") / folder / program


def test_everything_is_in_the_checkout_unless_told_otherwise() -> None:
    places = Places.find({})
    assert (places.checkout / "setup.cfg").is_file()
    assert (places.venv, places.cache) == (places.checkout / ".venv", places.checkout / ".cache")


def test_environment_and_cache_can_be_elsewhere(tmp_path: Path) -> None:
    chosen = {"PLEO_ERP_VENV": tmp_path / "v", "PLEO_ERP_CACHE": tmp_path / "c", "PLEO_ERP_DEMO": tmp_path / "d"}
    places = Places.find({name: str(path) for name, path in chosen.items()})
    assert (places.venv, places.cache, places.demo) == tuple(chosen.values())
    assert places.demo_logs == tmp_path / "c" / "logs" / "d"


def test_the_cache_hides_itself_from_git(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "v", tmp_path / "c")
    places.make_cache()
    places.make_cache()
    assert places.logs.is_dir()
    assert (tmp_path / "c" / ".gitignore").read_text("utf-8") == "*\n"
