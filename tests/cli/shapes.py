"""The forms that others script against, as tables of keys."""

from __future__ import annotations

from typing import Any

PLAN = {"company", "job", "plan", "confirmed", "changes", "holds", "skipped", "errors"}
CHANGE = {"unit", "action", "key", "id", "before", "after", "reason", "rule", "held"}
RUN = {"run", "company", "job", "status", "plan", "requests", "units"}
COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")
UNIT = {"unit", "status", "read", *COUNTS, "hold", "error"}
RECORD = {"code", "name", "archived"}
ACCOUNT = RECORD | {"external_id", "tax_code_external_id"}
STATUS = {"success": 0, "failed": 1, "partial": 3, "held": 4, "busy": 5}


def check_plan(plan: dict[str, Any]) -> None:
    """A plan as `plan --json` must print it."""
    assert set(plan) >= PLAN
    assert len(plan["plan"]) == 64
    assert isinstance(plan["confirmed"], bool)
    for change in plan["changes"]:
        assert set(change) == CHANGE
        assert change["action"] in {"create", "update", "unarchive", "archive"}
        assert (change["id"] is None) == (change["before"] is None) == (change["action"] == "create")
        fields = ACCOUNT if change["unit"] == "accounts" else RECORD
        for side in (change["before"], change["after"]):
            assert side is None or set(side) == fields, change
        assert change["reason"]
        assert change["rule"]
        assert isinstance(change["held"], bool)
    for hold in plan["holds"]:
        assert set(hold) >= {"unit", "guard", "active", "gone"}
    for row in plan["skipped"]:
        assert set(row) == {"unit", "key", "code", "name", "reason"}
    for fault in plan["errors"]:
        assert set(fault) >= {"unit", "code", "message", "next"}


def check_run(report: dict[str, Any], code: int) -> None:
    """A run as `run --json` must print it, with its arithmetic."""
    assert set(report) >= RUN
    assert STATUS[report["status"]] == code
    assert set(report["requests"]) == {"reads", "writes", "retries"}
    for unit in report["units"]:
        assert set(unit) == UNIT
        assert set(unit["read"]) == {"erp", "pleo"}
        if unit["error"] is None:
            assert unit["read"]["erp"] + unit["read"]["pleo"] == sum(unit[name] for name in COUNTS), unit
        else:
            assert set(unit["error"]) >= {"code", "message", "next"}


def total(report: dict[str, Any], name: str) -> int:
    """One count of all units together."""
    return sum(int(unit[name]) for unit in report["units"])
