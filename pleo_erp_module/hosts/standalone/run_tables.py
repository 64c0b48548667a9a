"""Plans, runs and their changes for people; and how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from pleo_erp_module.hosts.standalone.answer_tables import MOST_CODES, Answer, cell, label, listed, moment, print_faults
from pleo_erp_module.hosts.standalone.output import Cell, console, fits, make_table, say, table, word

_MOST_CREATES = 20  # of one unit: a first run has thousands, and they must not hide what is archived
_MOST_CHANGES = 200  # of one unit and any other kind; --json has them all
_ACTIONS = ("create", "update", "unarchive", "archive")
_COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")


def _name(change: Answer) -> Text:
    """What the record is called, or will be: old and new values where they differ. The number belongs to an account's name."""
    before, after = change["before"] or {}, change["after"]
    fields = ("code", "name") if "external_id" in after else ("name",)
    new = " ".join(str(after[field]) for field in fields if after[field] is not None)
    old = " ".join(str(before[field]) for field in fields if before.get(field) is not None)
    if not before or old == new:
        return Text(new)
    return Text.assemble((old, "dim"), " → ", new)


def _why(change: Answer) -> Text:
    return Text.assemble(f"{change['reason']} ", (change["rule"], "dim"), ("  held" if change.get("held") else "", "yellow"))


def _outcome(change: Answer) -> Text:
    status = "done, Pleo stored something else" if change["answered"] else change["status"]
    return Text.assemble(
        word(change["status"], status.replace("_", " ")), f": {change['error_message']}" if change["error_message"] else ""
    )


def print_changes(changes: Sequence[Answer], *, outcomes: bool = False) -> None:
    """Changes by unit. Of many creates only the first are shown; what failed always is."""
    for unit in dict.fromkeys(change["unit"] for change in changes):
        mine = [change for change in changes if change["unit"] == unit]
        counts = Counter(change["action"] for change in mine)
        rows: list[list[Cell]] = []
        left: Counter[str] = Counter()
        shown: Counter[str] = Counter()
        for change in mine:
            action = change["action"]
            most = _MOST_CREATES if action == "create" else _MOST_CHANGES
            if shown[action] >= most and change.get("status", "done") == "done":
                left[action] += 1
                continue
            shown[action] += 1
            rows.append([word(action), _code(change), _name(change), _why(change)])
            if outcomes:
                rows[-1].append(_outcome(change))
        say()
        title = f"{unit}: {listed(f'{counts[action]} {action}' for action in _ACTIONS if counts[action])}"
        table(title, ("Action", "Code", "Name", "Why", *(("Outcome",) if outcomes else ())), rows)
        if left:
            say((f"… and {listed(f'{n} {action}' for action, n in left.items())} more; --json shows all.", "dim"))


def _print_holds(holds: Iterable[Answer]) -> None:
    """One line for each reason, however many units it holds."""
    units: dict[tuple[str, str], list[str]] = {}
    for hold in holds:
        units.setdefault((hold["guard"], hold["limit"]), []).append(hold["unit"])
    for (guard, limit), names in units.items():
        say(("Held ", "yellow"), f"({guard}): {limit}", (f"  {listed(names)}", "dim"))


def _print_skipped(skipped: Sequence[Answer]) -> None:
    codes: dict[tuple[str, str], list[str]] = {}
    for row in skipped:
        codes.setdefault((row["unit"], row["reason"]), []).append(row["code"] or "–")
    rows = [
        (unit, reason, len(keys), listed(keys[:MOST_CODES]) + (" …" if len(keys) > MOST_CODES else ""))
        for (unit, reason), keys in codes.items()
    ]
    if rows:
        say()
        table("Left out", ("Unit", "Why", "Rows", "Codes"), rows, numbers=("Rows",))


def print_plan(plan: Answer) -> None:
    """A plan: its changes, what is left out, what waits, and how to go on."""
    company, changes = plan["company"], plan["changes"]
    say((f"Plan of company {company}, {plan['job']}", "bold"))
    print_changes(changes)
    _print_skipped(plan["skipped"])
    say()
    _print_holds(plan["holds"])
    print_faults((*plan["errors"], *plan["warnings"]))
    counts = Counter(change["action"] for change in changes)
    if changes:
        say(f"{len(changes)} changes: {listed(f'{counts[action]} {action}' for action in _ACTIONS if counts[action])}.")
    elif not plan["errors"]:
        say("Nothing to change: Pleo shows what the ERP has.")
    if not plan["selected"]:
        say(f"No dimension is selected: pleo-erp dimensions --company {company}")
    if plan["paused"]:
        say(("The connection is paused: ", "yellow"), f"no run writes anything until pleo-erp resume --company {company}")
    if plan["releasable"]:
        unconfirmed = "Nothing is written to Pleo before a plan of this connection has been released. To release this one:"
        say("To let these changes through:" if plan["confirmed"] else unconfirmed)
        say(f"pleo-erp release --company {company} --plan {plan['plan']}")
    else:
        say((f"Plan {plan['plan']}", "dim"))


def print_undo(plan: Answer) -> None:
    """What would be turned back, what is left alone, and how to go on."""
    company = plan["company"]
    say((f"Undo of the run {plan['undoes']} of company {company}", "bold"))
    print_changes(plan["changes"])
    _print_skipped(plan["skipped"])
    say()
    print_faults(plan["errors"])
    if plan["changes"]:
        say(f"{len(plan['changes'])} changes would be turned back. To do it:")
        say(f"pleo-erp release --company {company} --plan {plan['plan']}")
        say(f"pleo-erp run undo --company {company}")
    else:
        say("There is nothing left to turn back.")
    say(f"The connection is paused. To follow the ERP again: pleo-erp resume --company {company}")


def _code(change: Answer) -> str:
    """What people call the record, with what identifies it where that is another."""
    code, key = change["code"], change["key"]
    return code if code == key else f"{code} (id {key})"


def print_run(report: Answer) -> None:
    """A run: its arithmetic, unit by unit, what waits, what failed, and how to go on."""
    company, units = report["company"], report["units"]
    say((f"Run {report['run'] or '(not started)'} of company {company}, {report['job']}: ", "bold"), word(report["status"]))
    if units:
        say()
        console().print(_arithmetic(units, "Wanted" if report["job"] == "undo" else "ERP"))
        say()
    elif report["status"] == "success":
        say("Nothing was due, and nothing was read (pleo-erp run sync-all looks at everything).")
    elif report["status"] == "held" and report["job"] != "undo":
        say("Nothing was due, and nothing was read.")
    requests = report["requests"]
    say(f"{requests['reads']} reads, {requests['writes']} writes, {requests['retries']} retries")
    holds = [unit["hold"] for unit in units if unit["hold"]]
    _print_holds(holds)
    print_faults({"unit": unit["unit"], **unit["error"]} for unit in units if unit["error"])
    print_faults((*report["warnings"], *([report["error"]] if "error" in report else [])))
    if report["job"] == "undo":
        if report["status"] == "held":
            say(f"To plan it again: pleo-erp undo --company {company}")
    elif report["state"] == "paused":
        say(("The connection is paused. ", "yellow"), f"To go on: pleo-erp resume --company {company}")
    elif report["status"] == "held" and not units:
        say(f"To see what waits: pleo-erp plan --company {company}")
    elif report["status"] == "held" and report["plan"]:
        say(f"To see these changes: pleo-erp plan {report['job']} --company {company}. To let them through:")
        say(f"pleo-erp release --company {company} --plan {report['plan']}")


def _run_status(run: Answer) -> Text:
    return word(run["status"], run["state"] + (f" ×{run['repeats']}" if run["repeats"] > 1 else ""))


def _arithmetic(units: Sequence[Answer], source: str) -> Table:
    """Read here and there = what became of it: as columns where they fit, else as sentences. What is 0 everywhere is left out."""
    counts = [name for name in _COUNTS if any(unit[name] for unit in units)]
    rows = [
        (unit["unit"], word(unit["status"]), unit["read"]["erp"], unit["read"]["pleo"], *(unit[name] or "" for name in counts))
        for unit in units
    ]
    wide = make_table(("Unit", "Status", source, "Pleo", *counts), rows, numbers=(source, "Pleo", *counts))
    if fits(wide):
        return wide
    sums = [
        (
            unit["unit"],
            word(unit["status"]),
            f"{unit['read']['erp']} {source} + {unit['read']['pleo']} Pleo = "
            + (" + ".join(f"{unit[name]} {name}" for name in counts if unit[name]) or "0"),
        )
        for unit in units
    ]
    return make_table(("Unit", "Status", "Read, and what became of it"), sums)


def print_runs(answer: Answer) -> None:
    """The runs of several companies."""
    for index, report in enumerate(answer["runs"]):
        if index:
            say()
        print_run(report)
    if not answer["runs"]:
        say("No company is connected to Pleo (pleo-erp connect).")


def print_history(answer: Answer) -> None:
    """The runs, or one run with its changes."""
    if "runs" in answer:
        rows = [
            (
                Text(run["id"], no_wrap=True),
                run["job"],
                _run_status(run),
                run["changes"],
                run["user"],
                run["error_message"],
            )
            for run in answer["runs"]
        ]
        table(
            "Runs, the latest first",
            ("Run (UTC)", "Job", "Status", "Changes", "By", "Fault"),
            rows,
            numbers=("Changes",),
            whole="Run (UTC)",
        )
        return
    run = answer["run"]
    fault = {"code": run["error_code"], "message": run["error_message"], "next": run["error_next"]}
    requests = {name: run[name] for name in ("reads", "writes", "retries")}
    print_run({**run, "run": run["id"], "requests": requests, "warnings": [], **({"error": fault} if run["error_code"] else {})})
    print_changes(answer["changes"], outcomes=True)


def print_why(answer: Answer) -> None:
    """Why one record is as it is."""
    say((f"{answer['key']} in {answer['unit']}", "bold"))
    say(answer["explanation"])
    for side, name in (("erp", "In the ERP"), ("pleo", "In Pleo")):
        records = answer[side]
        if records:
            say()
            columns = [column for column in records[0] if any(record[column] is not None for record in records)]
            table(name, [label(c) for c in columns], [[cell(c, record[c]) for c in columns] for record in records])
        else:
            say(f"{name}: nothing.")
    if answer["decision"]:
        say()
        say("A run would do this:")
        print_changes(answer["decision"])
    last = answer["answer"]
    if last:
        say()
        say(f"Last change: {last['action']} on {moment(last['last_at'])}, ", _outcome(last))


def print_released(answer: Answer, company: str) -> None:
    """What was approved, until when, and the command that does it."""
    if answer["approved"]:
        say(f"{answer['approved']} changes are approved until {moment(answer['expires'])}.")
        say(f"Next: pleo-erp run {'undo' if answer['job'] == 'undo' else 'sync-all'} --company {company}")
    else:
        say("The plan is released; there was nothing in it to approve.")


def print_usage(answer: Answer) -> None:
    """What hangs on the records that a plan would archive."""
    mapped = {True: "yes", False: "no", None: ""}
    rows = [(one["unit"], one["key"], one["name"], one["expenses"], mapped[one["mapped"]]) for one in answer["archives"]]
    if rows:
        table("What would be archived", ("Unit", "Code", "Name", "Expenses", "In a category"), rows, numbers=("Expenses",))
    else:
        say("This plan archives nothing.")
    if answer["left_off"]:
        say(f"{answer['left_off']} more records were not asked about.")
    print_faults(answer["warnings"])
