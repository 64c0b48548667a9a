"""The answers of actions for people: tables and sentences, and always how to go on. Those about changes: `run_tables`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.text import Text

from pleo_erp_module.hosts.standalone.output import fault_parts, number, say, table, word
from pleo_erp_module.hosts.standalone.terminal_language import _, spoken_language
from pleo_erp_module.messages import labels
from pleo_erp_module.messages.local_format import local_moment

Answer = Mapping[str, Any]

MOST_CODES = 6  # in one line


def moment(text: str) -> str:
    """``2026-11-24 19:38:09 UTC`` for a moment of an answer, as the user writes it and in the machine's time zone."""
    return local_moment(text, spoken_language())


def listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def print_faults(faults: Iterable[Answer]) -> None:
    for fault in faults:
        say(*fault_parts(fault, f"{fault['unit_label']}: " if "unit_label" in fault else ""))


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
    """What a field of an answer is called."""
    known = name in labels.LABELS["answer"]
    return labels.label("answer", name, spoken_language()) if known else name.replace("_", " ").capitalize()


def cell(name: str, value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case list():
            return listed(str(part["code"] if isinstance(part, dict) else part) for part in value) or _("none")
        case dict():  # a Pleo company
            return f"{value['name']} ({value['id']})" if value["name"] else str(value["id"])
        case str() if name.endswith("_at"):
            return moment(value)
        case int() if name != "version":
            return number(value)
        case _:
            return "" if value is None else str(value)


def print_doctor(answer: Answer) -> None:
    """The checks, with what to do where something is wrong."""
    rows = [
        (
            word(check["status"]),
            check["title"],
            Text.assemble(check["message"], (f"\n→ {check['next']}" if check["next"] else "", "bold")),
        )
        for check in answer["checks"]
    ]
    table("", ("", _("Check"), _("Result")), rows)
    well = _("No check failed, but some need attention.") if answer["attention"] else _("All checks passed.")
    say(well if answer["ok"] else _("Some checks failed. Fix the errors, then run the checks again."))


def print_probe(answer: Answer) -> None:
    """The ERP, its tables, what would be read, and what keeps something from being read."""
    database, erp = answer["database"], answer["erp"]
    if erp is not None:
        how = _("recognised by its tables") if answer["status"] == "recognised" else _("set in the configuration")
        facts = {"profile": erp["profile"], "how": how, "engine": database["engine"], "driver": database["driver"]}
        say((erp["title"], "bold"), " " + _("(profile {profile}), {how}, on {engine} through {driver}.", **facts))
        versions, tested = erp["versions"] or _("unnamed versions"), erp["verified"] or _("the profile does not say.")
        say((_("For {versions}. Tested with: {tested}", versions=versions, tested=tested), "dim"))
    else:
        facts = {"engine": database["engine"], "driver": database["driver"]}
        say((word(answer["status"]).plain.capitalize(), "bold"), ": " + _("{engine} through {driver}.", **facts))
    if database["caution"]:
        say((f"{database['caution']}.", "yellow"))
    if answer["fits"] is not None:
        _print_fits(answer["fits"])
    if answer["companies"]:
        say()
        rows = [(one["id"], one["name"], *(_of_all(read["count"]) for read in one["reads"])) for one in answer["companies"]]
        columns = (_("Company"), _("Name"), *(read["label"] for read in answer["companies"][0]["reads"]))
        table(_("What would be read: usable / all"), columns, rows, numbers=columns[2:])
    for problem in answer["problems"]:
        entity, companies = label(problem["entity"]), listed(problem["companies"])
        where = _("{entity} of company {companies}", entity=entity, companies=companies) if companies else entity
        say(*fault_parts(problem, f"{where}: "))
    for near in answer["near"]:
        say(_("Nearest: {title} (profile {profile}).", title=near["title"], profile=near["profile"]))
        print_faults(near["lacking"])
    print_faults(answer["warnings"])


def _print_fits(fits: Answer) -> None:
    say(
        ("SELECTs: ", "dim"),
        listed(file or _("none for {entity}", entity=label(entity)) for entity, file in fits["selects"].items()),
    )
    say((_("Tables:") + " ", "dim"), listed(fits["tables"]) or _("none"))
    if fits["absent"]:
        lacks = [f"{name}.{column}" for name, columns in fits["absent"].items() for column in columns]
        more = " …; " + _("--json shows all") if len(lacks) > MOST_CODES else ""
        say((_("Not in this version:") + " ", "dim"), listed(lacks[:MOST_CODES]), (more, "dim"))


def _of_all(count: Answer | None) -> str:
    return "–" if count is None else f"{number(count['usable'])} / {number(count['all'])}"


def print_connected(answer: Answer) -> None:
    """What `connect` found, and the next command."""
    company = answer["company"]
    pleo_company = cell("pleo_company", answer["pleo_company"])
    say(_("Company {company} is connected to the Pleo company {pleo_company}.", company=company, pleo_company=pleo_company))
    say(_("The ERP is {title} (profile {profile}).", **answer["erp"]))
    if answer["language"]:
        say(_("Names are read in the language {language}.", language=answer["language"]))
    for setting in answer["settings"]:
        command = f"pleo-erp settings --company {company} {setting['name']}={'|'.join(setting['choices'])}"
        say(f"{setting['label']}: {setting['value']}", (f"  ({command})", "dim"))
    print_faults(answer["warnings"])
    if answer["also_matching"]:
        say(_("Also matching, but beyond Pleo's limit: {codes}.", codes=listed(answer["also_matching"])))
    proposed = " ".join(answer["proposed"])
    if proposed:
        say(_("Proposed: {codes}. Nothing is selected yet.", codes=proposed))
        say(_("Next: {command}", command=f"pleo-erp select --company {company} {proposed}"))
    else:
        say(_("Proposed: none, because no tag group in Pleo has the code of a dimension. Nothing is selected yet."))
        commands = {"list": f"pleo-erp dimensions --company {company}", "select": f"pleo-erp select --company {company} CODE..."}
        say(_("Next: {list}, then {select}", **commands))


def print_companies(answer: Answer) -> None:
    """The companies of the ERP."""
    rows = [(one["id"], one["name"]) for one in answer["companies"]]
    table(_("Companies"), (_("ID"), _("Name")), rows) if rows else say(_("The ERP has no companies."))


def print_connections(answer: Answer) -> None:
    """The connected companies and how they stand; where there is none, the next command."""
    rows = [
        (
            one["company"],
            one["company_name"],
            one["pleo_company"]["name"] or one["pleo_company"]["id"],
            _connection_state(one),
            "" if one["selected"] is None else cell("selected", one["selected"]),
            one["key_end"],
        )
        for one in answer["connections"]
    ]
    if rows:
        columns = (_("Company"), _("Name"), _("Pleo company"), _("State"), _("Dimensions"), _("Key ends with"))
        table(_("Connections"), columns, rows)
    else:
        say(_("No company is connected to Pleo yet."), " " + _("Next: {command}", command="pleo-erp connect"))


def _connection_state(one: Answer) -> Text:
    if one["paused"]:
        return Text(_("paused by {user}, {moment}", user=one["paused_by"], moment=moment(one["paused_at"])), style="yellow")
    if not one["confirmed"]:
        return Text(_("waiting for its first release"), style="yellow")
    return Text(_("needs attention"), style="yellow") if one["attention"] else Text(_("active"), style="green")


def print_paused(answer: Answer) -> None:
    """That a connection was paused or resumed, and the command for what may be next."""
    company = answer["company"]
    if answer["paused"]:
        say(_("Company {company} is paused: no run writes anything to Pleo.", company=company))
        say(_("To resume: {command}", command=f"pleo-erp resume --company {company}"))
    else:
        say(_("Company {company} is no longer paused.", company=company))
        say(_("Next: {command}", command=f"pleo-erp run sync --company {company}"))


def print_disconnected(answer: Answer) -> None:
    """That the key is forgotten, and what stays."""
    say(_("Company {company} is disconnected. Its selection and settings stay.", company=answer["company"]))


def print_dimensions(answer: Answer) -> None:
    """The dimensions, and what stands in the way of those that cannot be selected."""
    rows = []
    for one in answer["dimensions"]:
        state = _("selected") if one["selected"] else _("proposed") if one["proposed"] else ""
        note = Text(state, style="green") if one["selectable"] else Text(one["why_not"] or "", style="dim")
        rows.append((one["code"] or "–", one["name"], one["values"] if one["selectable"] else "", note))
    table(_("Dimensions"), (_("Code"), _("Name"), _("Values"), ""), rows, numbers=(_("Values"),))
    if answer["missing"]:
        say(_("Selected, but not in the ERP today: {codes}.", codes=listed(answer["missing"])))


def print_selectable(answer: Answer) -> None:
    """What saving this selection would do."""
    say(_("Would be selected: {codes}.", codes=listed(answer["selected"]) or _("none")))
    print_archives(answer["will_archive"])
    say(_("Nothing was saved."))


def print_selected(answer: Answer, company: str) -> None:
    """The selection, every group that the next run would archive, and the next command."""
    say(_("Selected: {codes}.", codes=listed(answer["selected"]) or _("none")))
    print_archives(answer["will_archive"])
    say(_("Next: {command}", command=f"pleo-erp plan --company {company}"))


def print_archives(groups: Sequence[Answer]) -> None:
    """The tag groups that the next run would archive, if any."""
    if groups:
        rows = [(group["code"], group["name"]) for group in groups]
        table(_("The next run archives these tag groups"), (_("Code"), _("Name")), rows)


def print_settings(answer: Answer) -> None:
    """The settings, with what each is about."""
    rows = [(setting["name"], setting["value"], setting["help"]) for setting in answer["details"]]
    table(_("Settings"), (_("Name"), _("Value"), _("Meaning")), rows)


def print_ways(answer: Answer) -> None:
    """What became of a test message."""
    for way in answer["ways"]:
        to = f" ({listed(way['to'])})" if way["to"] else ""
        outcome = word("ok", _("sent") + to) if way["ok"] else word("failed", f"{_('not sent')}{to}: {way['fault']}")
        say(f"{way['channel']}: ", outcome)
