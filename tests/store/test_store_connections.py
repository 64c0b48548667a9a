"""Connections, selections, settings, secrets and units: what each call promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Connection, Selected, Selection, Store, StoredChange, StoredPlan, UnitState

from .conftest import Clock

CHANGE = StoredChange("accounts", "create", "6000", None, None, {"code": "6000"}, Message("new_in_erp"), "A-3", False, "a1")


def _connection(clock: Clock, company: str = "1", pleo_company: str = "p1") -> Connection:
    return Connection(company, pleo_company, "Pleo & Søn", "postgresql://db/erp", clock(), "anna")


def _fill(store: Store, clock: Clock, company: str) -> None:
    """Something of everything for a company."""
    store.connections.put(replace(_connection(clock, company, "p" + company), confirmed_at=clock(), confirmed_by="anna"))
    store.secrets.put(company, "api_key", "v1.k.x")
    store.selections.put(Selection(company, (Selected("DEP", "Department"),), clock(), "anna", True))
    store.settings.put(company, {"tags": "off"})
    expires = clock() + timedelta(hours=72)
    store.plans.put(StoredPlan(company, "h", "sync-all", clock(), expires, None, True, "anna"), [CHANGE])
    store.plans.release(company, "h", "anna", expires)
    store.holds.replace(company, {"accounts": {"i": "count"}}, "r")
    store.units.put(company, {"accounts": UnitState(7, clock())})
    store.history.sent("r" + company, company, [CHANGE])


def _kept(store: Store, company: str) -> list[object]:
    return [
        store.selections.get(company) is not None,
        store.settings.get(company) != {},
        store.units.of(company) != {},
        store.history.changes(company, "r" + company) != [],
    ]


def _forgotten(store: Store, company: str) -> list[object]:
    return [
        store.plans.get(company, "h") is None,
        store.plans.changes(company, "h") == [],
        store.plans.decisions(company)[0] == set(),
        store.holds.of(company) == {},
    ]


def test_an_unknown_company_has_nothing(store: Store) -> None:
    assert store.connections.get("1") is None
    assert store.connections.by_pleo_company("p") is None
    assert store.connections.all() == []
    assert store.selections.get("1") is None
    assert store.settings.get("1") == {}
    assert store.secrets.get("1", "api_key") is None
    assert store.secrets.all() == []
    assert store.units.of("1") == {}


def test_a_connection_is_stored_over_the_earlier_one(store: Store, clock: Clock) -> None:
    store.connections.put(_connection(clock))
    again = replace(_connection(clock, pleo_company="p2"), connected_by="bo")
    store.connections.put(again)
    assert store.connections.all() == [again]
    assert store.connections.by_pleo_company("p1") is None


def test_a_pleo_company_feeds_from_one_company_only(store: Store, clock: Clock) -> None:
    store.connections.put(_connection(clock))
    with pytest.raises(PleoErpError) as caught:
        store.connections.put(_connection(clock, company="2"))
    assert caught.value.code == "pleo_company_taken"
    assert store.connections.all() == [_connection(clock)]


def test_connections_are_listed_by_company(store: Store, clock: Clock) -> None:
    for company in ("b", "a", "10", "9"):
        store.connections.put(_connection(clock, company, "p" + company))
    assert [each.company for each in store.connections.all()] == ["10", "9", "a", "b"]


def test_deleting_a_connection_keeps_selection_settings_history_and_units(store: Store, clock: Clock) -> None:
    for company in ("1", "2"):
        _fill(store, clock, company)
    store.connections.delete("1")
    assert store.connections.get("1") is None
    assert store.secrets.get("1", "api_key") is None
    assert all(_forgotten(store, "1"))
    assert all(_kept(store, "1"))
    assert store.connections.get("2") is not None
    assert store.secrets.get("2", "api_key") is not None
    assert not any(_forgotten(store, "2"))


def test_voiding_keeps_the_connection_unconfirmed(store: Store, clock: Clock) -> None:
    for company in ("1", "2"):
        _fill(store, clock, company)
    before = store.connections.get("2")
    store.connections.void("1")
    assert store.connections.get("1") == replace(_connection(clock), confirmed_at=None, confirmed_by=None)
    assert store.secrets.get("1", "api_key") is not None
    assert all(_forgotten(store, "1"))
    assert all(_kept(store, "1"))
    assert store.connections.get("2") == before
    assert not any(_forgotten(store, "2"))


def test_the_first_confirmation_stands(store: Store, clock: Clock) -> None:
    store.connections.put(_connection(clock))
    at = clock()
    assert store.connections.confirm("1", at, "anna")
    assert not store.connections.confirm("1", clock.pass_(hours=1), "bo")
    confirmed = replace(_connection(clock), connected_at=at, confirmed_at=at, confirmed_by="anna", confirmed_number=1)
    assert store.connections.get("1") == confirmed
    assert not store.connections.confirm("2", at, "anna")


def test_a_pause_lasts_until_it_is_ended(store: Store, clock: Clock) -> None:
    connection = _connection(clock)
    store.connections.put(connection)
    assert not store.connections.resume("1")
    at = clock.pass_(hours=1)
    assert store.connections.pause("1", "anna")
    clock.pass_(hours=1)
    assert not store.connections.pause("1", "bo")
    assert store.connections.get("1") == replace(connection, paused_at=at, paused_by="anna")
    assert store.connections.resume("1")
    assert store.connections.get("1") == connection


def test_an_empty_selection_is_one(store: Store, clock: Clock) -> None:
    empty = Selection("1", (), clock(), "anna", False)
    store.selections.put(empty)
    assert store.selections.get("1") == empty


def test_a_selection_is_confirmed_once_and_a_new_one_as_it_says(store: Store, clock: Clock) -> None:
    selection = Selection("1", (Selected("b", "B"), Selected("a", "A")), clock(), "anna", False)
    assert not store.selections.confirm("1")
    store.selections.put(selection)
    assert store.selections.confirm("1")
    assert not store.selections.confirm("1")
    assert store.selections.get("1") == replace(selection, confirmed=True)
    store.selections.put(selection)
    assert store.selections.get("1") == selection


def test_settings_not_named_stay_and_none_forgets_one(store: Store) -> None:
    store.settings.put("1", {"tags": "off", "accounts": "on"})
    store.settings.put("2", {"tags": "on"})
    store.settings.put("1", {"tags": "on", "share": "0.3"})
    store.settings.put("1", {"accounts": None, "unknown": None})
    assert store.settings.get("1") == {"tags": "on", "share": "0.3"}
    assert store.settings.get("2") == {"tags": "on"}
    store.settings.put("1", {})
    assert store.settings.get("1") == {"tags": "on", "share": "0.3"}


def test_replacing_secrets_is_all_or_nothing(store: Store, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    store.secrets.replace_all([("1", "api_key", "a"), ("2", "api_key", "b")])
    store.secrets.replace_all([("2", "api_key", "c")])
    expected = [("1", "api_key", "a"), ("2", "api_key", "c")]
    assert store.secrets.all() == expected
    real = database.execute

    def fail(sql: str, params: Iterable[object] = ()) -> int:
        if "y" in tuple(params):
            raise RuntimeError
        return real(sql, params)

    monkeypatch.setattr(database, "execute", fail)
    with pytest.raises(RuntimeError):
        store.secrets.replace_all([("1", "api_key", "x"), ("2", "api_key", "y")])
    assert store.secrets.all() == expected


def test_units_keep_what_is_not_given_and_can_be_made_due(store: Store, clock: Clock) -> None:
    at = clock()
    store.units.put("1", {"accounts": UnitState(5)})
    store.units.put("1", {"accounts": UnitState(checked_at=at)})
    store.units.put("1", {"accounts": UnitState()})
    assert store.units.of("1") == {"accounts": UnitState(5, at)}
    store.units.put("1", {"accounts": UnitState(0), "tags:DEP": UnitState(checked_at=at)})
    store.units.put("2", {"accounts": UnitState(checked_at=at)})
    store.units.due_now("1", "accounts", "tags:DEP", "tags:NEW")
    assert store.units.of("1") == {"accounts": UnitState(0), "tags:DEP": UnitState()}
    assert store.units.of("2") == {"accounts": UnitState(None, at)}
    store.units.due_now("1")


def test_several_calls_can_be_one_transaction(store: Store, any_database: str, clock: Clock) -> None:
    def work() -> None:
        store.settings.put("1", {"tags": "off"})
        store.selections.put(Selection("1", (), clock(), "anna", False))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.atomically(work)
    with open_database(any_database, purpose="store") as database:
        other = Store(database, None, clock)
        assert other.settings.get("1") == {}
        store.atomically(lambda: store.settings.put("1", {"tags": "off"}))
        assert other.settings.get("1") == {"tags": "off"}
    assert store.selections.get("1") is None
