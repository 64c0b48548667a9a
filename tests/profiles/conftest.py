"""Each case of the suite in turn, and its fixture in a database."""

from __future__ import annotations

import pytest

from engines import DatabaseFactory
from profiles.cases import CASES, Case


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def erp(case: Case, database_factory: DatabaseFactory) -> str:
    """The case's fixture in a database of its own."""
    connection = database_factory(case.engine)
    case.load(connection)
    return connection
