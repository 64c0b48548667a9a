"""A profile that a customer would write for an ERP that is not shipped, on that ERP's own tables: LedgerSMB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from erp.worlds import run_script, source
from ledgersmb_erp.schema import load, sql_folder
from pleo_erp_module.erp import known_profiles, load_profile, recognise
from pleo_erp_module.odbc import open_database
from profiles.picture import half_filled, picture, read_all
from reconcile.model_pleo import Pleo, planned
from servers import PostgreSQL, database_name
from tryton_erp.cache import cache_folder

FOLDER = Path(__file__).parent / "customers"


@pytest.fixture(scope="module")
def ledgersmb(postgresql: PostgreSQL) -> Iterator[str]:
    """A company's rows in the tables of a real LedgerSMB."""
    connection = postgresql.create_database()
    load(postgresql, database_name(connection), sql_folder(cache_folder().parent))
    run_script(connection, (FOLDER / "rows.sql").read_text("utf-8"))
    yield connection
    postgresql.drop(database_name(connection))


def test_every_row_is_read_and_a_second_plan_is_empty(ledgersmb: str) -> None:
    with source(ledgersmb, "ledgersmb", folder=FOLDER) as opened:
        reads = read_all(opened)
    assert picture(reads).splitlines() == (FOLDER / "ledgersmb.txt").read_text("utf-8").splitlines()
    for shape, rows in reads[0].units():
        for pleo in (Pleo(shape), half_filled(shape, rows)):
            pleo.apply(planned(pleo, rows).changes)
            assert planned(pleo, rows).changes == ()


def test_it_is_recognised_by_its_own_profile_and_no_shipped_one(ledgersmb: str) -> None:
    with open_database(ledgersmb, purpose="erp") as database:
        known = known_profiles(FOLDER)
        assert {name for name in known if recognise(database, load_profile(name, FOLDER))} == {"ledgersmb"}
