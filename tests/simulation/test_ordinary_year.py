"""365 ordinary days, two runs each, on a company with three dimensions and 80 accounts: nothing is ever held."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from reconcile.company import Company
from reconcile.ordinary_year import Year


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.heavy) for seed in (1, 2))])
def test_a_year_of_ordinary_days_is_never_held(seed: int) -> None:
    company = Company()
    year = Year(company, Random(seed))
    for day in range(365):
        year.day(day)
        for evening in (False, True):
            if evening:
                year.evening()
            held = {unit: verdict.holds for unit, verdict in company.run().items() if verdict.held}
            assert held == {}, f"day {day}"
            company.now += timedelta(hours=12)
    assert sum(map(len, company.past.values())) > 500
