"""ERP rows and Pleo's objects in the neutral form that decisions are made of."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from msgspec import structs

from pleo_erp_hookspecs import Account, Dimension, DimensionValue, Message
from pleo_erp_module.kinds.accounts import account_record, account_rows
from pleo_erp_module.kinds.tag_groups import dimension_row, group_record
from pleo_erp_module.kinds.tags import tag_record, value_rows
from pleo_erp_module.messages import render
from pleo_erp_module.pleo import PleoAccount, Tag, TagGroup
from pleo_erp_module.reconcile.change_model import SourceRow

TAG = Tag("t1", "g1", "ENG", False, "2023-08-23T03:11:48Z", "Engineering")
ACCOUNT = Account("17", "1000", "Cash", "T1")
DECOMPOSED, COMPOSED = "Cafe\u0301", "Caf\u00e9"


# -- ERP rows


def test_a_dimension_is_the_row_of_a_tag_group() -> None:
    found = dimension_row(Dimension("7", f" {DECOMPOSED} ", f" {DECOMPOSED} bar "))
    assert found == SourceRow(COMPOSED, {"code": COMPOSED, "name": f"{COMPOSED} bar"}, True, None)


def test_a_value_is_the_row_of_a_tag() -> None:
    (found,) = value_rows([DimensionValue(f" {DECOMPOSED} ", f" {DECOMPOSED} ")])
    assert found == SourceRow(COMPOSED, {"code": COMPOSED, "name": COMPOSED})


def test_an_empty_name_becomes_the_code() -> None:
    assert dimension_row(Dimension("7", "DEPT", "  ")).fields["name"] == "DEPT"
    assert value_rows([DimensionValue("ENG", "")])[0].fields["name"] == "ENG"
    assert account_rows([replace(ACCOUNT, name=" ")], "id")[0].fields["name"] == "1000"


@pytest.mark.parametrize("code", ["", " ", "\t\u2003"])
@pytest.mark.parametrize(("usable", "why_not"), [(True, None), (False, "closed")])
def test_q9_a_row_without_a_code_is_left_out_and_named(code: str, usable: bool, why_not: str | None) -> None:
    for name, why in (("Nameless", "no code (Nameless)"), ("", "no code")):
        for row in (
            dimension_row(Dimension("7", code, name, usable, why_not)),
            *value_rows([DimensionValue(code, name, usable, why_not)]),
        ):
            assert row.why_not is not None
            assert (row.key, row.usable, render(row.why_not)) == ("", False, why)


def test_an_unusable_row_says_why() -> None:
    rows = [
        dimension_row(Dimension("7", "DEPT", "Department", False, "dimension_inactive")),
        *value_rows([DimensionValue("ENG", "Engineering", False, "dimension_inactive")]),
        *account_rows([Account("1", "1000", "Cash", None, False, "dimension_inactive")], "id"),
    ]
    assert [(row.usable, row.why_not) for row in rows] == [(False, Message("dimension_inactive"))] * 3


@pytest.mark.parametrize(("account_key", "key"), [("id", "17"), ("code", "1000")])
def test_a5_number_and_name_of_an_account_stay_apart(account_key: str, key: str) -> None:
    (row,) = account_rows([replace(ACCOUNT, id=" 17 ", code=" 1000 ", name=f" {DECOMPOSED} ")], account_key)
    assert row == SourceRow(key, {"external_id": key, "code": "1000", "name": COMPOSED, "tax_code_external_id": None}, True, None)


@pytest.mark.parametrize(("tax_code", "sent"), [("T1", "T1"), (" T1 ", "T1"), ("", None), (" ", None), (None, None)])
def test_q3_the_tax_code_goes_along_while_tax_codes_are_synchronised(tax_code: str | None, sent: str | None) -> None:
    account = replace(ACCOUNT, tax_code=tax_code)
    assert account_rows([account], "id", tax_codes=True)[0].fields["tax_code_external_id"] == sent
    assert account_rows([account], "id")[0].fields["tax_code_external_id"] is None


@pytest.mark.parametrize("account_key", ["id", "code"])
def test_an_account_without_a_number_is_left_out_whatever_identifies_it(account_key: str) -> None:
    (row,) = account_rows([replace(ACCOUNT, code=" ")], account_key)
    assert not row.usable
    assert row.why_not is not None
    assert row.why_not.code.startswith("no_code")


def test_an_account_without_an_id_is_left_out_where_the_id_identifies_it() -> None:
    assert not account_rows([replace(ACCOUNT, id=" ")], "id")[0].usable
    assert account_rows([replace(ACCOUNT, id=" ")], "code")[0].usable


# -- Pleo's objects


def test_a_group_brings_the_metadata_that_has_to_go_back() -> None:
    record = group_record(TagGroup("g1", "DEPT", "Department", True, "2023-08-23T03:11:48Z", {"k": ["v"]}))
    assert (record.id, record.key, record.fields) == ("g1", "DEPT", {"code": "DEPT", "name": "Department"})
    assert (record.archived, record.extra) == (True, {"metadata": {"k": ["v"]}})


def test_a_tag_stays_as_pleo_spells_it() -> None:
    record = tag_record(structs.replace(TAG, code=" eng ", given_name=f" {DECOMPOSED}"))
    assert (record.key, record.fields) == (" eng ", {"code": " eng ", "name": f" {DECOMPOSED}"})
    assert record.values() == {**record.fields, "archived": False}


def test_an_account_is_known_by_its_external_id_and_brings_its_own_tax_code() -> None:
    record = account_record(PleoAccount("p1", "17", "Cash", True, None, "T9", {"k": 1}))
    assert (record.id, record.key, record.archived, record.created_at) == ("p1", "17", True, "")
    assert record.fields == {"external_id": "17", "code": None, "name": "Cash", "tax_code_external_id": "T9"}
    assert record.extra == {"metadata": {"k": 1}}


def created(text: str) -> str:
    return tag_record(structs.replace(TAG, created_at=text)).created_at


@pytest.fixture(params=["UTC", "America/New_York"])
def _anywhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine in several time zones, where the system can be told."""
    monkeypatch.setenv("TZ", request.param)
    getattr(time, "tzset", lambda: None)()
    yield
    monkeypatch.undo()
    getattr(time, "tzset", lambda: None)()


@pytest.mark.usefixtures("_anywhere")
def test_times_sort_as_time_however_pleo_writes_them_and_wherever_this_machine_is() -> None:
    written = [
        "0001-01-01T00:00:00",
        "2023-11-05T01:30:00-04:00",
        "2023-11-05T05:31:00Z",
        "2023-11-05T05:31:00.5Z",
        "2023-11-05T05:31:00.500001Z",
        "2023-11-05T05:31:00.500002",
        "2023-11-05T06:29:00",
        "2023-11-05T06:30:00",
        "2023-11-05T07:00:00+00:00",
    ]
    assert [created(text) for text in written] == sorted(created(text) for text in written)
    assert len({created(text) for text in written}) == len(written)


def test_one_moment_is_one_text() -> None:
    same = ["2023-08-23T03:11:48Z", "2023-08-23T03:11:48.000Z", "2023-08-23T05:11:48+02:00", "2023-08-23T03:11:48"]
    assert {created(text) for text in same} == {"2023-08-23T03:11:48.000000+00:00"}


@pytest.mark.parametrize("text", ["", "yesterday", "0001-01-01T00:00:00+10:00"])
def test_a_time_that_cannot_be_read_is_taken_as_it_is(text: str) -> None:
    assert created(text) == text
