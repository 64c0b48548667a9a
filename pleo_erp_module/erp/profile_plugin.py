"""The SQL profile as a plugin: it implements the same hooks by which an extension replaces it."""

from __future__ import annotations

from collections.abc import Iterable

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, ReadContext, TaxCode, Vendor, hookimpl
from pleo_erp_module.erp.sql_reader import SqlReader


class ProfilePlugin:
    """Answers None to what the profile does not read."""

    def __init__(self, reader: SqlReader) -> None:
        self._reader = reader

    @hookimpl
    def pleo_erp_read_companies(self) -> Iterable[Company]:
        """The companies; a profile always reads them."""
        return self._reader.companies()

    @hookimpl
    def pleo_erp_read_dimensions(self, context: ReadContext) -> Iterable[Dimension] | None:
        """The dimensions."""
        return self._reader.dimensions(context) if self._reader.has("dimensions", context) else None

    @hookimpl
    def pleo_erp_read_values(self, context: ReadContext, dimension: Dimension) -> Iterable[DimensionValue] | None:
        """The values of one dimension."""
        return self._reader.values(context, dimension) if self._reader.has("values", context) else None

    @hookimpl
    def pleo_erp_read_accounts(self, context: ReadContext) -> Iterable[Account] | None:
        """The chart of accounts."""
        return self._reader.accounts(context) if self._reader.has("accounts", context) else None

    @hookimpl
    def pleo_erp_read_tax_codes(self, context: ReadContext) -> Iterable[TaxCode] | None:
        """The tax codes."""
        return self._reader.tax_codes(context) if self._reader.has("tax_codes", context) else None

    @hookimpl
    def pleo_erp_read_vendors(self, context: ReadContext) -> Iterable[Vendor] | None:
        """The vendors."""
        return self._reader.vendors(context) if self._reader.has("vendors", context) else None
