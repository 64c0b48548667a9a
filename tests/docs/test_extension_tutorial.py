"""docs/extending.md and the example package that it builds: the page shows the package's own lines, and they work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from pleo_erp_hookspecs import EXTENSION_GROUP
from pleo_erp_module.extensions import load_extensions
from world import World, counts, unit

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "docs" / "examples" / "fjord"
PAGE = (ROOT / "docs" / "extending.md").read_text("utf-8")
PROJECTS = "company,code,name,ends\n1,P1,New office,\n1,P0,Old office,2020-01-31\n2,P9,Another company's,\n"


def entry_point() -> EntryPoint:
    """The one that the package's pyproject.toml declares."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    [(name, value)] = project["entry-points"][EXTENSION_GROUP].items()
    return EntryPoint(name, value, EXTENSION_GROUP)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.M | re.DOTALL)


def test_the_page_shows_the_lines_of_the_package() -> None:
    sources = [path.read_text("utf-8") for path in (*PACKAGE.glob("*"), *PACKAGE.glob("tests/*.py")) if path.is_file()]
    shown = blocks("python") + blocks("toml")
    assert len(shown) > 8
    assert [block for block in shown if not any(block in source for source in sources)] == []


def test_the_package_s_own_tests_pass() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hookspecs"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=PACKAGE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_extension_works_in_whole_runs(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PACKAGE)
    monkeypatch.setenv("FJORD_PROJECTS", str(tmp_path / "projects.csv"))
    load_extensions(world.extensions, [entry_point()])
    assert world.extensions.failures == ()
    world.erp.set_dimensions(("DEP", "Department"), ("PRJ", "Project"))
    world.erp.set_values("DEP", [("100", "Sales"), ("INT1", "Canteen")])
    world.erp.set_values("PRJ", [("X", "what the SQL profile would read")])

    world.connect()
    world.select("DEP", "PRJ")
    plan = world.plan()
    assert [error["code"] for error in plan["errors"]] == ["plugin_failed"], "there is no file yet"
    (tmp_path / "projects.csv").write_text(PROJECTS, "utf-8")
    world.plan()
    world.release()
    report = world.run()

    assert (report["status"], counts(report, "tags:DEP")) == ("success", {"created": 1, "skipped": 1})
    assert (world.pleo.tags("DEP"), world.pleo.tags("PRJ")) == ([("100", "Sales", "A")], [("P1", "New office", "A")])
    world.again()

    world.erp.set_values("DEP", [])
    world.erp.set_values("DEP", [("100", "Sales", "blocked"), ("200", "Finance")])
    monkeypatch.setenv("FJORD_CLOSING", "1")
    held = world.run()
    assert unit(held, "tags:DEP")["hold"]["guard"] == "veto"
    monkeypatch.delenv("FJORD_CLOSING")
    assert counts(world.approve_and_run(), "tags:DEP")["archived"] == 1
