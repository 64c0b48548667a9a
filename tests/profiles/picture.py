"""All that is read of an ERP, and what a plan would make of it, as one text that a person can check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from erp.worlds import NOW
from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, ReadContext, TaxCode, Vendor
from pleo_erp_module.erp import Source
from pleo_erp_module.kinds.accounts import account_rows
from pleo_erp_module.kinds.kind import MAX_LENGTH
from pleo_erp_module.kinds.tag_groups import dimension_row
from pleo_erp_module.kinds.tags import value_rows
from pleo_erp_module.reconcile.change_model import ChangeAction, SourceRow, UnitPlan
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import ACCOUNTS, GROUPS, TAGS, Shape

Row = Dimension | DimensionValue | Account | TaxCode | Vendor


@dataclass(frozen=True)
class Read:
    """One company, in one snapshot."""

    company: Company
    dimensions: list[Dimension]
    values: dict[str, list[DimensionValue]]  # by the dimension's id
    accounts: list[Account]
    tax_codes: list[TaxCode]
    vendors: list[Vendor]

    def units(self) -> Iterator[tuple[Shape, list[SourceRow]]]:
        """What is synchronised, as the engine wants it."""
        yield GROUPS, [dimension_row(dimension) for dimension in self.dimensions]
        for dimension in self.dimensions:
            if dimension.usable:
                yield replace(TAGS, unit=f"tags:{dimension.code}"), value_rows(self.values[dimension.id])
        yield ACCOUNTS, account_rows(self.accounts, "id")


def read_company(source: Source, company: Company) -> Read:
    """Everything of one company."""
    context: ReadContext = source.context(company.id, NOW)
    dimensions = source.dimensions(context)
    return Read(
        company,
        dimensions,
        {dimension.id: source.values(context, dimension) for dimension in dimensions},
        source.accounts(context),
        source.tax_codes(context),
        source.vendors(context),
    )


def read_all(source: Source) -> list[Read]:
    """Everything of every company, in one snapshot."""
    with source.snapshot():
        return [read_company(source, company) for company in source.companies()]


def picture(reads: Sequence[Read]) -> str:
    """The text; rows are sorted, an empty list is left out."""
    lines = ["companies", *_sorted(f"{one.company.id} | {one.company.name}{_zone(one.company)}" for one in reads)]
    for one in sorted(reads, key=lambda read: read.company.id):
        lines += ["", f"===== {one.company.id} ====="]
        lines += _section("dimensions", (f"{row.id} | {row.code} | {row.name}{_state(row)}" for row in one.dimensions))
        for dimension in sorted(one.dimensions, key=lambda row: (row.code, row.id)):
            rows = (f"{row.code} | {row.name}{_state(row)}" for row in one.values[dimension.id])
            lines += _section(f"values of {dimension.id} {dimension.code}".rstrip(), rows)
        accounts = (f"{a.id} | {a.code} | {a.name}{_more('tax', a.tax_code)}{_state(a)}" for a in one.accounts)
        lines += _section("accounts", accounts)
        lines += _section("tax codes", (f"{t.id} | {t.code} | {t.name} | {t.rate:.4f}{_state(t)}" for t in one.tax_codes))
        vendors = (f"{v.id} | {v.code} | {v.name}{_more('VAT', v.vat_number)}{_state(v)}" for v in one.vendors)
        lines += _section("vendors", vendors)
        lines += _section("plans", (_plans(shape, rows) for shape, rows in one.units()))
    return "\n".join(lines) + "\n"


def _section(title: str, rows: Iterable[str]) -> list[str]:
    found = _sorted(rows)
    return ["", title, *found] if found else []


def _sorted(rows: Iterable[str]) -> list[str]:
    return [f"  {row}".rstrip() for row in sorted(rows)]


def _zone(company: Company) -> str:
    return _more("zone", company.time_zone) + _more("language", company.language)


def _more(word: str, value: str | None) -> str:
    return f" | {word} {value}" if value else ""


def _state(row: Row) -> str:
    return "" if row.usable else f" | NOT: {row.why_not}"


def _plans(shape: Shape, rows: list[SourceRow]) -> str:
    told = []
    for word, pleo in (("empty Pleo", Pleo(shape)), ("half-filled", half_filled(shape, rows))):
        plan = planned(pleo, rows)
        told.append(f"{word}: {_counts(plan)}")
    return f"{shape.unit} | {' | '.join(told)}"


def _counts(plan: UnitPlan) -> str:
    actions = Counter(change.action for change in plan.changes)
    counts = {**{action.value: actions[action] for action in ChangeAction}, "skip": len(plan.skipped)}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "nothing"


def half_filled(shape: Shape, rows: Iterable[SourceRow]) -> Pleo:
    """Pleo after half a life: of the usable rows in turn one is there, one is missing, one has another name, one is archived;
    one that is out of use is still active, and so is one that the ERP never had."""
    pleo = Pleo(shape)
    known = [row for row in sorted(rows, key=lambda row: row.key) if row.key and _fits(row)]
    for number, row in enumerate(row for row in known if row.usable):
        if number % 4 != 1:
            values = {**row.fields, "name": "Another name"} if number % 4 == 2 else row.fields
            pleo.add([values[name] for name in shape.fields], archived=number % 4 == 3)
    for row in [row for row in known if not row.usable][:1]:
        pleo.add([row.fields[name] for name in shape.fields])
    pleo.add(["Never in the ERP" for _ in shape.fields])
    return pleo


def _fits(row: SourceRow) -> bool:
    return all(len(value or "") <= MAX_LENGTH for value in row.fields.values())
