"""Fields that several models have: mixins, to be named before Tryton's own classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trytond.model import fields
from trytond.pyson import Bool, Eval

from pleo_erp_module.hosts.tryton.choices import ACTIONS, JOBS, JOBS_OF_DIMENSIONS, RUN_STATES


def if_filled(name: str) -> dict[str, Any]:
    """The states of a field that is not shown while it is empty."""
    return {"invisible": ~Bool(Eval(name))}


class OfCompany:
    """A form that says which company it is about."""

    company_name = fields.Char("Company", readonly=True)


class JobForm(OfCompany):
    """A form that asks what a plan or a run is about."""

    job = fields.Selection(JOBS, "Job", required=True, sort=False, help="The preview of an undo pauses the connection.")
    dimension = fields.Char(
        "Only Dimension",
        states={"invisible": ~Eval("job").in_(JOBS_OF_DIMENSIONS)},
        help="The code of one selected dimension; empty for all.",
    )

    @staticmethod
    def default_job() -> str:
        return "sync-all"

    def asked(self) -> dict[str, Any]:
        """The answers, as arguments of the module."""
        return {"job": self.job, "dimension": (self.dimension or None) if self.job in JOBS_OF_DIMENSIONS else None}


class ChangeFields:
    """A change, planned or made."""

    unit = fields.Char("Unit", readonly=True)
    action = fields.Selection(ACTIONS, "Action", readonly=True, sort=False)
    key = fields.Char("Code", readonly=True)
    before = fields.Char("Before", readonly=True)
    after = fields.Char("After", readonly=True)
    reason = fields.Char("Why", readonly=True)
    rule = fields.Char("Rule", readonly=True)


class UnitFields:
    """A unit of a run, with the counts that add up to what was read."""

    unit = fields.Char("Unit", readonly=True)
    state = fields.Selection(RUN_STATES, "State", readonly=True, sort=False)
    read_erp = fields.Integer("ERP Rows", readonly=True)
    read_pleo = fields.Integer("Pleo Records", readonly=True)
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


_COUNTS = ("matched", "unchanged", "created", "updated", "unarchived", "archived", "held", "skipped", "failed")


def unit_values(unit: Mapping[str, Any]) -> dict[str, Any]:
    """A unit of a report, as values of `Unit`."""
    return {
        "unit": unit["unit_label"],
        "state": unit["state"],
        "read_erp": unit["read"]["erp"],
        "read_pleo": unit["read"]["pleo"],
        **{count: unit[count] for count in _COUNTS},
        "note": " ".join(_notes(unit)) or None,
    }


def _notes(unit: Mapping[str, Any]) -> Iterator[str]:
    if unit["hold"]:
        yield unit["hold"]["limit"]
    elif unit["error"]:
        yield unit["error"]["message"]
    yield from (warning["message"] for warning in unit["warnings"])
