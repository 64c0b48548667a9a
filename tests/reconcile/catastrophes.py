"""What has gone wrong between ERPs and the programs that read them, each as a change of the rows of a whole company."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from reconcile.company import CC, CHART, DEP, PRJ, Company, Row, value

Change = Callable[[Company], None]
ByRows = Callable[[list[Row]], Iterable[Row]]
ByRow = Callable[[Row], Row]
OTHERS = tuple(f"Other {number}" for number in range(80))


def all_rows(by: ByRows, *units: str) -> Change:
    """The rows of these units, or of all, become others."""
    return lambda company: company.change(*units, by=by)


def each_row(by: ByRow, *units: str) -> Change:
    """Each row of these units, or of all, becomes another one."""
    return all_rows(lambda rows: map(by, rows), *units)


def named(by: Callable[[str], str], *units: str) -> Change:
    """Other names."""
    return each_row(lambda row: replace(row, name=by(row.name)), *units)


def coded(by: Callable[[str], str], *units: str) -> Change:
    """Other codes; of accounts, whose key is a row id, other numbers."""
    return each_row(lambda row: replace(row, key=row.key if row.key != row.code else by(row.code), code=by(row.code)), *units)


def keyed(by: Callable[[str], str]) -> Change:
    """Other ids of the accounts."""
    return each_row(lambda row: replace(row, key=by(row.key)), CHART)


def first_of(by: Callable[[Row], object]) -> ByRows:
    """One row of each sort, as GROUP BY or DISTINCT leave it."""
    return lambda rows: {by(row): row for row in reversed(rows)}.values()


def fewer(keep: Callable[[int], bool]) -> ByRows:
    """The rows whose place is kept."""
    return lambda rows: [row for place, row in enumerate(rows) if keep(place)]


def numbered(by: Callable[[int, list[Row]], Row]) -> ByRows:
    """Each row by its place."""
    return lambda rows: [by(place, rows) for place in range(len(rows))]


def other_companys_accounts(many: int) -> Change:
    """A filter lost in the SELECT: another company's accounts appear beside ours, under the same numbers."""

    def change(company: Company) -> None:
        rows = company.rows[CHART]
        rows += [Row(str(70_000 + place), row.code, OTHERS[place]) for place, row in enumerate(rows[:many])]

    return change


def swapped(one: str, other: str) -> Change:
    """The values of two dimensions."""

    def change(company: Company) -> None:
        company.rows[one], company.rows[other] = company.rows[other], company.rows[one]

    return change


def also(one: str, other: str) -> Change:
    """The values of one dimension appear in another one, too."""

    def change(company: Company) -> None:
        known = {row.key for row in company.rows[other]}
        company.rows[other] += [row for row in company.rows[one] if row.key not in known]

    return change


def mojibake(name: str) -> str:
    """UTF-8 read as Latin-1."""
    return name.encode().decode("latin-1")


def of_other_company(rows: list[Row]) -> list[Row]:
    """The chart or list of another company: some codes are the same, the names and ids are not."""
    return [
        Row(str(int(row.key) + 5000), row.code, OTHERS[place])
        if row.key.isdigit() and row.key != row.code
        else value(row.code if place % 4 == 0 else f"O{row.code}", OTHERS[place])
        for place, row in enumerate(rows)
    ]


#: What is there after it, in one run.
CATASTROPHES: Mapping[str, Change] = {
    "everything is empty": all_rows(lambda rows: []),
    "the accounts are empty": all_rows(lambda rows: [], CHART),
    "one dimension is empty": all_rows(lambda rows: [], DEP),
    "one row is left": all_rows(lambda rows: rows[:1]),
    "the first page alone is read": all_rows(lambda rows: rows[:10]),
    "every second row": all_rows(fewer(lambda place: place % 2 == 0)),
    "the first half": all_rows(lambda rows: rows[: len(rows) // 2]),
    "a third is missing": all_rows(fewer(lambda place: place % 3 > 0)),
    "a quarter is missing in one dimension": all_rows(fewer(lambda place: place % 4 > 0), CC),
    "a fifth of everything": all_rows(fewer(lambda place: place % 5 > 0)),
    "15 percent of everything": all_rows(fewer(lambda place: place % 20 not in {3, 9, 15})),
    "an eighth of everything": all_rows(fewer(lambda place: place % 8 > 0)),
    "15 percent of the dimensions": all_rows(fewer(lambda place: place % 20 not in {3, 9, 15}), CC, DEP, PRJ),
    "a fifth of the accounts and of one dimension": all_rows(fewer(lambda place: place % 5 > 0), CHART, DEP),
    "an inner join drops those without a translation": all_rows(lambda rows: [r for r in rows if "ø" not in r.name]),
    "a join with an empty table": all_rows(lambda rows: [], CC, PRJ),
    "a join multiplies rows": all_rows(lambda rows: rows + [replace(row, name=f"{row.name} (2)") for row in rows]),
    "an account's ids are multiplied": all_rows(lambda rows: rows + [replace(row, key=f"9{row.key}") for row in rows], CHART),
    "everything is blocked": each_row(lambda row: replace(row, usable=False)),
    "the flag is read the wrong way round": each_row(lambda row: replace(row, usable=not row.usable)),
    "two thirds are blocked": all_rows(numbered(lambda n, rows: replace(rows[n], usable=n % 3 == 0))),
    "codes with a prefix": coded(lambda code: f"A-{code}"),
    "codes with a suffix": coded(lambda code: f"{code}.0"),
    "codes with leading zeros": coded(lambda code: code.rjust(10, "0")),
    "codes without their first character": coded(lambda code: code[1:]),
    "codes cut to two characters": coded(lambda code: code[:2]),
    "codes cut to three characters": coded(lambda code: code[:3]),
    "codes padded inside": coded(lambda code: f"{code[0]} {code[1:]}"),
    "codes with a thousands separator": coded(lambda code: f"{code[:-3]}.{code[-3:]}" if len(code) > 3 else f"0.{code}"),
    "codes in exponents": coded(lambda code: f"{code[0]}E+{len(code)}"),
    "codes reversed": coded(lambda code: code[::-1]),
    "codes renumbered": all_rows(numbered(lambda n, rows: replace(rows[n], key=f"N{n}", code=f"N{n}"))),
    "codes shifted by a row": all_rows(
        numbered(lambda n, rows: replace(rows[n], code=rows[n - 1].code, key=rows[n - 1].key)), DEP, CC, PRJ
    ),
    "account numbers shifted by a row": all_rows(numbered(lambda n, rows: replace(rows[n], code=rows[n - 1].code)), CHART),
    "account numbers renumbered": all_rows(numbered(lambda n, rows: replace(rows[n], code=str(40_000 + n))), CHART),
    "a collation that joins rows": all_rows(first_of(lambda row: row.code[-2:])),
    "a collation that hides accents": named(lambda name: name.replace("ø", "o").replace("å", "a") + " "),
    "names in upper case": named(str.upper),
    "names in another language": named(lambda name: f"{name} (en)"),
    "names are empty": named(lambda name: ""),
    "names cut to eight characters": named(lambda name: name[:8]),
    "names are the codes": each_row(lambda row: replace(row, name=row.code)),
    "names all the same": named(lambda name: "Name"),
    "names shifted by a row": all_rows(numbered(lambda n, rows: replace(rows[n], name=rows[n - 1].name))),
    "names sorted by themselves": all_rows(
        lambda rows: [replace(r, name=n) for r, n in zip(rows, sorted((r.name for r in rows), reverse=True), strict=True)]
    ),
    "an encoding that is read as another": named(mojibake),
    "letters that became question marks": named(lambda name: name.encode("ascii", "replace").decode()),
    "names and codes swapped": each_row(lambda row: replace(row, key=row.name, code=row.name, name=row.code)),
    "a tenth of the names everywhere": all_rows(
        numbered(lambda n, rows: replace(rows[n], name=f"{rows[n].name}?") if n % 8 == 0 else rows[n])
    ),
    "account ids shifted by one": keyed(lambda key: str(int(key) + 1)),
    "account ids of a new installation": keyed(lambda key: str(int(key) + 700)),
    "account ids are the numbers": each_row(lambda row: replace(row, key=row.code), CHART),
    "account ids reversed": all_rows(numbered(lambda n, rows: replace(rows[n], key=rows[-1 - n].key)), CHART),
    "half of the account ids shuffled": all_rows(
        numbered(lambda n, rows: replace(rows[n], key=rows[(n + 7) % 40].key) if n < 40 else rows[n]), CHART
    ),
    "another company": all_rows(of_other_company),
    "another company's dimensions": all_rows(of_other_company, DEP, CC, PRJ),
    "another company's accounts appear": other_companys_accounts(70),
    "half of another company's accounts appear": other_companys_accounts(62),
    "a dropped WHERE: every row three times under other keys": all_rows(
        lambda rows: [replace(row, key=f"{row.key}{x}", code=f"{row.code}{x}") for row in rows for x in ("", "-1", "-2")]
    ),
    "departments and cost centres swapped": swapped(DEP, CC),
    "departments and projects swapped": swapped(DEP, PRJ),
    "cost centres appear as departments, too": also(CC, DEP),
    "departments appear as projects, too": also(DEP, PRJ),
    "all dimensions are projects": lambda company: company.rows.update({DEP: company.rows[PRJ], CC: company.rows[PRJ]}),
    "a dimension is empty and its values in another one": lambda company: company.rows.update(
        {DEP: [], CC: company.rows[CC] + company.rows[DEP]}
    ),
}
