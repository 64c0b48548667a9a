"""What others script against: the types of the contract, and what holds of their values."""

from __future__ import annotations

from typing import Any

from answer_check import check
from pleo_erp_hookspecs.plan_answers import PreviewAnswer, UndoAnswer
from pleo_erp_hookspecs.run_answers import RunReport

COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")
RECORD = {"code", "name", "archived"}
ACCOUNT = RECORD | {"external_id", "tax_code_external_id"}
STATUS = {"success": 0, "failed": 1, "partial": 3, "held": 4, "busy": 5}


def check_plan(plan: dict[str, Any]) -> None:
    """A plan as `plan --json` and `undo --json` must print it."""
    check(plan, UndoAnswer if "undoes" in plan else PreviewAnswer)
    assert len(plan["plan"]) == 64
    for change in plan["changes"]:
        assert (change["id"] is None) == (change["before"] is None) == (change["action"] == "create")
        fields = ACCOUNT if change["unit"] == "accounts" else RECORD
        for side in (change["before"], change["after"]):
            assert side is None or set(side) == fields, change
        assert change["reason"]
        assert change["rule"]


def check_run(report: dict[str, Any], code: int) -> None:
    """A run as `run --json` must print it, with its arithmetic."""
    check(report, RunReport)
    assert STATUS[report["status"]] == code
    for unit in report["units"]:
        if unit["error"] is None:
            assert unit["read"]["erp"] + unit["read"]["pleo"] == sum(unit[name] for name in COUNTS), unit


def total(report: dict[str, Any], name: str) -> int:
    """One count of all units together."""
    return sum(int(unit[name]) for unit in report["units"])
