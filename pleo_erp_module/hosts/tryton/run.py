"""The history: runs, the arithmetic of their units, and their changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from trytond.exceptions import UserError
from trytond.model import fields

from pleo_erp_module.hosts.tryton import domains, ids
from pleo_erp_module.hosts.tryton.calling import look
from pleo_erp_module.hosts.tryton.host import visible_companies
from pleo_erp_module.hosts.tryton.texts import fault_text, record_text
from pleo_erp_module.hosts.tryton.viewdata import Row, ViewData, moment

COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")
JOBS = [("sync", "What Is Due"), ("sync-all", "Tags and Accounts"), ("sync-tags", "Tags"), ("sync-accounts", "Accounts")]
STATES = [
    ("running", "Running"),
    ("success", "Success"),
    ("held", "Waits for a Release"),
    ("partial", "Partly Failed"),
    ("failed", "Failed"),
    ("interrupted", "Interrupted"),
]
ACTIONS = [("create", "Create"), ("update", "Update"), ("unarchive", "Unarchive"), ("archive", "Archive")]
OUTCOMES = [
    ("sent", "Sent"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("unknown", "Unknown"),
    ("not_done", "Not Done"),
    ("skipped", "Skipped"),
]
Told = Mapping[str, Any]


def _pages(company: int, part: str, **arguments: Any) -> Iterator[Told]:
    offset = 0
    while page := look("history", company, offset=offset, **arguments)[part]:
        yield from page
        offset += len(page)


def runs_of(company: int) -> Iterator[Told]:
    """The runs of a company, the latest first; none where nothing was ever recorded."""
    try:
        yield from _pages(company, "runs")
    except UserError as fault:
        if not fault.description.endswith("[not_connected]"):
            raise


def all_runs(companies: Collection[int]) -> list[tuple[int, Told]]:
    """The runs of several companies, the latest first."""
    found = [(company, run) for company in companies for run in runs_of(company)]
    # Each company's runs are in order already, and stay so among those of the same moment.
    return sorted(found, key=lambda one: str(one[1]["started_at"]), reverse=True) if len(companies) > 1 else found


def some_runs(wanted: Callable[[int], bool], since: str) -> Iterator[tuple[int, Told]]:
    """The runs with such numbers, none of which began before ``since``: one that repeats keeps its number, and begins anew."""
    for company in visible_companies():
        for run in runs_of(company):
            if wanted(ids.run_number(run["id"])):
                yield company, run
            elif _began(run) < since:
                break


def _began(run: Told) -> str:
    return f"{moment(run['started_at']):%Y%m%dT%H%M%SZ}"


def runs_of_numbers(numbers: Collection[int]) -> list[tuple[int, Told]]:
    """The runs of these numbers, as far as the user may see them."""
    if not numbers:
        return []
    return list(some_runs(set(numbers).__contains__, ids.run_id(min(numbers)).partition("-")[0]))


class Run(ViewData):
    """Pleo Run."""

    # No field here is a Text: the web client 8.0.11 misspells its column for these, and then shows no list at all.

    __name__ = "pleo_erp.run"

    name = fields.Char("Run", readonly=True, help="When it began (UTC), and four characters by chance.")
    company = fields.Many2One("company.company", "Company", readonly=True)
    job = fields.Selection(JOBS, "What", readonly=True, sort=False)
    user = fields.Char("By", readonly=True)
    started_at = fields.DateTime("Started At", readonly=True)
    finished_at = fields.DateTime("Finished At", readonly=True)
    state = fields.Selection(STATES, "State", readonly=True, sort=False)
    change_count = fields.Integer("Changes", readonly=True, help="Records that were changed in Pleo.")
    reads = fields.Integer("Reads", readonly=True, help="Requests to Pleo that only read.")
    writes = fields.Integer("Writes", readonly=True, help="Requests to Pleo that may change something.")
    retries = fields.Integer("Retries", readonly=True, help="Requests that were repeated.")
    repeats = fields.Integer("Times", readonly=True, help="How often the same failure was met.")
    fault = fields.Char("What Went Wrong", readonly=True)
    units = fields.One2Many("pleo_erp.run.unit", "run", "Units", readonly=True)
    changes = fields.One2Many("pleo_erp.run.change", "run", "Changes", readonly=True)

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> list[Row]:
        named = domains.wanted(domain, "company")
        visible = [company for company in visible_companies() if named is None or company in named]
        return [_run(company, run) for company, run in all_runs(visible)]

    @classmethod
    def rows_of(cls, numbers: Collection[int]) -> list[Row]:
        return [_run(company, run) for company, run in runs_of_numbers(numbers)]


def _run(company: int, run: Told) -> Row:
    number = ids.run_number(run["id"])
    return {
        "id": number,
        "name": run["id"],
        "company": company,
        "job": run["job"],
        "user": run["user"],
        "started_at": moment(run["started_at"]),
        "finished_at": moment(run["finished_at"]),
        "state": run["status"],
        "change_count": run["changes"],
        "reads": run["reads"],
        "writes": run["writes"],
        "retries": run["retries"],
        "repeats": run["repeats"],
        "fault": fault_text(run["error_code"], run["error_message"], run["error_next"]),
        "units": [ids.unit_number(number, index) for index in range(len(run["units"]))],
        "changes": partial(_change_numbers, company, run["id"]),
    }


def _change_numbers(company: int, run: str) -> list[int]:
    rows = _pages(company, "changes", run=run)
    return [ids.change_number(ids.run_number(row["run"]), row["position"]) for row in rows]


class RunUnit(ViewData):
    """Unit of a Pleo Run."""

    __name__ = "pleo_erp.run.unit"
    _rec_name = "unit"

    run = fields.Many2One("pleo_erp.run", "Run", readonly=True)
    unit = fields.Char("Unit", readonly=True)
    state = fields.Selection(STATES, "State", readonly=True, sort=False)
    read_erp = fields.Integer("Read from the ERP", readonly=True)
    read_pleo = fields.Integer("Read from Pleo", readonly=True)
    matched = fields.Integer("Matched", readonly=True)
    unchanged = fields.Integer("Unchanged", readonly=True)
    created = fields.Integer("Created", readonly=True)
    updated = fields.Integer("Updated", readonly=True)
    unarchived = fields.Integer("Unarchived", readonly=True)
    archived = fields.Integer("Archived", readonly=True)
    held = fields.Integer("Held", readonly=True)
    skipped = fields.Integer("Skipped", readonly=True)
    failed = fields.Integer("Failed", readonly=True)
    note = fields.Char("Note", readonly=True)

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> list[Row]:
        numbers = domains.wanted(domain, "run")
        runs = all_runs(visible_companies()) if numbers is None else runs_of_numbers(numbers)
        return [row for _, run in runs for row in _units(run)]

    @classmethod
    def rows_of(cls, numbers: Collection[int]) -> list[Row]:
        runs = runs_of_numbers({ids.unit_place(number)[0] for number in numbers})
        return [row for _, run in runs for row in _units(run) if row["id"] in numbers]


def _units(run: Told) -> Iterator[Row]:
    number = ids.run_number(run["id"])
    for index, unit in enumerate(run["units"]):
        yield {
            "id": ids.unit_number(number, index),
            "run": number,
            "unit": unit["unit"],
            "state": unit["status"],
            "read_erp": unit["read"]["erp"],
            "read_pleo": unit["read"]["pleo"],
            **{count: unit[count] for count in COUNTS},
            "note": unit["hold"]["limit"] if unit["hold"] else (unit["error"] or {}).get("message"),
        }


class RunChange(ViewData):
    """Change of a Pleo Run."""

    __name__ = "pleo_erp.run.change"
    _rec_name = "key"

    run = fields.Many2One("pleo_erp.run", "Run", readonly=True)
    unit = fields.Char("Unit", readonly=True)
    action = fields.Selection(ACTIONS, "Action", readonly=True, sort=False)
    key = fields.Char("Code", readonly=True)
    record_id = fields.Char("Pleo's ID", readonly=True)
    before = fields.Char("Before", readonly=True)
    after = fields.Char("After", readonly=True)
    answered = fields.Char("Pleo Answered", readonly=True, help="Where Pleo stored something else than was sent.")
    reason = fields.Char("Why", readonly=True)
    rule = fields.Char("Rule", readonly=True)
    state = fields.Selection(OUTCOMES, "State", readonly=True, sort=False)
    fault = fields.Char("What Went Wrong", readonly=True)

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> list[Row]:
        numbers = domains.wanted(domain, "run")
        if numbers is not None:
            return [row for company, run in runs_of_numbers(numbers) for row in _changes(company, run)]
        # A failure that was met again stands once, under the run that met it first.
        runs = all_runs(visible_companies())
        return [row for company, run in runs for row in _changes(company, run) if row["run"] == ids.run_number(run["id"])]

    @classmethod
    def rows_of(cls, numbers: Collection[int]) -> list[Row]:
        shares = {ids.change_place(number)[0] for number in numbers}
        if not shares:
            return []
        oldest = ids.run_id(ids.oldest_of(min(shares))).partition("-")[0]
        runs = some_runs(lambda run: any(ids.may_be_of(share, run) for share in shares), oldest)
        return [
            row
            for company, run in runs
            for row in _changes(company, run)
            if row["id"] in numbers and row["run"] == ids.run_number(run["id"])
        ]


def _changes(company: int, run: Told) -> Iterator[Row]:
    for change in _pages(company, "changes", run=run["id"]):
        number = ids.run_number(change["run"])
        yield {
            "id": ids.change_number(number, change["position"]),
            "run": number,
            "unit": change["unit"],
            "action": change["action"],
            "key": change["key"],
            "record_id": change["record_id"],
            "before": record_text(change["before"]),
            "after": record_text(change["after"]),
            "answered": record_text(change["answered"]),
            "reason": change["reason"],
            "rule": change["rule"],
            "state": change["status"],
            "fault": fault_text(change["error_code"], change["error_message"], change["error_next"]),
        }
