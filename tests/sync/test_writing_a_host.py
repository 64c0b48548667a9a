"""docs/hosts/writing-a-host.md, carried out as it stands there, with the example host that it names."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

from host import ErpHost
from pleo_erp_hookspecs import Host
from world import World

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "hosts" / "writing-a-host.md").read_text("utf-8")


def test_the_code_of_the_page_works_as_it_stands(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    load, host, *calls = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(load + host, "writing-a-host.md", "exec"), names)
    names["host"] = names["MyHost"](world.host.erp, world.host.pleo, world.host.key_file, world.host.user)
    exec(compile("\n".join(calls), "writing-a-host.md", "exec"), names)

    assert "connect" in {action.name for action in names["actions"]}
    assert [one["company"] for one in names["connections"]] == ["1"]
    assert names["plan"]["company"] == "1"
    assert names["report"]["status"] == "success"
    assert names["checks"]["ok"]


def test_the_page_needs_nothing_but_the_contract() -> None:
    imported = re.findall(r"^from (\w+)", "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)), re.M)
    assert {name for name in imported if name not in sys.stdlib_module_names} == {"pleo_erp_hookspecs"}


def test_the_page_names_all_that_a_host_must_have() -> None:
    section = PAGE.split("## 2.")[1].split("## 3.")[0]
    assert set(re.findall(r"^\| `(\w+)[^`]*` \|", section, re.M)) == {name for name in vars(Host) if not name.startswith("_")}


def test_the_example_host_of_the_page_is_the_tests_own_and_needs_only_the_contract() -> None:
    (path,) = set(re.findall(r"\]\((\.\./\.\./[^)]+\.py)\)", PAGE))
    example = (ROOT / "docs" / "hosts" / path).resolve()
    assert example == Path(ErpHost.do.__code__.co_filename).resolve()
    tree = ast.parse(example.read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in modules if name and name.startswith("pleo")} == {"pleo_erp_hookspecs"}
