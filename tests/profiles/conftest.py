"""Each case of the suite in turn, and its fixture in a database."""

from __future__ import annotations

import pytest

from engines import DatabaseFactory
from profiles.cases import CASES, Case
from servers import sqlite_connection


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture(scope="session")
def loaded_cases() -> dict[Case, str]:
    """The databases of `unchanged_erp`."""
    return {}


@pytest.fixture
def unchanged_erp(
    case: Case, loaded_cases: dict[Case, str], request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The case's fixture in a database that other tests read, too."""
    if case not in loaded_cases:
        if case.engine == "sqlite":
            path = tmp_path_factory.mktemp(case.folder) / "erp.sqlite"
            path.touch()
            connection = sqlite_connection(path)
        else:
            connection = request.getfixturevalue(case.engine).create_database()  # its server drops it in the end
        case.load(connection)
        loaded_cases[case] = connection
    return loaded_cases[case]


@pytest.fixture
def erp(case: Case, database_factory: DatabaseFactory) -> str:
    """The case's fixture in a database of its own."""
    connection = database_factory(case.engine)
    case.load(connection)
    return connection
