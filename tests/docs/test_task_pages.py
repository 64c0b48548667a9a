"""The task pages, carried out as they stand there: the example company, a Pleo on this machine, and each command of a page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.command import Answer, call
from cli.world import FAST, KEY, toml
from erp.test_custom_profile import documented
from erp.worlds import run_script, write_profile
from sandbox import Sandbox
from servers import sqlite_connection

ROOT = Path(__file__).resolve().parents[2]
DEPARTMENTS = range(101, 120)  # besides 100, of the example's own tables
GONE = "DELETE FROM departments WHERE dept_no BETWEEN '101' AND '108'"


@dataclass(slots=True)
class Example:
    """Fjord & Søn, with the tables and the profile of docs/profiles.md. ``plan`` is the hash that was shown last."""

    folder: Path
    pleo: Sandbox
    plan: str = ""

    @property
    def connection(self) -> str:
        return sqlite_connection(self.folder / "erp.sqlite")

    def sql(self, script: str) -> None:
        run_script(self.connection, script)

    def do(self, *words: str) -> Answer:
        """One command; of a page its placeholders are filled in."""
        known = {"HASH": self.plan, "RUN": self._last_run if "RUN" in words else ""}
        arguments = [known.get(word, word) for word in words]
        if words[0] == "connect":
            arguments.append("--key-stdin")
        answer = call([*arguments, "--config", str(self.folder / "pleo-erp.toml")], KEY)
        self.plan = next(iter(re.findall(r"--plan ([0-9a-f]{64})", answer.out)), self.plan)
        return answer

    def good(self, *lines: str) -> None:
        for line in lines:
            answer = self.do(*shlex.split(line))
            assert answer.code == 0, f"{line}: {answer.text}"

    def confirmed(self) -> None:
        """Connected, with twenty departments in Pleo."""
        rows = ", ".join(f"(1, '{number}', 'Department {number}', 'N')" for number in DEPARTMENTS)
        self.sql(f"INSERT INTO departments VALUES {rows}")
        self.good("install", "connect --company 1", "select --company 1 DEP", "plan --company 1")
        self.good("release --company 1 --plan HASH", "run sync-all --company 1")

    @property
    def _last_run(self) -> str:
        history = call(["history", "--company", "1", "--json", "--config", str(self.folder / "pleo-erp.toml")])
        return str(history.data["runs"][0]["id"])


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Example]:
    files = documented()
    with Sandbox(rate=0) as pleo:
        pleo.add_company("Fjord & Søn")
        pleo.add_key(KEY)
        (tmp_path / "erp.sqlite").touch()
        made = Example(tmp_path, pleo)
        made.sql(files.pop("example tables"))
        write_profile(tmp_path / "profiles", "fjord", {name: text for name, text in files.items() if "." in name})
        erp = {"connection": made.connection, "profile": "fjord", "profiles_folder": "profiles"}
        sections: dict[str, dict[str, Any]] = {"erp": erp, "pleo": {"base_url": pleo.base_url, "requests_per_minute": FAST}}
        (tmp_path / "pleo-erp.toml").write_text(toml(sections), "utf-8")
        yield made


def commands(page: str) -> Sequence[str]:
    """The lines that a reader types."""
    blocks = re.findall(r"^ *```console\n(.*?)^ *```", (ROOT / page).read_text("utf-8"), re.M | re.DOTALL)
    return [line.strip().removeprefix("$ pleo-erp ") for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs" / "tasks").glob("*.md")), ROOT / "docs" / "hosts" / "standalone.md"])
def test_what_a_page_says_to_press_is_on_the_screen(page: Path) -> None:
    catalogue = (ROOT / "pleo_erp_module/messages/translations/da/LC_MESSAGES/pleo_erp.po").read_text("utf-8")
    labels = re.findall(r"\*\*([A-Z][^*.]*)\*\*", " ".join(page.read_text("utf-8").split()))
    assert [label for label in labels if f'msgid "{label}"\n' not in catalogue] == []


def tags(example: Example) -> dict[str, bool]:
    """Each tag's code, and whether it is active."""
    return {tag["code"]: not tag["archived"] for tag in example.pleo.everything()["tags"]}


def test_connect_a_company(example: Example) -> None:
    example.good(*commands("docs/tasks/connect.md"))
    assert "disconnect --company 1" in commands("docs/tasks/connect.md")


def test_select_dimensions(example: Example) -> None:
    example.good("install", "connect --company 1", *commands("docs/tasks/select.md"))
    assert tags(example) == {"100": True}


def test_the_first_connection_of_the_readme(example: Example) -> None:
    example.good(*commands("README.md"))
    assert tags(example) == {"100": True}


def test_a_plan_is_held(example: Example) -> None:
    example.confirmed()
    example.sql(GONE)
    held = example.do("run", "sync-all", "--company", "1")
    shown = (ROOT / "docs" / "tasks" / "held.md").read_text("utf-8").split("```\n")[1].strip()
    assert held.code == 4
    assert " ".join(shown.split()) in " ".join(held.out.split())
    assert sum(tags(example).values()) == 20
    example.good(*commands("docs/tasks/held.md"))
    assert sum(tags(example).values()) == 12


@pytest.mark.parametrize("gone", [GONE, "DELETE FROM departments WHERE dept_no = '101'"])
def test_an_upgrade_is_paused_released_and_resumed(example: Example, gone: str) -> None:
    example.confirmed()
    example.sql(gone)
    example.good(*commands("docs/tasks/upgrade-profiles.md"))
    assert sum(tags(example).values()) == 20
    example.good("run sync-all --company 1")
    assert sum(tags(example).values()) < 20


def test_why_a_tag_disappeared(example: Example) -> None:
    example.confirmed()
    example.sql(GONE)
    example.good(*commands("docs/tasks/missing-tag.md"))


def test_undo_a_run(example: Example) -> None:
    example.confirmed()
    example.sql("DELETE FROM departments WHERE dept_no = '101'")
    example.good("run sync-all --company 1")
    assert not tags(example)["101"]
    undo = commands("docs/tasks/undo.md")
    example.good(*undo[:3])
    assert tags(example)["101"]
    example.good(*undo[3:])
    assert not tags(example)["101"]


def test_add_an_erp(example: Example) -> None:
    example.good("install", *commands("docs/tasks/add-an-erp.md")[:1])
    example.good("connect --company 1", *commands("docs/tasks/add-an-erp.md")[1:])
