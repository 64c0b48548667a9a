"""Plans and runs as plain data: what `--json` prints, what is stored, what screens and extensions see (docs/reports.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, cast

from pleo_erp_hookspecs import Message
from pleo_erp_hookspecs.plan_answers import ChangeName, PlanTotals
from pleo_erp_module.pleo import RequestCounts
from pleo_erp_module.reconcile.change_model import Change
from pleo_erp_module.reconcile.guards import Hold
from pleo_erp_module.sync.planner import Planned, PlannedUnit
from pleo_erp_module.sync.row_warnings import RowWarning, row_warnings
from pleo_erp_module.sync.unit_applier import Counted, Outcome

_REASONS, _NAMED = 50, 20  # of the rows that are left out: the reasons that are kept, and the codes of each
_COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")


def change_report(change: Change, *, held: bool) -> Any:
    """One change of a plan (`ChangeAnswer`)."""
    return {
        "unit": change.unit,
        "action": str(change.action),
        "key": change.key,
        "id": change.id,
        "before": dict(change.before) if change.before is not None else None,
        "after": dict(change.after),
        "reason": change.reason,
        "rule": change.rule,
        "held": held,
    }


def hold_report(hold: Hold) -> dict[str, Any]:
    """Why changes of a unit wait."""
    return {"unit": hold.unit, "guard": hold.guard, "active": hold.active, "gone": hold.gone, "limit": hold.limit}


def plan_report(planned: Planned, company: str, job: str, confirmed: bool) -> Any:
    """A plan (`PlanAnswer`)."""
    return {
        "company": company,
        "job": job,
        "plan": planned.hash,
        "confirmed": confirmed,
        "releasable": bool(planned.holds) or not confirmed,
        "totals": plan_totals((change.action, unit.is_held(change), 1) for unit in planned.units for change in unit.changes),
        "changes": [
            change_report(change, held=unit.is_held(change))
            for unit in planned.units
            if unit.plan
            for change in unit.plan.changes
        ],
        "holds": [hold_report(hold) for hold in planned.holds],
        "skipped": [row for unit in planned.units for row in _skipped(unit)],
        "errors": _errors(planned),
        "warnings": _warnings(planned),
    }


def plan_totals(counts: Iterable[tuple[str, bool, int]]) -> PlanTotals:
    """The sums of counted changes: action, whether they are held, and how many."""
    totals: PlanTotals = {"create": 0, "update": 0, "unarchive": 0, "archive": 0, "held": 0, "all": 0}
    for action, held, count in counts:
        totals[cast(ChangeName, str(action))] += count
        totals["held"] += count if held else 0
        totals["all"] += count
    return totals


def told_report(planned: Planned, undoes: str | None) -> dict[str, Any]:
    """What is kept of a plan besides its changes, bounded: of the rows that are left out the first of each reason are named."""
    skipped = [row for unit in planned.units for row in _skipped(unit)]
    reasons: dict[tuple[str, Message], list[str]] = {}
    for row in skipped:
        reasons.setdefault((row["unit"], row["reason"]), []).append(row["code"])
    left_out = [
        {"unit": unit, "reason": reason, "count": len(codes), "codes": codes[:_NAMED]}
        for (unit, reason), codes in islice(reasons.items(), _REASONS)
    ]
    return {
        "holds": [hold_report(hold) for hold in planned.holds],
        "errors": _errors(planned),
        "warnings": _warnings(planned),
        "left_out": left_out,
        "skipped": len(skipped),
        "undoes": undoes,
    }


def _skipped(unit: PlannedUnit) -> Iterator[dict[str, Any]]:
    """The rows of a unit that are left out, as people know them: an account by its number, whatever identifies it."""
    fields = {row.key: row.fields for row in unit.source.rows}
    for row in unit.plan.skipped if unit.plan else ():
        known = fields.get(row.key, {})
        name = {"code": known.get("code") or row.key, "name": known.get("name")}
        yield {"unit": row.unit, "key": row.key, **name, "reason": row.reason}


def _errors(planned: Planned) -> list[dict[str, Any]]:
    return [{"unit": unit.name, **unit.error.as_dict()} for unit in planned.units if unit.error]


def _warnings(planned: Planned) -> list[Any]:
    return [warning for unit in planned.units for warning in unit_warnings(unit)]


def left_out_warnings(unit: PlannedUnit) -> list[RowWarning]:
    """The warnings about rows of a unit that a person has to correct."""
    return row_warnings(unit.unit, _skipped(unit))


def unit_warnings(unit: PlannedUnit) -> list[Any]:
    """What is odd about a unit, and does not keep the rest of it from being done."""
    return [warning.as_dict() for warning in (*unit.warnings, *(one.error for one in left_out_warnings(unit)))]


def unit_report(unit: PlannedUnit, outcomes: Iterable[Outcome] = ()) -> dict[str, Any]:
    """One unit of a run, with the counts whose sum must be what was read."""
    counts = dict.fromkeys(_COUNTS, 0)
    plan = unit.plan
    if plan is not None:
        counts["matched"], counts["unchanged"], counts["skipped"] = plan.matched, plan.unchanged, len(plan.skipped)
        counts["held"] = sum(1 for change in plan.changes if unit.is_held(change))
    for outcome in outcomes:
        counts[outcome.counted] += 1
    if unit.error is not None:
        status = "failed"
    elif counts["failed"]:
        status = "partial"
    else:
        status = "held" if counts["held"] else "success"
    return {
        "unit": unit.name,
        "status": status,
        "read": {"erp": plan.erp if plan else 0, "pleo": plan.pleo if plan else 0},
        **counts,
        "hold": hold_report(unit.holds[0]) if unit.holds else None,
        "error": unit.error.as_dict() if unit.error else None,
        "warnings": unit_warnings(unit),
    }


def adds_up(unit: Mapping[str, Any]) -> bool:
    """Whether a unit's counts account for everything that was read."""
    return bool(unit["read"]["erp"] + unit["read"]["pleo"] == sum(unit[name] for name in _COUNTS))


def written(unit: Mapping[str, Any]) -> int:
    """How many records of the unit were changed."""
    return sum(int(unit[name]) for name in (Counted.CREATED, Counted.UPDATED, Counted.UNARCHIVED, Counted.ARCHIVED))


def state_of(status: str, units: Iterable[Mapping[str, Any]], *, paused: bool = False) -> str:
    """The state of a run or a unit for people: what a pause holds waits for no release, and is ``paused``."""
    paused = paused or any(unit["hold"] and unit["hold"]["guard"] == "paused" for unit in units)
    return "paused" if status == "held" and paused else status


def with_states(units: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Units of a run, as they are stored, each with its state; those of an earlier version have no warnings."""
    return [{"warnings": [], **unit, "state": state_of(unit["status"], [unit])} for unit in units]


def requests_report(counts: RequestCounts | None) -> dict[str, int]:
    """The requests that were sent."""
    if counts is None:
        return {"reads": 0, "writes": 0, "retries": 0}
    return {"reads": counts.reads, "writes": counts.writes, "retries": counts.retries}
