"""A part of the ERP's companies, picked by its database: one by its id, a page of those with a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from erp.worlds import run_script, source, write_profile
from pleo_erp_hookspecs import Company, PleoErpError, hookimpl
from pleo_erp_module.erp import CompanyPage, Source
from pleo_erp_module.extensions import ExtensionManager
from pleo_erp_module.odbc import Database

ROWS = [
    ("1", "Nordlys ApS"),
    ("2", "Æblø ÅRHUS"),
    ("3", "100% Beta_x [a]"),
    ("a-4", "100 Gamma"),
    ("5", "æblø fyn"),
    ("6", "Ünïted Straße"),
]
READ = "SELECT code AS id, title AS name FROM firm"
NOT_A_PART = {  # a SELECT of which not every engine takes a part
    "with": f"WITH firms AS (SELECT code, title FROM firm) {READ}s",
    "order": f"{READ} ORDER BY title",
}


Firms = Callable[..., Source]


@pytest.fixture
def firms(any_database: str, tmp_path: Path) -> Iterator[Firms]:
    """``firms(rows, select)``: an ERP whose companies are read by the SELECT, in each engine in turn."""
    with ExitStack() as stack:

        def opened(rows: Sequence[tuple[str, str]], select: str = READ, plugins: ExtensionManager | None = None) -> Source:
            run_script(any_database, "CREATE TABLE firm (code VARCHAR(20), title VARCHAR(80));")
            values = ", ".join(f"('{code}', '{title}')" for code, title in rows)
            run_script(any_database, f"INSERT INTO firm VALUES {values};" if rows else "")
            top = 'title = "Firms"\nengines = ["sqlite", "postgresql", "mariadb", "sqlserver"]\n'
            top += "[entities.companies]\n[entities.accounts]\n"
            accounts = "SELECT code AS id, code, title AS name FROM firm"
            files = {"profile.toml": top, "companies.sql": select, "accounts.sql": accounts}
            folder = write_profile(tmp_path / "profiles", "firms", files)
            return stack.enter_context(source(any_database, "firms", folder=folder, plugins=plugins))

        yield opened


@pytest.fixture(params=["plain", *NOT_A_PART])
def select(request: pytest.FixtureRequest) -> str:
    return NOT_A_PART.get(request.param, READ)


@pytest.fixture
def erp(firms: Firms, select: str) -> Source:
    return firms(ROWS, select)


def ids(found: tuple[list[Company], bool]) -> set[str]:
    return {company.id for company in found[0]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {id for id, _ in ROWS}),
        ("nordlys", {"1"}),
        ("APS nord", {"1"}),
        ("ÆBLØ", {"2", "5"}),
        ("æblø århus", {"2"}),
        ("ÜNÏTED straße", {"6"}),
        ("strasse", set()),
        ("a-4", {"a-4"}),
        ("A", {"1", "3", "6", "a-4"}),
        ("100%", {"3"}),
        ("_", {"3"}),
        ("[a]", {"3"}),
        ("!", set()),
        ("' OR '1'='1", set()),
        ("漢", set()),
    ],
)
def test_a_text_finds_the_same_in_every_engine_whatever_its_case(erp: Source, text: str, found: set[str]) -> None:
    assert ids(erp.some_companies(CompanyPage(text=text))) == found
    assert ids(CompanyPage(text=text).of(erp.companies())) == found


def test_pages_together_are_all_companies_each_once(erp: Source) -> None:
    seen: list[str] = []
    for offset in range(0, 8, 2):
        page, more = erp.some_companies(CompanyPage(limit=2, offset=offset))
        assert more == (offset + 2 < len(ROWS))
        seen += [company.id for company in page]
    assert sorted(seen) == sorted(id for id, _ in ROWS)


@pytest.mark.parametrize(("id", "name"), [("1", "Nordlys ApS"), ("a-4", "100 Gamma"), ("9", None), ("A-4", None), ("%", None)])
def test_an_id_finds_its_company_and_no_other(erp: Source, id: str, name: str | None) -> None:
    if name is not None:
        assert erp.company(id) == Company(id, name)
        return
    with pytest.raises(PleoErpError, match="unknown_company"):
        erp.company(id)


def test_one_row_is_read_of_many(firms: Firms, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    rows_of = Database.rows

    def counted(database: Database, sql: str, parameters: Iterable[object] = ()) -> Iterator[Any]:
        for row in rows_of(database, sql, parameters):
            read.append(1)
            yield row

    erp = firms([(str(number), f"Firm {number}") for number in range(400)])
    monkeypatch.setattr(Database, "rows", counted)
    assert erp.company("77").name == "Firm 77"
    assert len(read) == 1
    assert len(erp.some_companies(CompanyPage(text="firm 1", limit=10, offset=20))[0]) == 10
    assert len(read) == 12  # and the one that tells that there are more


def test_an_extension_that_answers_for_the_profile_is_asked(firms: Firms) -> None:
    class Own:
        @hookimpl
        def pleo_erp_read_companies(self) -> Iterable[Company]:
            return [Company("7", "Zeta"), Company("8", "Alpha")]

    plugins = ExtensionManager()
    plugins.register(Own(), "own")
    erp = firms([], plugins=plugins)
    assert erp.some_companies(CompanyPage(limit=1)) == ([Company("8", "Alpha")], True)
    assert erp.company("7").name == "Zeta"
