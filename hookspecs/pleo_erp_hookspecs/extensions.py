"""Others extend the module: hook specifications that any plugin may implement.

A plugin is found through the entry point group ``pleo_erp.extensions``. A reader or filter that fails, fails its unit and
nothing is written there: a source without it would look complete. A review that fails is a veto. An observer that fails is
named in the log and passed over. A hook name that is not listed here is an error at load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pleo_erp_hookspecs.module import hookspec
from pleo_erp_hookspecs.records import Account, Company, Dimension, DimensionValue, TaxCode, Vendor


@dataclass(frozen=True, slots=True)
class ReadContext:
    """For which company, day and language a read is meant. ``parameters`` are the profile's own, for this company."""

    company: str
    today: date
    language: str | None
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """One row that a filter removes; it is listed as skipped with ``reason``, and its archive in Pleo meets the guard."""

    key: str  # the code of a dimension, value or tax code; the id of an account or vendor
    reason: str


class ExtensionSpecs:
    """Implemented by extensions; the readers also by the SQL profile, which an extension's reader replaces.

    A reader answers None to leave the read to the next one. Two extensions answering the same read are a configuration error.
    """

    @hookspec
    def pleo_erp_read_companies(self) -> Iterable[Company] | None:
        """All companies of the ERP."""

    @hookspec
    def pleo_erp_read_dimensions(self, context: ReadContext) -> Iterable[Dimension] | None:
        """All dimensions of the company, inactive ones too (T-22)."""

    @hookspec
    def pleo_erp_read_values(self, context: ReadContext, dimension: Dimension) -> Iterable[DimensionValue] | None:
        """All values of one dimension (T-30)."""

    @hookspec
    def pleo_erp_read_accounts(self, context: ReadContext) -> Iterable[Account] | None:
        """The chart of accounts (A-3, A-4)."""

    @hookspec
    def pleo_erp_read_tax_codes(self, context: ReadContext) -> Iterable[TaxCode] | None:
        """All tax codes (X-1)."""

    @hookspec
    def pleo_erp_read_vendors(self, context: ReadContext) -> Iterable[Vendor] | None:
        """All vendors (V-1)."""

    @hookspec
    def pleo_erp_leave_out(self, context: ReadContext, unit: str, rows: Sequence[Any]) -> Iterable[LeaveOut] | None:
        """Rows of ``unit`` (``tag_groups``, ``tags:<CODE>``, ``accounts``) that must not reach Pleo."""

    @hookspec
    def pleo_erp_review_plan(self, company: str, plan: Mapping[str, Any]) -> str | None:
        """Look at a plan (`docs/reports.md`) before it is applied. Any text is a veto and its reason; None: no objection."""

    @hookspec
    def pleo_erp_run_finished(self, company: str, report: Mapping[str, Any]) -> None:
        """Hear of a finished run."""
