"""The catalogue of catastrophes on a company with three dimensions and 80 accounts: each is held, and nothing is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from pleo_erp_module.reconcile.guards import Thresholds
from reconcile.catastrophes import CATASTROPHES
from reconcile.company import CC, CHART, DEP, PRJ, UNITS, Company, Row, rows_of_a_company, value
from reconcile.ordinary_year import Year

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def loaded() -> Company:
    """The company after its first load, two months ago."""
    return Company()


@pytest.fixture
def company(loaded: Company) -> Company:
    return loaded.copy()


def held(company: Company, *units: str) -> set[str]:
    """Run, and answer the guards that hold something."""
    verdicts = company.run(*units)
    company.now += HOUR
    return {hold.guard for verdict in verdicts.values() for hold in verdict.holds}


@pytest.mark.parametrize("name", CATASTROPHES)
def test_nothing_is_written(company: Company, name: str) -> None:
    before = company.records()
    CATASTROPHES[name](company)
    for _ in range(3):
        assert held(company) or name == "a join multiplies rows"  # such rows are left out
        assert company.records() == before


@pytest.mark.parametrize("name", CATASTROPHES)
def test_nothing_is_left_over_when_the_erp_is_repaired(company: Company, name: str) -> None:
    healthy = {unit: list(rows) for unit, rows in company.rows.items()}
    CATASTROPHES[name](company)
    held(company)
    company.rows = healthy
    assert held(company) == set()
    company.change(DEP, by=lambda rows: [*rows[1:], value("new", "New")])
    assert held(company) == set()


@pytest.mark.parametrize("name", ["15 percent of everything", "a fifth of everything", "an eighth of everything"])
def test_a_little_everywhere_is_held_in_units_that_are_read_later(company: Company, name: str) -> None:
    before = company.records()
    CATASTROPHES[name](company)
    assert held(company, CC, DEP, PRJ) >= {"spread"}
    assert held(company, CHART) == {"spread"}
    assert company.records() == before


def test_a_unit_that_lost_some_in_another_run_of_the_week_counts(company: Company) -> None:
    company.change(PRJ, by=lambda rows: rows[6:])
    assert held(company, CC, DEP, PRJ) == set()
    company.change(CHART, by=lambda rows: rows[10:])
    assert held(company, CHART) == {"spread"}
    returned = company.copy()
    returned.change(PRJ, by=lambda rows: rows_of_a_company()[PRJ])
    assert held(returned, CC, DEP, PRJ) == set()
    assert held(returned, CHART) == {"spread"}, "what is held stays held"
    returned.change(CHART, by=lambda rows: rows_of_a_company()[CHART])
    assert held(returned, CHART) == set()
    returned.change(CHART, by=lambda rows: rows[10:])
    assert held(returned, CHART) == set()


def archived(company: Company, unit: str = CHART) -> int:
    return sum(1 for _, gone in company.records()[unit] if gone)


@pytest.mark.parametrize(("rows", "hours", "most"), [(1, 1, 16), (3, 1, 15), (4, 1, 16), (12, 1, 12), (1, 12, 20), (4, 12, 16)])
def test_a_drip_is_held_when_a_fifth_has_gone_in_a_week(company: Company, rows: int, hours: int, most: int) -> None:
    guards = set()
    for _ in range(30):
        company.change(CHART, by=lambda found: found[rows:])
        guards |= held(company)
        company.now += (hours - 1) * HOUR
    assert "drip" in guards
    assert archived(company) <= most


def test_a_drip_is_held_at_its_count_where_the_share_is_small(company: Company) -> None:
    company.limits = Thresholds(count_gone=5, drip_percent=100)
    for _ in range(10):
        company.change(CHART, by=lambda found: found[1:])
        held(company)
    assert archived(company) == 5


def test_a_drip_from_every_unit_is_held(company: Company) -> None:
    for _ in range(30):
        company.change(by=lambda found: found[1:])
        held(company)
    assert sum(archived(company, unit) for unit in UNITS) <= 17


def test_a_drip_of_blocked_rows_is_held_when_half_has_gone(company: Company) -> None:
    for last in range(80):
        company.rows[CHART][last] = replace(company.rows[CHART][last], usable=False)
        held(company)
    assert archived(company) == 40


def test_a_drip_of_new_names_is_held_at_a_third(company: Company) -> None:
    for last in range(80):
        company.rows[CHART][last] = replace(company.rows[CHART][last], name=f"x{last}")
        held(company)
    assert sum(1 for values, _ in company.records()[CHART] if str(values["name"]).startswith("x")) == 24


def test_what_returns_is_not_counted(company: Company) -> None:
    healthy = list(company.rows[CHART])
    for first in range(0, 80, 4):
        company.rows[CHART] = healthy[:first] + healthy[first + 4 :]
        assert held(company) == set()
    company.rows[CHART] = healthy
    assert held(company) == set()
    assert archived(company) == 0


def test_a_week_later_and_after_a_release_counting_starts_again(company: Company) -> None:
    for _ in range(4):
        company.change(CHART, by=lambda found: found[4:])
        assert held(company) == set()
    later = company.copy()
    later.now += timedelta(days=7)
    later.change(CHART, by=lambda found: found[4:])
    assert held(later) == set()
    company.change(CHART, by=lambda found: found[4:])
    assert held(company) == {"drip"}
    company.run(release=True)
    company.change(CHART, by=lambda found: found[4:])
    assert held(company) == set()


def lived(days: int, seed: int) -> tuple[Company, list[dict[str, list[Row]]]]:
    """A company after so many ordinary days, and what its ERP held on each of them."""
    company, backups = Company(), []
    year = Year(company, Random(seed))
    for day in range(days):
        backups.append({unit: list(rows) for unit, rows in company.rows.items()})
        year.day(day)
        for _ in range(2):
            assert held(company) == set()
            company.now += 11 * HOUR
    return company, backups


@pytest.mark.parametrize("seed", range(4))
def test_a_backup_is_held_whole(seed: int) -> None:
    company, backups = lived(60, seed)
    for days in (7, 10, 14, 20, 30):
        restored = company.copy()
        restored.rows = backups[-days]
        before = restored.records()
        assert "rewind" in held(restored), days
        assert restored.records() == before


def test_new_records_of_several_days_that_vanish_together_are_a_backup(company: Company) -> None:
    backup = list(company.rows[PRJ])
    for number in range(6):
        company.rows[PRJ].append(value(f"Q{number}", f"New {number}"))
        assert held(company) == set()
    once = company.copy()
    company.rows[PRJ] = backup
    assert held(company) == {"rewind"}
    once.change(PRJ, by=lambda rows: [*rows, *(value(f"R{n}", f"Import {n}") for n in range(6))])
    assert held(once) == set()
    once.change(PRJ, by=lambda rows: rows[:-6])
    assert held(once) == set(), "an import that was wrong"


def test_a_backup_that_is_released_is_the_truth_from_then_on() -> None:
    company, backups = lived(60, 1)
    company.rows = backups[-7]
    assert "rewind" in held(company)
    company.run(release=True)
    assert held(company) == set()
    year = Year(company, Random(99), number=500)
    for day in range(10):
        year.day(day)
        assert held(company) == set()


def test_single_changes_that_are_taken_back_are_ordinary(company: Company) -> None:
    before = {unit: list(rows) for unit, rows in company.rows.items()}
    company.change(DEP, by=lambda rows: [replace(rows[0], name="Other"), *rows[1:], value("n1", "N"), value("n2", "N")])
    company.change(CC, by=lambda rows: [*(replace(row, usable=False) for row in rows[:6]), *rows[6:]])
    assert held(company) == set()
    company.rows = {**before, CC: company.rows[CC]}
    assert held(company) == set()
    company.rows = before
    assert held(company) == set()


def test_new_rows_wait_only_if_they_came_with_what_is_held(company: Company) -> None:
    company.change(DEP, by=lambda rows: [*rows[5:], value("first", "First")])
    assert held(company) == {"share"}
    company.change(DEP, by=lambda rows: [*rows, value("second", "Second")])
    assert held(company) == {"share"}
    codes = [values["code"] for values, _ in company.records()[DEP]]
    assert ("first" in codes, "second" in codes) == (False, True)
    company.change(DEP, by=lambda rows: [*rows_of_a_company()[DEP][:5], *rows])
    assert held(company) == set()
    assert "first" in [values["code"] for values, _ in company.records()[DEP]]


def test_a_first_load_and_a_new_year_are_free(company: Company) -> None:
    company.change(PRJ, by=lambda rows: [*rows, *(value(f"P27{n:02}", f"Projekt {n}") for n in range(40))])
    assert held(company) == set()
    first = company.copy()
    del first.rows_before[CC]
    first.change(CC, by=lambda rows: [*rows, *(value(f"C{n}", f"C {n}") for n in range(300))])
    assert held(first) == set(), "a chart that is switched on beside the records that Pleo comes with"
    company.pleo[DEP].stored.clear()
    company.change(DEP, by=lambda rows: [value(f"D{n}", f"D {n}") for n in range(900)])
    assert held(company) == set()
