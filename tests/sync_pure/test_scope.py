"""What a job is about, and what of it is due (S-8 to S-12)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.kinds.registry import leading_units
from pleo_erp_module.sync.job_scope import UNDO, Scope, due, jobs, scope
from pleo_erp_module.sync.setting_registry import Settings

NOW = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
DEFAULTS = Settings.of({})
TAGS, ACCOUNTS = "tags", "accounts"
BOTH = frozenset({TAGS, ACCOUNTS})


def due_areas(tags_ago: timedelta | None, accounts_ago: timedelta | None, settings: Settings = DEFAULTS) -> set[str]:
    """What of `sync` is due when the areas were last looked at so long ago; None for never."""
    checked = {TAGS: tags_ago, ACCOUNTS: accounts_ago}
    last = {area: None if ago is None else NOW - ago for area, ago in checked.items()}
    return set(due(scope("sync", settings), settings, last, NOW).areas)


# -- scope


@pytest.mark.parametrize(
    ("job", "areas"),
    [("sync", BOTH), ("sync-all", BOTH), ("sync-tags", {TAGS}), ("sync-accounts", {ACCOUNTS})],
)
def test_each_job_has_its_areas(job: str, areas: frozenset[str]) -> None:
    assert scope(job, DEFAULTS) == Scope(job, frozenset(areas), None)


@pytest.mark.parametrize(
    ("job", "areas"), [("sync", {ACCOUNTS}), ("sync-all", {ACCOUNTS}), ("sync-tags", set()), ("sync-accounts", {ACCOUNTS})]
)
def test_an_area_that_is_switched_off_is_in_no_job(job: str, areas: set[str]) -> None:
    assert scope(job, Settings.of({"tags": "off"})).areas == areas


def test_s12_a_dimension_restricts_the_tags_of_a_manual_run() -> None:
    assert scope("sync-tags", DEFAULTS, "DEPT") == Scope("sync-tags", frozenset({TAGS}), "DEPT")


@pytest.mark.parametrize("job", ["sync", "sync-all", "sync-accounts"])
def test_no_other_job_takes_a_dimension(job: str) -> None:
    with pytest.raises(PleoErpError, match="only be given for the job sync-tags") as caught:
        scope(job, DEFAULTS, "DEPT")
    assert caught.value.code == "usage"


@pytest.mark.parametrize("job", ["", "Sync", "tags", "undo-all"])
def test_an_unknown_job_is_refused(job: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        scope(job, DEFAULTS)
    assert caught.value.code == "unknown_job"


# -- due


def test_what_was_never_looked_at_is_due_at_once() -> None:
    assert due_areas(None, None) == BOTH
    assert set(due(scope("sync", DEFAULTS), DEFAULTS, {}, NOW).areas) == BOTH


@pytest.mark.parametrize(
    ("area", "minutes"), [(TAGS, 60), (ACCOUNTS, 24 * 60)], ids=["S-8 tags every hour", "S-10 accounts every day"]
)
def test_an_area_is_due_after_its_interval_or_up_to_five_minutes_early(area: str, minutes: int) -> None:
    moment = timedelta(microseconds=1)
    edge = timedelta(minutes=minutes - 5)

    def is_due(ago: timedelta) -> bool:
        other = timedelta(minutes=1)
        return area in (due_areas(ago, other) if area == TAGS else due_areas(other, ago))

    assert [is_due(ago) for ago in (timedelta(0), edge - moment, edge, edge + moment)] == [False, False, True, True]
    assert is_due(timedelta(minutes=minutes))
    assert is_due(timedelta(days=400))


def test_one_area_is_due_without_the_other() -> None:
    assert due_areas(timedelta(hours=1), timedelta(hours=1)) == {TAGS}
    assert due_areas(timedelta(minutes=1), timedelta(days=1)) == {ACCOUNTS}
    assert due_areas(timedelta(minutes=1), timedelta(minutes=1)) == set()


def test_s9_the_intervals_are_settings() -> None:
    twelve_hours = Settings.of({"tags_interval": "720", "accounts_interval": "60"})
    assert due_areas(timedelta(hours=11), timedelta(minutes=54), twelve_hours) == set()
    assert due_areas(timedelta(hours=12), timedelta(minutes=55), twelve_hours) == BOTH


def test_after_the_clock_was_set_back_an_area_is_due_rather_than_stuck() -> None:
    assert due_areas(-timedelta(microseconds=1), -timedelta(days=30)) == BOTH


def test_an_area_that_is_switched_off_is_never_due() -> None:
    assert due_areas(None, None, Settings.of({"accounts": "off"})) == {TAGS}


@pytest.mark.parametrize("job", ["sync-all", "sync-tags", "sync-accounts"])
def test_what_a_person_starts_is_always_due(job: str) -> None:
    wanted = scope(job, DEFAULTS)
    assert due(wanted, DEFAULTS, {TAGS: NOW, ACCOUNTS: NOW}, NOW) is wanted


def test_each_area_is_dated_by_its_leading_unit() -> None:
    assert {area: str(unit) for area, unit in leading_units().items()} == {TAGS: "tag_groups", ACCOUNTS: "accounts"}


# -- jobs


@pytest.mark.parametrize(
    ("stored", "interval"),
    [
        ({}, 60),
        ({"tags": "off"}, 1440),
        ({"accounts": "off", "tags_interval": "720"}, 720),
        ({"tags_interval": "720", "accounts_interval": "120"}, 120),
        ({"tags": "off", "accounts": "off"}, 60),
    ],
)
def test_only_sync_is_for_the_scheduler_as_often_as_anything_can_be_due(stored: dict[str, str], interval: int) -> None:
    found = {job.name: job.interval_minutes for job in jobs(Settings.of(stored))}
    assert found == {"sync": interval, "sync-all": None, "sync-tags": None, "sync-accounts": None, "undo": None}
    assert all(job.help for job in jobs(Settings.of(stored)))


def test_every_job_that_is_announced_has_a_scope_but_the_one_that_follows_no_erp() -> None:
    assert all(scope(job.name, DEFAULTS).job == job.name for job in jobs(DEFAULTS) if job.name != UNDO)


@pytest.mark.parametrize(("dimension", "code"), [(None, "unknown_job"), ("DEP", "usage")])
def test_an_undo_has_none(dimension: str | None, code: str) -> None:
    with pytest.raises(PleoErpError) as refused:
        scope(UNDO, DEFAULTS, dimension)
    assert refused.value.code == code
