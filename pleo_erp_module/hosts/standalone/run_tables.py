"""Plans, runs and their changes for people; and how to go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from pleo_erp_hookspecs.plan_answers import PreviewAnswer, ReleaseAnswer, UndoAnswer, UsageAnswer
from pleo_erp_hookspecs.why_answers import WhyAnswer
from pleo_erp_module.hosts.standalone.answer_tables import MOST_CODES, Answer, cell, label, listed, moment, print_faults
from pleo_erp_module.hosts.standalone.output import Cell, console, fits, make_table, number, say, table, word
from pleo_erp_module.hosts.standalone.terminal_language import _, ngettext
from pleo_erp_module.messages.labels import LABELS

_FIRST = 5  # of the changes of one unit, action and reason, where there are many
_FEW = 60  # changes in all, each of which is shown
_ACTIONS = tuple(LABELS["change_action"])
_COUNTS = tuple(LABELS["count"])


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
    return Text.assemble(
        f"{change['reason']} ", (change["rule"], "dim"), (f"  {_('held')}" if change.get("held") else "", "yellow")
    )


def _outcome(change: Answer) -> Text:
    shown = _("done, but Pleo stored another value") if change["answered"] else None
    return Text.assemble(word(change["status"], shown), f": {change['error_message']}" if change["error_message"] else "")


def print_changes(changes: Sequence[Answer], *, outcomes: bool = False, every: bool = False) -> None:
    """Changes by unit. Many are summed up by action and reason, each with its first rows; what failed is always shown."""
    most = len(changes) if every or len(changes) <= _FEW else _FIRST
    for unit in dict.fromkeys(change["unit_label"] for change in changes):
        mine = [change for change in changes if change["unit_label"] == unit]
        rows: list[list[Cell]] = []
        for same in _alike(mine):
            shown, left = same[:most], same[most:]
            failed = [change for change in left if change.get("status", "done") != "done"]
            for change in (*shown, *failed):
                rows.append([word(change["action"]), _code(change), _name(change), _why(change)])
                if outcomes:
                    rows[-1].append(_outcome(change))
            if count := len(left) - len(failed):
                more = _("… and {count} more", count=number(count))
                why = left[0]["reason"] if len({change["reason"] for change in same}) == 1 else ""
                rows.append([word(same[0]["action"]), "", Text(more, style="dim"), Text(why, style="dim"), *([""] * outcomes)])
        say()
        table(
            f"{unit}: {_counted(Counter(change['action'] for change in mine))}",
            (_("Action"), _("Code"), _("Name"), _("Why"), *((_("Result"),) if outcomes else ())),
            rows,
        )
    if len(changes) > most:
        say((_("The changes are summed up. Use --all, --json or the web pages to see each one."), "dim"))


def _alike(changes: Sequence[Answer]) -> Iterable[list[Answer]]:
    """Changes of one action and reason, in the order in which they are made."""
    found: dict[tuple[str, str], list[Answer]] = {}
    for change in changes:
        found.setdefault((change["action"], change["reason_code"]), []).append(change)
    return found.values()


def _counted(counts: Mapping[str, Any]) -> str:
    """``11 create, 1 update``."""
    return listed(f"{number(counts[action])} {word(action)}" for action in _ACTIONS if counts[action])


def _print_holds(holds: Iterable[Answer]) -> None:
    """One line for each reason, however many units it holds."""
    units: dict[tuple[str, str], list[str]] = {}
    for hold in holds:
        units.setdefault((hold["guard"], hold["limit"]), []).append(hold["unit_label"])
    for (guard, limit), names in units.items():
        say((_("Held") + " ", "yellow"), f"({guard}): {limit}", (f"  {listed(names)}", "dim"))


def _print_skipped(skipped: Sequence[Answer]) -> None:
    codes: dict[tuple[str, str], list[str]] = {}
    for row in skipped:
        codes.setdefault((row["unit_label"], row["reason"]), []).append(row["code"] or "–")
    rows = [
        (unit, reason, len(keys), listed(keys[:MOST_CODES]) + (" …" if len(keys) > MOST_CODES else ""))
        for (unit, reason), keys in codes.items()
    ]
    if rows:
        say()
        table(_("Skipped"), (_("Unit"), _("Why"), _("Rows"), _("Codes")), rows, numbers=(_("Rows"),))


def print_plan(plan: PreviewAnswer, *, every: bool = False) -> None:
    """A plan: its changes, what is left out, what waits, and how to go on."""
    company, changes = plan["company"], plan["changes"]
    say((_("Plan of company {company}, {job}", company=company, job=plan["job"]), "bold"))
    print_changes(changes, every=every)
    _print_skipped(plan["skipped"])
    say()
    _print_holds(plan["holds"])
    print_faults((*plan["errors"], *plan["warnings"]))
    if changes:
        counts = _counted(plan["totals"])
        say(ngettext("{count} change: {counts}.", "{count} changes: {counts}.", plan["totals"]["all"], counts=counts))
    elif not plan["errors"]:
        say(_("No changes: Pleo matches the ERP."))
    if not plan["selected"]:
        say(_("No dimension is selected. Next: {command}", command=f"pleo-erp dimensions --company {company}"))
    if plan["paused"]:
        say((_("The connection is paused: no run writes anything."), "yellow"), " " + _resume(company))
    if plan["releasable"]:
        if not plan["confirmed"]:
            say(_("Nothing is written to Pleo until a plan of this connection has been released."))
        say(_("To release these changes:"))
        say(f"pleo-erp release --company {company} --plan {plan['plan']}")
    else:
        say((_("Plan {plan}", plan=plan["plan"]), "dim"))


def print_undo(plan: UndoAnswer, *, every: bool = False) -> None:
    """What would be turned back, what is left alone, and how to go on."""
    company = plan["company"]
    say((_("Undo of the run {run} of company {company}", run=plan["undoes"], company=company), "bold"))
    print_changes(plan["changes"], every=every)
    _print_skipped(plan["skipped"])
    say()
    print_faults(plan["errors"])
    if plan["changes"]:
        say(
            ngettext(
                "{count} change would be undone. To do it:", "{count} changes would be undone. To do it:", len(plan["changes"])
            )
        )
        say(f"pleo-erp release --company {company} --plan {plan['plan']}")
        say(f"pleo-erp run undo --company {company}")
    else:
        say(_("There is nothing left to undo."))
    say(_("The connection is paused."), " " + _resume(company))


def _resume(company: str) -> str:
    return _("To resume: {command}", command=f"pleo-erp resume --company {company}")


def _code(change: Answer) -> str:
    """What people call the record, with what identifies it where that is another."""
    code, key = change["code"], change["key"]
    return code if code == key else f"{code} (id {key})"


def print_run(report: Answer) -> None:
    """A run: its arithmetic, unit by unit, what waits, what failed, and how to go on."""
    company, units = report["company"], report["units"]
    facts = {"run": report["run"] or _("(not started)"), "company": company, "job": report["job"]}
    say((_("Run {run} of company {company}, {job}:", **facts) + " ", "bold"), word(report["status"]))
    if units:
        say()
        console().print(_arithmetic(units, _("Requested") if report["job"] == "undo" else _("ERP")))
        say()
    elif report["status"] == "success":
        say(_("Nothing was due, so nothing was read."), " " + _("To read everything: {command}", command="pleo-erp run sync-all"))
    elif report["status"] == "held" and report["job"] != "undo":
        say(_("Nothing was due, so nothing was read."))
    requests = report["requests"]
    say(
        _(
            "Requests to Pleo – reads: {reads}, writes: {writes}, retries: {retries}.",
            **{name: number(count) for name, count in requests.items()},
        )
    )
    holds = [unit["hold"] for unit in units if unit["hold"]]
    _print_holds(holds)
    print_faults({"unit_label": unit["unit_label"], **unit["error"]} for unit in units if unit["error"])
    print_faults((*report["warnings"], *([report["error"]] if "error" in report else [])))
    if report["job"] == "undo":
        if report["status"] == "held":
            say(_("To plan it again: {command}", command=f"pleo-erp undo --company {company}"))
    elif report["state"] == "paused":
        say((_("The connection is paused."), "yellow"), " " + _resume(company))
    elif report["status"] == "held" and not units:
        say(_("To see what is held: {command}", command=f"pleo-erp plan --company {company}"))
    elif report["status"] == "held" and report["plan"]:
        say(_("To see these changes: {command}", command=f"pleo-erp plan {report['job']} --company {company}"))
        say(_("To release these changes:"))
        say(f"pleo-erp release --company {company} --plan {report['plan']}")


def _run_status(run: Answer) -> Text:
    return word(run["status"], word(run["state"]).plain + (f" ×{run['repeats']}" if run["repeats"] > 1 else ""))


def _arithmetic(units: Sequence[Answer], source: str) -> Table:
    """Read here and there = what became of it: as columns where they fit, else as sentences. What is 0 everywhere is left out."""
    counts = [name for name in _COUNTS if any(unit[name] for unit in units)]
    rows = [
        (
            unit["unit_label"],
            word(unit["status"]),
            unit["read"]["erp"],
            unit["read"]["pleo"],
            *(unit[name] or "" for name in counts),
        )
        for unit in units
    ]
    names = [word(name).plain for name in counts]
    wide = make_table((_("Unit"), _("State"), source, "Pleo", *names), rows, numbers=(source, "Pleo", *names))
    if fits(wide):
        return wide
    sums = [
        (
            unit["unit_label"],
            word(unit["status"]),
            f"{number(unit['read']['erp'])} {source} + {number(unit['read']['pleo'])} Pleo = "
            + (" + ".join(f"{number(unit[name])} {word(name)}" for name in counts if unit[name]) or "0"),
        )
        for unit in units
    ]
    return make_table((_("Unit"), _("State"), _("Records by result")), sums)


def print_runs(answer: Answer) -> None:
    """The runs of several companies."""
    for index, report in enumerate(answer["runs"]):
        if index:
            say()
        print_run(report)
    if not answer["runs"]:
        say(_("No company is connected to Pleo yet."), " " + _("Next: {command}", command="pleo-erp connect"))


def print_history(answer: Answer, *, every: bool = False) -> None:
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
            _("Runs, the latest first"),
            (_("Run (UTC)"), _("Job"), _("State"), _("Changes"), _("By"), _("Error")),
            rows,
            numbers=(_("Changes"),),
            whole=_("Run (UTC)"),
        )
        return
    run = answer["run"]
    fault = {"code": run["error_code"], "message": run["error_message"], "next": run["error_next"]}
    requests = {name: run[name] for name in ("reads", "writes", "retries")}
    warnings = [warning for unit in run["units"] for warning in unit["warnings"]]
    ended = {"error": fault} if run["error_code"] else {}
    print_run({**run, "run": run["id"], "requests": requests, "warnings": warnings, **ended})
    print_changes(answer["changes"], outcomes=True, every=every)


def print_why(answer: WhyAnswer) -> None:
    """Why one record is as it is."""
    say((_("{key} in {unit}", key=answer["key"], unit=answer["unit_label"]), "bold"))
    say(answer["explanation"])
    for records, name in ((answer["erp"], _("In the ERP")), (answer["pleo"], _("In Pleo"))):
        if records:
            say()
            told = [column for column in records[0] if not column.endswith(("_code", "_facts"))]  # of a sentence: for programs
            same = {"key"} if all(record.get("key") == record.get("code") for record in records) else set()
            columns = [column for column in told if column not in same and any(record[column] is not None for record in records)]
            table(name, [label(c) for c in columns], [[cell(c, record[c]) for c in columns] for record in records])
        else:
            say(f"{name}: {_('nothing')}.")
    if answer["decision"]:
        say()
        say(_("A run would do this:"))
        print_changes(answer["decision"])
    last = answer["answer"]
    if last:
        say()
        facts = {"action": word(last["action"]), "moment": moment(last["last_at"])}
        say(_("Last change: {action} on {moment},", **facts) + " ", _outcome(last))


def print_released(answer: ReleaseAnswer, company: str) -> None:
    """What was approved, until when, and the command that does it."""
    if answer["approved"]:
        say(
            ngettext(
                "{count} change is approved until {moment}.",
                "{count} changes are approved until {moment}.",
                answer["approved"],
                moment=moment(answer["expires"]),
            )
        )
        job = "undo" if answer["job"] == "undo" else "sync-all"
        say(_("Next: {command}", command=f"pleo-erp run {job} --company {company}"))
    else:
        say(_("The plan is released. It had no changes to approve."))


def print_usage(answer: UsageAnswer) -> None:
    """What hangs on the records that a plan would archive."""
    mapped = {True: _("yes"), False: _("no"), None: ""}
    rows = [(one["unit_label"], one["key"], one["name"], one["expenses"], mapped[one["mapped"]]) for one in answer["archives"]]
    if rows:
        columns = (_("Unit"), _("Code"), _("Name"), _("Expenses"), _("In a category"))
        table(_("Records to be archived that are in use"), columns, rows, numbers=(_("Expenses"),))
    else:
        say(_("This plan archives nothing."))
    if answer["left_off"]:
        say(ngettext("One more record was not checked.", "{count} more records were not checked.", answer["left_off"]))
    print_faults(answer["warnings"])
