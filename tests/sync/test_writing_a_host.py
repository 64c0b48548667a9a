"""docs/hosts/writing-a-host.md, carried out as it stands there, with the example host that it names."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from host import ErpHost
from pleo_erp_hookspecs import Host
from pleo_erp_hookspecs.host import PleoAccess
from world import World

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "hosts" / "writing-a-host.md").read_text("utf-8")


def asked(call: str) -> tuple[str, list[str]]:
    """The hook of a call on the page, and the arguments that it is given."""
    return call.partition("(")[0], re.findall(r"(\w+)=", call)


def test_the_page_loads_the_module_and_each_of_its_calls_works(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.go("DEP")
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    found: dict[str, Any] = {}
    exec(compile(block, "writing-a-host.md", "exec"), found)

    host = ErpHost(world.host.erp, world.host.pleo, world.host.key_file, modules=found["manager"])
    assert isinstance(host.pleo, PleoAccess)
    given = {
        "host": host,
        "name": "connections",
        "arguments": {},
        "company": "1",
        "job": "sync",
        "dimension": None,
        "progress": None,
        "stop": lambda: False,
    }
    calls = [asked(call) for call in re.findall(r"`(pleo_erp_\w+\([^`]*\))`", PAGE)]
    answers = {name: getattr(host.modules.hook, name)(**{each: given[each] for each in names}) for name, names in calls}
    assert answers["pleo_erp_install"]["applied"] == []
    assert "connect" in {action.name for action in answers["pleo_erp_actions"]}
    assert [one["company"] for one in answers["pleo_erp_run_action"]["connections"]] == ["1"]
    assert answers["pleo_erp_run_job"]["status"] == "success"

    (trial,) = re.findall(r"call `do\(\"(\w+)\"\)`", PAGE)
    assert host.do(trial)["ok"]


def test_the_page_names_all_that_a_host_must_have() -> None:
    section = PAGE.split("## 2.")[1].split("## 3.")[0]
    assert set(re.findall(r"^\| `(\w+)", section, re.M)) == {name for name in vars(Host) if not name.startswith("_")}


def test_the_example_host_of_the_page_is_the_tests_own_and_needs_only_the_contract() -> None:
    (path,) = set(re.findall(r"\]\((\.\./\.\./[^)]+\.py)\)", PAGE))
    example = (ROOT / "docs" / "hosts" / path).resolve()
    assert example == Path(ErpHost.do.__code__.co_filename).resolve()
    tree = ast.parse(example.read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in modules if name and name.startswith("pleo")} == {"pleo_erp_hookspecs"}
