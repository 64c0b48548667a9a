"""The history as Tryton shows it: runs, the arithmetic of their units, and their changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from trytond.model import fields
from trytond.pool import Pool
from trytond.transaction import Transaction

from pleo_erp_module.hosts.tryton import domain_filter, run_reader
from pleo_erp_module.hosts.tryton.choices import CHANGE_STATES, RUN_JOBS, RUN_STATES
from pleo_erp_module.hosts.tryton.field_mixins import ChangeFields, UnitFields, if_filled, unit_values
from pleo_erp_module.hosts.tryton.field_values import fault_text, moment, record_text
from pleo_erp_module.hosts.tryton.ids import change_number, change_place, run_number, unit_number, unit_place
from pleo_erp_module.hosts.tryton.tryton_host import visible_companies
from pleo_erp_module.hosts.tryton.viewdata import Row, ViewData


class RunView(ViewData):
    # No field here is a Text: the web client 8.0.11 misspells its column for these, and then shows no list at all.

    __name__ = "pleo_erp.run"
    __string__ = "Pleo Run"
    _rows_order = (("started_at", "DESC"),)

    name = fields.Char("Run", readonly=True, help="The start time (UTC) and four random characters.")
    company = fields.Many2One("company.company", "Company", readonly=True)
    job = fields.Selection(RUN_JOBS, "Job", readonly=True, sort=False)
    user = fields.Char("By", readonly=True)
    started_at = fields.DateTime("Started At", readonly=True)
    finished_at = fields.DateTime("Finished At", readonly=True)
    state = fields.Selection(RUN_STATES, "State", readonly=True, sort=False)
    change_count = fields.Integer("Changes", readonly=True, help="Records that were changed in Pleo.")
    reads = fields.Integer("Reads", readonly=True, help="Requests to Pleo that only read.")
    writes = fields.Integer("Writes", readonly=True, help="Requests to Pleo that may change something.")
    retries = fields.Integer("Retries", readonly=True, help="Requests that were repeated.")
    repeats = fields.Integer("Occurrences", readonly=True, help="How often the same error occurred.")
    fault = fields.Char("Error", readonly=True, states=if_filled("fault"))
    units = fields.One2Many("pleo_erp.run.unit", "run", "Units", readonly=True)
    changes = fields.One2Many("pleo_erp.run.change", "run", "Changes", readonly=True)

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> Iterator[Row]:
        return map(cls._row, run_reader.newest(_companies(domain)))

    @classmethod
    def rows_of(cls, ids: Collection[int]) -> Iterator[Row]:
        return map(cls._row, run_reader.numbered(ids))

    @classmethod
    def search_count(cls, domain: Sequence[Any], offset: int = 0, limit: int | None = None) -> int:
        """Without reading the runs where only the company matters: that is how a client opens the list."""
        if not domain_filter.names(domain) <= {"company"}:
            return int(super().search_count(domain, offset=offset, limit=limit))
        cls.search(domain, limit=0)  # checks the user's rights
        most = None if limit is None else offset + limit
        found = sum(run_reader.count(company, most) for company in _companies(domain))
        return max(0, (found if most is None else min(found, most)) - offset)

    @classmethod
    def _row(cls, found: run_reader.Found) -> Row:
        company, run = found
        number = run_number(run["id"])
        return {
            "id": number,
            "name": run["id"],
            "company": company,
            "company.rec_name": _company_name(company),
            "job": run["job"],
            "user": run["user"],
            "started_at": moment(run["started_at"]),
            "finished_at": moment(run["finished_at"]),
            "state": run["state"],
            "change_count": run["changes"],
            "reads": run["reads"],
            "writes": run["writes"],
            "retries": run["retries"],
            "repeats": run["repeats"],
            "fault": fault_text(run["error_code"], run["error_message"], run["error_next"]),
            "units": [unit_number(number, index) for index in range(len(run["units"]))],
            "changes": partial(_change_numbers, company, run["id"]),
        }


def _companies(domain: Sequence[Any]) -> list[int]:
    """Those that the user works in, without those that the domain leaves out for being another one."""
    companies = visible_companies()
    if domain_filter.names(domain) <= {"company"}:
        return [
            one for one in companies if domain_filter.matches(domain, {"company": one, "company.rec_name": _company_name(one)})
        ]
    named = domain_filter.wanted(domain, "company")
    return [one for one in companies if named is None or one in named]


def _company_name(company: int) -> str:
    with Transaction().set_context(_check_access=False):
        return str(Pool().get("company.company")(company).rec_name)


def _change_numbers(company: int, run: str) -> list[int]:
    return [change_number(run_number(one["run"]), one["position"]) for one in run_reader.changes(company, run)]


class RunUnitView(UnitFields, ViewData):
    __name__ = "pleo_erp.run.unit"
    __string__ = "Unit of a Pleo Run"
    _rec_name = "unit"

    run = fields.Many2One("pleo_erp.run", "Run", readonly=True)

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> Iterator[Row]:
        return (row for _, run in _runs(domain) for row in cls._rows(run))

    @classmethod
    def rows_of(cls, ids: Collection[int]) -> Iterator[Row]:
        runs = run_reader.numbered({unit_place(number)[0] for number in ids})
        return (row for _, run in runs for row in cls._rows(run) if row["id"] in ids)

    @classmethod
    def _rows(cls, run: run_reader.Told) -> Iterator[Row]:
        number = run_number(run["id"])
        for index, unit in enumerate(run["units"]):
            yield {"id": unit_number(number, index), "run": number, "run.rec_name": run["id"], **unit_values(unit)}


class RunChangeView(ChangeFields, ViewData):
    __name__ = "pleo_erp.run.change"
    __string__ = "Change of a Pleo Run"
    _rec_name = "key"

    run = fields.Many2One("pleo_erp.run", "Run", readonly=True)
    record_id = fields.Char("Pleo's ID", readonly=True)
    answered = fields.Char("Pleo Answered", readonly=True, help="If Pleo stored another value than was sent.")
    state = fields.Selection(CHANGE_STATES, "State", readonly=True, sort=False)
    fault = fields.Char("Error", readonly=True, states=if_filled("fault"))

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> Iterator[Row]:
        named = domain_filter.wanted(domain, "run") is not None
        # A failure that was met again stands, where no run is named, once: under the run that met it first.
        return (row for found in _runs(domain) for row in cls._rows(*found) if named or row["run.rec_name"] == found[1]["id"])

    @classmethod
    def rows_of(cls, ids: Collection[int]) -> Iterator[Row]:
        runs = run_reader.begun({change_place(number)[0] for number in ids})
        return (row for found in runs for row in cls._rows(*found) if row["id"] in ids and row["run.rec_name"] == found[1]["id"])

    @classmethod
    def _rows(cls, company: int, run: run_reader.Told) -> Iterator[Row]:
        for change in run_reader.changes(company, run["id"]):
            number = run_number(change["run"])
            yield {
                "id": change_number(number, change["position"]),
                "run": number,
                "run.rec_name": change["run"],
                "unit": change["unit_label"],
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


def _runs(domain: Sequence[Any]) -> Iterator[run_reader.Found]:
    """The runs that a search names, or all that the user may see."""
    numbers = domain_filter.wanted(domain, "run")
    return run_reader.newest(visible_companies()) if numbers is None else run_reader.numbered(numbers)
