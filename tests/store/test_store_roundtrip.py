"""Whatever is stored comes back unchanged, on every engine."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pleo_erp_hookspecs import Message
from pleo_erp_module.store import (
    ChangeRow,
    Connection,
    Json,
    Run,
    Selected,
    Selection,
    Status,
    Store,
    StoredChange,
    StoredOutcome,
    StoredPlan,
    UnitState,
)
from pleo_erp_module.store.codec import moment, stamp

shared_store = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=40
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40) | st.sampled_from(
    ["", " ", "'", '"', "?", "{fn now()}", "Økonomi - FD", "日本語", "😀" * 300, "x" * 20_000, "\r\n\t", "1", "007", "null"]
)
MAYBE = st.none() | TEXT
KEY = TEXT.map(lambda text: text[:30])  # SQL Server has no longer keys for its indexes (docs/tables.md)
LONG_KEY = TEXT.map(lambda text: text[:200])
NUMBER = st.integers(0, 2**62)
MOMENT = st.datetimes(
    datetime.fromisoformat("0001-01-02"),
    datetime.fromisoformat("9999-12-30"),
    timezones=st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone) | st.just(UTC),
)
ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=20)  # in JSON everything survives, NUL and half surrogates too
VALUE = st.none() | st.booleans() | st.integers() | ANY_TEXT | st.lists(ANY_TEXT, max_size=3)
FACTS = st.dictionaries(ANY_TEXT, VALUE | st.builds(Message, TEXT), max_size=3)
MESSAGE = st.builds(Message, TEXT, FACTS)
JSON: st.SearchStrategy[Json] = st.dictionaries(ANY_TEXT, VALUE, max_size=4)
CHANGE = st.builds(
    StoredChange,
    unit=KEY,
    action=st.sampled_from(["create", "update", "unarchive", "archive"]),
    key=LONG_KEY,
    record_id=MAYBE,
    before=st.none() | JSON,
    after=st.none() | JSON,
    reason=MESSAGE,
    rule=TEXT,
    held=st.booleans(),
    approval=KEY,
)


def _id() -> str:
    return uuid.uuid4().hex


@shared_store
@given(
    connection=st.builds(
        Connection,
        company=KEY,
        pleo_company=st.builds(_id),
        pleo_name=MAYBE,
        fingerprint=TEXT,
        connected_at=MOMENT,
        connected_by=TEXT,
        confirmed_at=st.none() | MOMENT,
        confirmed_by=MAYBE,
        paused_at=st.none() | MOMENT,
        paused_by=MAYBE,
    )
)
def test_a_connection_comes_back(store: Store, connection: Connection) -> None:
    store.connections.put(connection)
    assert store.connections.get(connection.company) == connection
    assert store.connections.by_pleo_company(connection.pleo_company) == connection
    assert connection in store.connections.all()


@shared_store
@given(
    selection=st.builds(
        Selection,
        company=KEY,
        dimensions=st.lists(st.builds(Selected, ANY_TEXT, ANY_TEXT), max_size=5).map(tuple),
        saved_at=MOMENT,
        saved_by=TEXT,
        confirmed=st.booleans(),
    )
)
def test_a_selection_comes_back(store: Store, selection: Selection) -> None:
    store.selections.put(selection)
    assert store.selections.get(selection.company) == selection


@shared_store
@given(values=st.dictionaries(KEY, TEXT, max_size=4))
def test_settings_come_back(store: Store, values: dict[str, str]) -> None:
    company = _id()
    store.settings.put(company, values)
    assert store.settings.get(company) == values


@shared_store
@given(company=KEY, purpose=KEY, sealed=TEXT)
def test_a_secret_comes_back(store: Store, company: str, purpose: str, sealed: str) -> None:
    store.secrets.put(company, purpose, sealed)
    assert store.secrets.get(company, purpose) == sealed
    assert (company, purpose, sealed) in store.secrets.all()


@shared_store
@given(
    changes=st.lists(CHANGE, max_size=4),
    job=TEXT,
    user=TEXT,
    shown_at=MOMENT,
    selection_saved_at=st.none() | MOMENT,
    shows_tags=st.booleans(),
)
def test_a_plan_comes_back(
    store: Store,
    changes: list[StoredChange],
    job: str,
    user: str,
    shown_at: datetime,
    selection_saved_at: datetime | None,
    shows_tags: bool,
) -> None:
    plan = StoredPlan(_id(), _id(), job, shown_at, datetime(9999, 1, 1, tzinfo=UTC), selection_saved_at, shows_tags, user)
    store.plans.put(plan, changes)
    assert store.plans.get(plan.company, plan.hash) == plan
    assert store.plans.changes(plan.company, plan.hash) == changes


@shared_store
@given(unit=KEY, rows=st.none() | NUMBER, checked_at=st.none() | MOMENT)
def test_a_unit_comes_back(store: Store, unit: str, rows: int | None, checked_at: datetime | None) -> None:
    company = _id()
    state = UnitState(rows, checked_at)
    store.units.put(company, {unit: state})
    assert store.units.of(company) == ({} if state == UnitState() else {unit: state})


@shared_store
@given(held=st.dictionaries(KEY, TEXT, max_size=4), unit=KEY)
def test_holds_come_back(store: Store, held: dict[str, str], unit: str) -> None:
    company = _id()
    there = {unit: held} if held else {}
    assert store.holds.replace(company, {unit: held}, "run") == {place: {*guards.values()} for place, guards in there.items()}
    assert store.holds.of(company) == there


RUN = st.builds(
    Run,
    id=st.builds(_id),
    company=KEY,
    job=TEXT,
    user=TEXT,
    started_at=MOMENT,
    finished_at=st.none() | MOMENT,
    status=st.sampled_from(["running", "success", "held", "partial", "failed"]),
    plan=MAYBE,
    reads=NUMBER,
    writes=NUMBER,
    retries=NUMBER,
    changes=NUMBER,
    units=st.lists(JSON, max_size=3),
    error_code=MAYBE,
    error_message=MAYBE,
    error_next=MAYBE,
    first_at=MOMENT,
    repeats=NUMBER,
)


@shared_store
@given(run=RUN, later=RUN)
def test_a_run_comes_back(store: Store, run: Run, later: Run) -> None:
    started = store.history.start(run)
    assert started == replace(run, number=started.number)
    assert store.history.run(run.company, run.id) == started
    ended = replace(later, id=run.id, company=run.company, status="success", number=started.number)
    assert store.history.finish(ended) == run.id
    assert store.history.run(run.company, run.id) == ended
    assert ended in store.history.runs(run.company, limit=10_000)


@shared_store
@given(change=CHANGE, answered=st.none() | JSON, record_id=MAYBE, texts=st.tuples(MAYBE, MAYBE, MAYBE))
def test_a_change_of_a_run_comes_back(
    store: Store,
    change: StoredChange,
    answered: Json | None,
    record_id: str | None,
    texts: tuple[str | None, str | None, str | None],
) -> None:
    run, company, at = _id(), _id(), moment(stamp(datetime(2026, 11, 24, 19, 38, 9, 123456, tzinfo=UTC)))
    assert store.history.sent(run, company, [change]) == [0]
    row = ChangeRow(
        run, 0, company, change.unit, change.action, change.key, change.record_id, change.before, change.after, None,
        change.reason, change.rule, Status.SENT, None, None, None, at, at, 1,
    )  # fmt: skip
    assert store.history.changes(company, run) == [row]
    assert store.history.open_and_answered(company)[0] == [row]
    store.history.outcome([StoredOutcome(run, 0, Status.DONE, record_id, answered, *texts)])
    known = change.record_id if record_id is None else record_id
    done = replace(row, status=Status.DONE, record_id=known, answered=answered)
    done = replace(done, error_code=texts[0], error_message=texts[1], error_next=texts[2])
    assert store.history.last(company, change.unit, change.key) == done
    assert store.history.open_and_answered(company)[0] == []


@pytest.mark.parametrize("text", ["a\0b", "\0", "half \ud800", "\udfff\0"])
def test_what_not_every_engine_can_hold_becomes_the_replacement_character(store: Store, text: str) -> None:
    lost = re.sub("[\0\ud800-\udfff]", "�", text)
    store.settings.put(text, {text: text})
    assert store.settings.get(text) == store.settings.get(lost) == {lost: lost}


@given(MOMENT, MOMENT)
def test_moments_sort_as_text_in_the_order_of_time(one: datetime, other: datetime) -> None:
    assert (stamp(one) < stamp(other)) == (one < other)
    assert moment(stamp(one)) == one
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", stamp(one))
