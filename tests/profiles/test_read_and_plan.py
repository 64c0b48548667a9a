"""Every shipped profile on every engine that is here: what is read, row by row, and what a plan makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.erp import known_profiles, load_profile, recognise
from pleo_erp_module.odbc import open_database
from profiles.cases import CASES, TEMPLATE, Case
from profiles.picture import half_filled, picture, read_all
from reconcile.model_pleo import Pleo, planned


def test_every_row_is_read_and_planned_as_expected(case: Case, unchanged_erp: str, tmp_path: Path) -> None:
    with case.opened(unchanged_erp, tmp_path) as source:
        assert picture(read_all(source)).splitlines() == case.expected.splitlines()


def test_a_second_plan_is_empty(case: Case, unchanged_erp: str, tmp_path: Path) -> None:
    with case.opened(unchanged_erp, tmp_path) as source:
        reads, again = read_all(source), read_all(source)
    assert picture(reads) == picture(again)
    planned_something = False
    for one, later in zip(reads, again, strict=True):
        for (shape, rows), (_, rows_later) in zip(one.units(), later.units(), strict=True):
            for pleo in (Pleo(shape), half_filled(shape, rows)):
                plan = planned(pleo, rows)
                pleo.apply(plan.changes)
                assert planned(pleo, rows_later).changes == ()
                planned_something = planned_something or bool(plan.changes)
    assert planned_something


def test_the_erp_is_recognised_and_no_other(case: Case, unchanged_erp: str) -> None:
    with open_database(unchanged_erp, purpose="erp") as database:
        found = {other.name for other in CASES if recognise(database, Case(other.name, case.engine).profile)}
    assert found == {case.name}


@pytest.mark.parametrize("other", sorted({case.name for case in CASES}))
def test_the_profile_of_another_erp_is_refused_before_anything_is_read(
    case: Case, unchanged_erp: str, tmp_path: Path, other: str
) -> None:
    if other == case.name:
        with case.opened(unchanged_erp, tmp_path) as source:
            assert source.companies()
        return
    with pytest.raises(PleoErpError) as caught, Case(other, case.engine).opened(unchanged_erp, tmp_path):
        pass
    assert caught.value.code in {"erp_table_missing", "erp_column_missing"}
    assert caught.value.next_step


def test_every_shipped_profile_has_its_cases() -> None:
    names = {case.name for case in CASES}
    assert names == set(known_profiles()) - {TEMPLATE}
    assert all(load_profile(name).recognise for name in names)
