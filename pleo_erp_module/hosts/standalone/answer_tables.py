"""The answers of actions for people: tables and sentences, and always how to go on. Those about changes: `run_views`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.text import Text

from pleo_erp_module.hosts.standalone.output import fault_parts, say, table, word

Answer = Mapping[str, Any]

MOST_CODES = 6  # in one line

_READ = ("dimensions", "values", "accounts", "tax_codes", "vendors")


def moment(text: str) -> str:
    """``2026-11-24 19:38:09 UTC`` for a moment of an answer."""
    return f"{text[:19].replace('T', ' ')} UTC"


def listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def print_faults(faults: Iterable[Answer]) -> None:
    for fault in faults:
        say(*fault_parts(fault, f"{fault['unit']}: " if "unit" in fault else ""))


def print_plain(answer: Answer) -> None:
    """Whatever has no form of its own: lists as tables, the rest as lines."""
    for name, value in answer.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            columns = list(value[0])
            rows = [[cell(column, row[column]) for column in columns] for row in value]
            table(label(name), [label(column) for column in columns], rows)
        else:
            say(f"{label(name)}: {cell(name, value)}")


def label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def cell(name: str, value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return listed(map(str, value)) or "none"
        case dict():  # a Pleo company
            return f"{value['name']} ({value['id']})" if value["name"] else str(value["id"])
        case str() if name.endswith("_at"):
            return moment(value)
        case _:
            return "" if value is None else str(value)


def print_doctor(answer: Answer) -> None:
    """The checks, with what to do where something is wrong."""
    rows = [
        (
            word(check["status"]),
            check["check"],
            Text.assemble(check["message"], (f"\n→ {check['next']}" if check["next"] else "", "bold")),
        )
        for check in answer["checks"]
    ]
    table("", ("", "Check", "Finding"), rows)
    say("All is well." if answer["ok"] else "Something is wrong. Fix what failed, then run the checks again.")


def print_probe(answer: Answer) -> None:
    """The ERP, its tables, what would be read, and what keeps something from being read."""
    database, erp = answer["database"], answer["erp"]
    if erp is not None:
        how = "recognised by its tables" if answer["status"] == "recognised" else "named in the configuration"
        say((erp["title"], "bold"), f" (profile {erp['profile']}), {how}, on {database['engine']} through {database['driver']}.")
        versions, tried = erp["versions"] or "unnamed versions", erp["verified"] or "the profile does not say."
        say((f"For {versions}. Tried: {tried}", "dim"))
    else:
        say((answer["status"].capitalize(), "bold"), f": {database['engine']} through {database['driver']}.")
    if database["caution"]:
        say((f"{database['caution']}.", "yellow"))
    if answer["fits"] is not None:
        _print_fits(answer["fits"])
    if answer["companies"]:
        say()
        rows = [(one["id"], one["name"], *(_of_all(one[what]) for what in _READ)) for one in answer["companies"]]
        columns = ("Company", "Name", "Dimensions", "Values", "Accounts", "Tax codes", "Vendors")
        table("What would be read: usable / all", columns, rows, numbers=columns[2:])
    for problem in answer["problems"]:
        where = f" of company {listed(problem['companies'])}" if problem["companies"] else ""
        say(*fault_parts(problem, f"{problem['entity'].replace('_', ' ')}{where}: "))
    for near in answer["near"]:
        say(f"Nearest: {near['title']} (profile {near['profile']}).")
        print_faults(near["lacking"])
    print_faults(answer["warnings"])


def _print_fits(fits: Answer) -> None:
    say(("SELECTs: ", "dim"), listed(file or f"none of {entity.replace('_', ' ')}" for entity, file in fits["selects"].items()))
    say(("Tables: ", "dim"), listed(fits["tables"]) or "none")
    if fits["absent"]:
        lacks = [f"{name}.{column}" for name, columns in fits["absent"].items() for column in columns]
        more = " …; --json shows all" if len(lacks) > MOST_CODES else ""
        say(("Not in this version: ", "dim"), listed(lacks[:MOST_CODES]), (more, "dim"))


def _of_all(count: Answer | None) -> str:
    return "–" if count is None else f"{count['usable']} / {count['all']}"


def print_connected(answer: Answer) -> None:
    """What `connect` found, and the next command."""
    company = answer["company"]
    say(f"Company {company} is connected to the Pleo company {cell('pleo_company', answer['pleo_company'])}.")
    say(f"The ERP is {answer['erp']['title']} (profile {answer['erp']['profile']}).")
    say(f"Accounts are identified by {answer['account_key']} (pleo-erp settings --company {company} account_key=id|code).")
    print_faults(answer["warnings"])
    if answer["also_matching"]:
        say(f"Matching, too, but more than Pleo takes: {listed(answer['also_matching'])}.")
    proposed = " ".join(answer["proposed"])
    say("Proposed: " + (proposed or "none, since no tag group in Pleo has a dimension's code") + ". Nothing is selected by this.")
    if proposed:
        say(f"Next: pleo-erp select --company {company} {proposed}")
    else:
        say(f"Next: see pleo-erp dimensions --company {company}, then pleo-erp select --company {company} CODE...")


def print_dimensions(answer: Answer) -> None:
    """The dimensions, and what stands in the way of those that cannot be selected."""
    rows = []
    for one in answer["dimensions"]:
        state = "selected" if one["selected"] else "proposed" if one["proposed"] else ""
        note = Text(state, style="green") if one["selectable"] else Text(one["why_not"] or "", style="dim")
        rows.append((one["code"] or "–", one["name"], one["values"] if one["selectable"] else "", note))
    table("Dimensions", ("Code", "Name", "Values", ""), rows, numbers=("Values",))
    if answer["missing"]:
        say(f"Selected, but not in the ERP today: {listed(answer['missing'])}.")


def print_selectable(answer: Answer) -> None:
    """What saving this selection would do."""
    _print_selection("Would be selected", answer)
    say("Nothing was saved.")


def print_selected(answer: Answer) -> None:
    """The selection, and every group that the next run would archive."""
    _print_selection("Selected", answer)


def _print_selection(what: str, answer: Answer) -> None:
    say(f"{what}: {listed(answer['selected']) or 'none'}.")
    if answer["will_archive"]:
        table(
            "The next run archives these tag groups", ("Code", "Name"), [(g["code"], g["name"]) for g in answer["will_archive"]]
        )


def print_settings(answer: Answer) -> None:
    """The settings, with what each is about."""
    rows = [(setting["name"], setting["value"], setting["help"]) for setting in answer["details"]]
    table("Settings", ("Name", "Value", "Meaning"), rows)


def print_ways(answer: Answer) -> None:
    """What became of a test message."""
    for way in answer["ways"]:
        to = f" to {', '.join(way['to'])}" if way["to"] else ""
        outcome = word("ok", f"sent{to}") if way["ok"] else word("failed", f"not sent{to}: {way['fault']}")
        say(f"{way['channel']}: ", outcome)
