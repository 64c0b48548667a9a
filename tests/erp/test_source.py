"""The ERP as a run sees it: companies, days, parameters, one moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from erp.worlds import NOW, no_parameters, run_script, source, tryton, write_profile
from pleo_erp_hookspecs import Dimension, PleoErpError, ReadContext
from pleo_erp_module.erp import Source
from pleo_erp_module.odbc import open_database


@pytest.fixture
def erp(tryton_database: str) -> str:
    return tryton(tryton_database)


def test_an_unknown_company_lists_the_known(erp: str) -> None:
    with source(erp) as opened:
        assert opened.company("2").name == "Autre SARL"
        with pytest.raises(PleoErpError) as caught:
            opened.company("9")
    assert caught.value.code == "unknown_company"
    assert "1 (Nordlys ApS), 2 (Autre SARL)" in caught.value.message


EVENING = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("configured", "company", "today"),
    [
        (None, "1", date(2026, 2, 1)),  # Copenhagen
        ("America/New_York", "1", date(2026, 1, 31)),
        ("Pacific/Auckland", "2", date(2026, 2, 1)),
        (None, "2", EVENING.astimezone().date()),  # this machine's
        (None, "3", EVENING.astimezone().date()),
    ],
)
def test_today_is_that_of_the_configured_zone_or_the_company(erp: str, configured: str | None, company: str, today: date) -> None:
    with source(erp, time_zone=configured) as opened:
        assert opened.context(company, EVENING).today == today


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "Europe", "/etc", " "])
def test_an_unknown_time_zone_is_named(erp: str, zone: str) -> None:
    with source(erp, time_zone=zone) as opened, pytest.raises(PleoErpError) as caught:
        opened.context("1", NOW)
    assert caught.value.code == "time_zone_unknown"


def test_a_snapshot_sees_one_moment(erp: str) -> None:
    with open_database(erp, purpose="store") as writer, source(erp) as opened:
        if writer.dialect.name == "sqlite":
            writer.columns("PRAGMA journal_mode = WAL")
        context = opened.context("1", NOW)
        with opened.snapshot():
            assert len(opened.accounts(context)) == 9
            writer.execute("DELETE FROM account_account")
            assert len(opened.accounts(context)) == 9
        assert opened.accounts(context) == []


PROFILE = {
    "profile.toml": """
title = "P"
engines = ["sqlite", "postgresql", "mariadb", "sqlserver"]
[entities.companies]
[entities.dimensions]
[entities.values]
[parameters.client]
help = "the client's number"
[parameters.scope]
help = "where to look"
default = "all of {company}"
replace = " "
""",
    "companies.sql": "SELECT '5' AS id, 'Five' AS name",
    "dimensions.sql": "SELECT :client AS id, :scope AS code, COALESCE(:language, :today) AS name",
    "values.sql": "SELECT :dimension AS code, :company AS name",
}


def opened_with(connection: str, tmp_path: Path, given: Mapping[str, str], language: str | None = None) -> Source:
    folder = write_profile(tmp_path, "p", PROFILE)
    return source(connection, "p", folder=folder, language=language, parameters=lambda company: given)


def test_parameters_have_the_companys_value_or_their_default(any_database: str, tmp_path: Path) -> None:
    with opened_with(any_database, tmp_path, {"client": "77"}) as opened:
        context = opened.context("5", NOW)
        assert context == ReadContext("5", date(2026, 1, 31), None, {"client": "77", "scope": "all_of_5"})
        [dimension] = opened.dimensions(context)
        assert dimension == Dimension("77", "all_of_5", "2026-01-31")
        assert [(value.code, value.name) for value in opened.values(context, dimension)] == [("77", "5")]
        assert opened.profile.title == "P"


def test_a_value_of_an_administrator_is_taken_as_it_is(any_database: str, tmp_path: Path) -> None:
    with opened_with(any_database, tmp_path, {"client": "77", "scope": "{company} x"}, "fr") as opened:
        [dimension] = opened.dimensions(opened.context("5", NOW))
    assert dimension == Dimension("77", "{company}_x", "fr")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "'client' has no value (the client's number)"),
        ({"klient": "7"}, "there is no parameter 'klient'; available: client, scope"),
    ],
)
def test_parameters_that_do_not_fit_are_named(any_database: str, tmp_path: Path, given: Mapping[str, str], words: str) -> None:
    with opened_with(any_database, tmp_path, given) as opened, pytest.raises(PleoErpError) as caught:
        opened.context("5", NOW)
    assert caught.value.code == "profile_parameter"
    assert words in caught.value.message


def test_a_profile_without_parameters_takes_none(erp: str) -> None:
    assert no_parameters("1") == {}
    with source(erp, parameters=lambda company: {"x": "1"}) as opened, pytest.raises(PleoErpError, match="available: none"):
        opened.context("1", NOW)


def test_empty_tables_are_read_as_empty(erp: str) -> None:
    run_script(erp, "DELETE FROM account_account;\nDELETE FROM analytic_account_account;")
    with source(erp) as opened:
        context = opened.context("1", NOW)
        assert opened.accounts(context) == []
        assert opened.dimensions(context) == []
