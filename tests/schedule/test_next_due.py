"""When `sync` is due next: pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_module.sync.due_time import LatestAttempt, next_due
from pleo_erp_module.sync.job_scope import EARLY, due, scope
from pleo_erp_module.sync.setting_registry import Settings

TAGS, ACCOUNTS = "tags", "accounts"
NOW = datetime(2026, 11, 24, 19, 38, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DEFAULT = Settings.of({})
TAGS_ONLY = Settings.of({"accounts": "off"})


def test_what_was_never_looked_at_or_is_asked_for_is_due_now() -> None:
    assert next_due("1", DEFAULT, {TAGS: None, ACCOUNTS: NOW}, LatestAttempt(NOW, failed=True), NOW) == NOW


def test_a_check_in_the_future_is_a_clock_that_was_set_back() -> None:
    assert next_due("1", TAGS_ONLY, {TAGS: NOW + HOUR}, None, NOW) == NOW


def test_nothing_is_due_where_nothing_is_synchronised() -> None:
    assert next_due("1", Settings.of({"accounts": "off", "tags": "off"}), {}, None, NOW) is None


@given(company=st.text(min_size=1, max_size=20), late=st.integers(0, 3000), hours=st.integers(1, 24))
def test_at_the_moment_named_the_run_itself_finds_it_due(company: str, late: int, hours: int) -> None:
    settings = Settings.of({"accounts": "off", "tags_interval": str(60 * hours)})
    last = NOW - timedelta(seconds=late)
    moment = next_due(company, settings, {TAGS: last}, None, NOW)
    assert moment is not None
    assert last + hours * HOUR - EARLY <= moment <= last + hours * HOUR
    assert due(scope("sync", settings), settings, {TAGS: last}, moment).areas == {TAGS}


@given(st.lists(st.text(min_size=1, max_size=10), min_size=50, max_size=50, unique=True))
def test_many_companies_that_began_together_drift_apart_and_stay_there(companies: list[str]) -> None:
    last = dict.fromkeys(companies, NOW)
    for _ in range(14):
        last = {one: moment for one, at in last.items() if (moment := next_due(one, TAGS_ONLY, {TAGS: at}, None, at))}
    quarters = {int(at.timestamp()) % 3600 // 900 for at in last.values()}
    assert len(quarters) == 4
    for one, at in last.items():
        assert next_due(one, TAGS_ONLY, {TAGS: at}, None, at) == at + HOUR


@pytest.mark.parametrize(("failed", "minutes"), [(True, 15), (False, 60)])
def test_what_the_latest_run_left_undone_waits_a_while(failed: bool, minutes: int) -> None:
    long_ago = NOW - timedelta(days=1)
    tried = LatestAttempt(NOW - timedelta(minutes=1), failed)
    assert next_due("1", TAGS_ONLY, {TAGS: long_ago}, tried, NOW) == tried.at + timedelta(minutes=minutes)


def test_a_run_before_the_area_was_due_delays_nothing() -> None:
    last = NOW - 2 * HOUR
    before = next_due("1", TAGS_ONLY, {TAGS: last}, None, NOW)
    assert before is not None
    assert next_due("1", TAGS_ONLY, {TAGS: last}, LatestAttempt(before - timedelta(minutes=1), failed=True), NOW) == before
