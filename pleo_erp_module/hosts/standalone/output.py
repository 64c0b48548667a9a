"""What the command line prints: one JSON object for machines, tables for people. Progress and logs go to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from pleo_erp_hookspecs import PleoErpError, Progress, ProgressCallback

_STYLE = {"create": "green", "unarchive": "cyan", "update": "yellow", "archive": "red"}
_STATUS = {
    "success": "green",
    "ok": "green",
    "held": "yellow",
    "warning": "yellow",
    "partial": "red",
    "failed": "red",
    "busy": "yellow",
}
_MOST_CHANGES = 200  # lines of a plan that people still read; --json has them all


def use_utf8() -> None:
    """Whatever the machine's code page: the ERP's letters must come out right."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(answer: Mapping[str, Any]) -> None:
    """Exactly one object on standard output."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def console() -> Console:
    """For people, on standard output."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def print_error(fault: PleoErpError) -> None:
    """An error for people, on standard error."""
    err = Console(stderr=True, highlight=False)
    err.print(Text.assemble(("Error: ", "bold red"), fault.message, (f"  [{fault.code}]", "dim")))
    err.print(Text(fault.next_step))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, numbers: Sequence[int] = ()) -> None:
    """A table; ``numbers`` are the columns that are right-aligned."""
    shown = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for index, column in enumerate(columns):
        shown.add_column(column, justify="right" if index in numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(cell if isinstance(cell, Text) else Text("" if cell is None else str(cell)) for cell in row))
    console().print(shown)


def status(word: str) -> Text:
    """A status in its colour."""
    return Text(word, style=_STATUS.get(word, ""))


@contextmanager
def progress_bar() -> Iterator[ProgressCallback | None]:
    """A bar on standard error while a job runs; None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("starting", total=None)

        def show(step: Progress) -> None:
            bars.update(task, description=f"{step.phase} {step.unit}"[:28], completed=step.done, total=step.total)

        yield show


# -- the answers of the actions


def _difference(change: Mapping[str, Any]) -> str:
    before, after = change["before"], change["after"]
    if before is None:
        return ", ".join(f"{name} {value}" for name, value in after.items() if value not in (None, False, True))
    return ", ".join(f"{name}: {before.get(name)} → {value}" for name, value in after.items() if before.get(name) != value)


def print_changes(changes: Sequence[Mapping[str, Any]], title: str) -> None:
    """Changes with their reasons."""
    rows = [
        (
            c["unit"],
            Text(c["action"], _STYLE[c["action"]]),
            c["key"],
            _difference(c),
            c["reason"],
            c["rule"],
            "held" if c["held"] else "",
        )
        for c in changes[:_MOST_CHANGES]
    ]
    table(title, ("Unit", "Action", "Code", "Change", "Reason", "Rule", ""), rows)
    if len(changes) > _MOST_CHANGES:
        console().print(f"… and {len(changes) - _MOST_CHANGES} more (--json shows all).")


def print_plan(plan: Mapping[str, Any]) -> None:
    """A plan: counts, changes, holds, what is left out, errors, and how to go on."""
    out = console()
    units = sorted(
        {c["unit"] for c in plan["changes"]} | {s["unit"] for s in plan["skipped"]} | {e["unit"] for e in plan["errors"]}
    )
    rows = [
        (
            unit,
            *(sum(1 for c in plan["changes"] if c["unit"] == unit and c["action"] == action) for action in _STYLE),
            sum(1 for c in plan["changes"] if c["unit"] == unit and c["held"]),
            sum(1 for s in plan["skipped"] if s["unit"] == unit),
        )
        for unit in units
    ]
    if plan["changes"]:
        print_changes(plan["changes"], f"Plan of company {plan['company']} ({plan['job']})")
    if rows:
        table("In numbers", ("Unit", *_STYLE, "held", "skipped"), rows, numbers=range(1, 7))
    for hold in plan["holds"]:
        out.print(Text.assemble(("Held ", "yellow"), f"{hold['unit']}: {hold['guard']}: {hold['limit']}"))
    if plan["skipped"]:
        table("Left out", ("Unit", "Code", "Why"), [(s["unit"], s["key"], s["reason"]) for s in plan["skipped"][:_MOST_CHANGES]])
    for fault in (*plan["errors"], *plan["warnings"]):
        where = f"{fault['unit']}: " if "unit" in fault else ""
        out.print(Text.assemble((f"{where}{fault['message']} ", "red"), fault["next"], (f" [{fault['code']}]", "dim")))
    if not plan["changes"]:
        out.print("Nothing to change: Pleo shows what the ERP has.")
    out.print(f"Plan {plan['plan']}")
    if not plan["confirmed"]:
        out.print("This connection has not been confirmed: nothing is written before a plan is released (pleo-erp release).")


_COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")


def print_run(report: Mapping[str, Any]) -> None:
    """A run: its arithmetic, unit by unit."""
    out = console()
    rows = [
        (u["unit"], status(u["status"]), u["read"]["erp"], u["read"]["pleo"], *(u[name] or "" for name in _COUNTS))
        for u in report["units"]
    ]
    heading = f"Run {report['run'] or '-'} of company {report['company']} ({report['job']})"
    if rows:
        table(heading, ("Unit", "Status", "ERP", "Pleo", *_COUNTS), rows, numbers=range(2, 4 + len(_COUNTS)))
    else:
        out.print(heading)
    requests = report["requests"]
    out.print(
        Text.assemble(
            status(report["status"]),
            f" · {requests['reads']} reads, {requests['writes']} writes, {requests['retries']} retries",
        )
    )
    for unit in report["units"]:
        if unit["hold"]:
            out.print(Text.assemble(("Held ", "yellow"), f"{unit['unit']}: {unit['hold']['guard']}: {unit['hold']['limit']}"))
        if unit["error"]:
            fault = unit["error"]
            out.print(
                Text.assemble((f"{unit['unit']}: {fault['message']} ", "red"), fault["next"], (f" [{fault['code']}]", "dim"))
            )
    for fault in (*report["warnings"], *([report["error"]] if "error" in report else [])):
        out.print(Text.assemble((f"{fault['message']} ", "red"), fault["next"], (f" [{fault['code']}]", "dim")))
    if report["status"] == "held" and report["plan"]:
        out.print(f"To let these changes through: pleo-erp release --company {report['company']} --plan {report['plan']}")


def print_history(answer: Mapping[str, Any]) -> None:
    """The runs, or one run."""
    if "runs" in answer:
        rows = [
            (
                r["id"],
                r["started_at"][:19].replace("T", " "),
                r["job"],
                status(r["status"]),
                r["changes"],
                r["user"],
                r["error_message"] or "",
            )
            for r in answer["runs"]
        ]
        table("Runs", ("Run", "Started (UTC)", "Job", "Status", "Changes", "By", "Fault"), rows, numbers=(4,))
        return
    run = answer["run"]
    fault = {"code": run["error_code"], "message": run["error_message"], "next": run["error_next"]}
    print_run(
        {
            **run,
            "run": run["id"],
            "requests": {name: run[name] for name in ("reads", "writes", "retries")},
            "warnings": [],
            **({"error": fault} if run["error_code"] else {}),
        }
    )
    changes = [
        (
            c["unit"],
            Text(c["action"], _STYLE[c["action"]]),
            c["key"],
            _difference(c),
            c["reason"],
            c["status"],
            c["error_message"] or "",
        )
        for c in answer["changes"]
    ]
    if changes:
        table("Changes", ("Unit", "Action", "Code", "Change", "Reason", "Outcome", "Fault"), rows)


def print_why(answer: Mapping[str, Any]) -> None:
    """Why one record is as it is."""
    out = console()
    out.print(Text(f"{answer['key']} in {answer['unit']}", style="bold"))
    out.print(answer["explanation"])
    for side, name in (("erp", "ERP"), ("pleo", "Pleo")):
        if answer[side]:
            columns = list(answer[side][0])
            table(name, columns, [[record[column] for column in columns] for record in answer[side]])
        else:
            out.print(f"{name}: nothing.")
    if answer["decision"]:
        print_changes(answer["decision"], "What a run would do")
    if answer["answer"]:
        last = answer["answer"]
        out.print(
            f"Last change: {last['action']} on {last['last_at'][:19]}: {last['status']}. {last['error_message'] or ''}".strip()
        )


def print_doctor(answer: Mapping[str, Any]) -> None:
    """The checks, with their fixes."""
    rows = [(c["check"], status(c["status"]), c["message"], c["next"] or "") for c in answer["checks"]]
    table("Doctor", ("Check", "", "Finding", "What to do"), rows)


def print_plain(answer: Mapping[str, Any]) -> None:
    """Whatever has no form of its own: lists as tables, the rest as lines."""
    for name, value in answer.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            columns = list(value[0])
            table(name, columns, [[_cell(row[column]) for column in columns] for row in value])
        elif isinstance(value, dict):
            table(name, ("name", "value"), [(key, _cell(entry)) for key, entry in value.items()])
        else:
            console().print(Text(f"{name}: {_cell(value)}"))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {entry}" for key, entry in value.items() if entry is not None)
    return "" if value is None else str(value)
