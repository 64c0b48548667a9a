"""The ERP as a run sees it: companies, and in one snapshot the dimensions, values and accounts of one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import TypeVar
from zoneinfo import ZoneInfo

import pluggy

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, ErpAccess, Message, ReadContext, TaxCode, Vendor
from pleo_erp_module.erp import extension_reads
from pleo_erp_module.erp.company_page import CompanyPage
from pleo_erp_module.erp.normal_form import normal
from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.erp.read_errors import translated
from pleo_erp_module.erp.recognition import choose_profile
from pleo_erp_module.erp.row_reader import ENTITIES, entity_of
from pleo_erp_module.erp.schema_fit import Fitting
from pleo_erp_module.erp.sql_reader import SqlReader
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database, open_database

Row = TypeVar("Row")
CompanyParameters = Callable[[str], Mapping[str, str]]
#: By company and profile, the parameters that a company was connected with; None of one that never was.
KeptParameters = Callable[[str, str], Mapping[str, str] | None]


class Source:
    """Reads through the plugins; an extension's reader replaces the profile's. Every failure is a PleoErpError.

    One thread only; closed by ``with`` or `close`.
    """

    def __init__(
        self,
        database: Database,
        access: ErpAccess,
        reader: SqlReader,
        company_parameters: CompanyParameters,
        plugins: pluggy.PluginManager,
        kept_parameters: KeptParameters = lambda company, profile: None,
    ) -> None:
        self._plugins = plugins
        self._database = database
        self._access = access
        self._reader = reader
        self._company_parameters = company_parameters
        self._kept_parameters = kept_parameters
        self._companies: list[Company] | None = None
        self._by_id: dict[str, Company] = {}
        self._in_snapshot = False

    def __enter__(self) -> Source:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection to the database."""
        self._database.close()

    @property
    def profile(self) -> Profile:
        """The profile in use."""
        return self._reader.profile

    @property
    def proposed_parameters(self) -> dict[str, str]:
        """What the profile proposes to companies that are connected from now on."""
        return {name: one.proposed for name, one in self.profile.parameters.items() if one.proposed is not None}

    @property
    def apart(self) -> bool:
        """Whether the ERP is read from another connection than that of the module's tables."""
        return self._access.read_connection is not None

    @property
    def database(self) -> Database:
        """The connection, for what only it can tell (its fingerprint)."""
        return self._database

    def companies(self) -> list[Company]:
        """All companies of the ERP, read once."""
        if self._companies is None:
            self._companies = extension_reads.read(self._plugins, "companies", lambda: self._reader.rows("companies"))
        return self._companies

    def some_companies(self, wanted: CompanyPage) -> tuple[list[Company], bool]:
        """A page of the companies that are wanted, and whether there are more; the database picks them where it can.

        The order is the database's, by name. A text with letters beyond ASCII may leave a page short that has more after it.
        """
        if self._companies is None and not extension_reads.replaced(self._plugins, "companies"):
            rows = self._reader.some_companies(replace(wanted, limit=wanted.limit + 1))
            found = [normal(company) for company in rows or ()]
            shown = [company for company in found[: wanted.limit] if wanted.wants(company)]
            if rows is not None and (shown or wanted.id is None):  # an id may have odd blanks around it
                self._by_id.update({company.id: company for company in shown})
                return shown, len(found) > wanted.limit
        return wanted.of(self.companies())

    def company(self, company_id: str) -> Company:
        """One company, read once. Raises ``unknown_company``, which lists the first of the known ones."""
        if company_id in self._by_id:
            return self._by_id[company_id]
        for company in self.some_companies(CompanyPage(id=company_id, limit=1))[0]:
            return company
        known = [f"{company.id} ({company.name})" for company in self.companies()[:20]]
        raise error("unknown_company", known=known)  # what was given may be anything, a key for one

    def fitting(self) -> Fitting:
        """See `SqlReader.fitting`."""
        return self._reader.fitting()

    def language(self, company: Company) -> str | None:
        """The language of names which the ERP translates: the configured one, else the company's."""
        return self._access.language or company.language

    def has(self, entity: str, context: ReadContext) -> bool:
        """Whether the profile reads ``entity`` and the ERP has the tables for it."""
        return self._reader.has(entity, context)

    def context(self, company_id: str, now: datetime, *, check: bool = True) -> ReadContext:
        """What a read of this company needs. ``today`` is the day of the aware moment ``now`` in the configured time zone, else
        the company's, else this machine's (Q-20).

        Raises ``unknown_company``, ``time_zone_unknown``, ``profile_parameter``, and where tables have the company's name in
        theirs ``erp_table_missing`` or ``erp_column_missing``; without ``check`` each read tells that by itself.
        """
        company = self.company(company_id)
        name = self._access.time_zone or company.time_zone
        today = now.astimezone(_zone(name) if name else None).date()
        context = ReadContext(company_id, today, self.language(company), self._parameters(company_id))
        if check:
            self._reader.check(context)
        return context

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One moment of the database for all reads inside; a read that fails does not spoil the others."""
        with ExitStack() as stack:
            with translated("database"):
                stack.enter_context(self._database.snapshot())
            self._in_snapshot = True
            try:
                yield
            finally:
                self._in_snapshot = False

    def dimensions(self, context: ReadContext) -> list[Dimension]:
        """All dimensions (T-22)."""
        return self.rows(Dimension, context)

    def values(self, context: ReadContext, dimension: Dimension) -> list[DimensionValue]:
        """All values of one dimension (T-30)."""
        return self.rows(DimensionValue, context, dimension)

    def accounts(self, context: ReadContext) -> list[Account]:
        """The chart of accounts (A-3)."""
        return self.rows(Account, context)

    def tax_codes(self, context: ReadContext) -> list[TaxCode]:
        """The tax codes (X-1)."""
        return self.rows(TaxCode, context)

    def vendors(self, context: ReadContext) -> list[Vendor]:
        """The vendors (V-1)."""
        return self.rows(Vendor, context)

    def rows(self, record: type[Row], context: ReadContext, dimension: Dimension | None = None) -> list[Row]:
        """All records of this class, those that an extension leaves out not usable."""
        entity = entity_of(record)
        with self._shield(entity):
            found = extension_reads.read(
                self._plugins,
                entity,
                lambda: self._reader.rows(entity, context, dimension),
                context=context,
                dimension=dimension,
            )
        unit = ENTITIES[entity].unit.format(code=dimension.code if dimension else "")
        return extension_reads.leave_out(self._plugins, context, entity, unit, found)

    @contextmanager
    def _shield(self, entity: str) -> Iterator[None]:
        with translated(entity), ExitStack() as stack:
            if self._in_snapshot:
                stack.enter_context(self._database.shield())
            yield

    def _parameters(self, company_id: str) -> dict[str, str]:
        given, declared = self._company_parameters(company_id), self.profile.parameters
        defaults = {name: parameter.default for name, parameter in declared.items()}
        if proposed := self.proposed_parameters:
            kept = self._kept_parameters(company_id, self.profile.name)
            defaults |= proposed if kept is None else {name: kept[name] for name in proposed.keys() & kept.keys()}

        def refused(detail: Message) -> Exception:
            return error("profile_parameter", company=company_id, profile=self.profile.name, detail=detail)

        if unknown := sorted(set(given) - set(declared)):
            raise refused(Message("parameter_unknown", {"name": unknown[0], "known": sorted(declared)}))
        values = {}
        for name, parameter in declared.items():
            value = given.get(name, defaults[name])
            if value is None:
                raise refused(Message("parameter_missing", {"name": name, "help": parameter.help}))
            if name not in given:
                value = value.replace("{company}", company_id)
            if parameter.choices and value not in parameter.choices:
                raise refused(Message("parameter_invalid", {"name": name, "value": value, "choices": list(parameter.choices)}))
            values[name] = re.sub(f"[{re.escape(parameter.replace)}]", parameter.by, value) if parameter.replace else value
        return values


def open_source(
    access: ErpAccess,
    company_parameters: CompanyParameters,
    plugins: pluggy.PluginManager,
    kept_parameters: KeptParameters = lambda company, profile: None,
    *,
    check: bool = True,
) -> Source:
    """Open the ERP's database, recognise the ERP if no profile is named, and check that the profile fits before anything is read.

    Without ``check`` each read tells by itself what does not fit. Raises PleoErpError: what `open_database` and `choose_profile`
    raise, ``engine_unsupported``, ``erp_table_missing``, ``erp_column_missing``.
    """
    database = open_reading(access)
    try:
        reader = SqlReader(database, choose_profile(access, database))
        if check:
            reader.check()
        return Source(database, access, reader, company_parameters, plugins, kept_parameters)
    except BaseException:
        database.close()
        raise


def open_reading(access: ErpAccess) -> Database:
    """The database that the ERP is read from. Raises what `open_database` raises."""
    return open_database(access.read_connection or access.connection, purpose="erp")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, or no name at all ("../x", a folder)
        raise error("time_zone_unknown", time_zone=name) from None
