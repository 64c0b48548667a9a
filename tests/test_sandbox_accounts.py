"""The sandbox's chart of accounts, tax codes and vendors, and the switches about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rawclient import ACME, OTHER, Raw, acme

FLAGS = {"excludeIfAssignedToCategory": False, "excludeIfAssignedToContraAccount": False}
SEARCH = {"companyId": ACME, **FLAGS}
CASH = {"externalId": "e1", "code": "1000", "name": "Cash", "archived": False}
TAX_CODE = {"companyId": ACME, "code": "T1", "name": "VAT", "rate": 0.2, "type": "inclusive", "archived": False}
VENDOR = {"companyId": ACME, "name": "Pleo", "defaultCurrency": "DKK"}


@pytest.fixture
def pleo() -> Iterator[Raw]:
    with acme() as raw:
        sandbox = raw.sandbox
        sandbox.add_tax_code("T1", "VAT 20", "0.2")
        sandbox.add_account("e1", "1000", "Cash")
        sandbox.add_account("e2", "2000", "Travel", archived=True, category=True, tax_code="T1")
        sandbox.add_account("e3", None, "Food", contra=True)
        sandbox.add_account("x1", "9", "Foreign", company=OTHER)
        yield raw


def account(raw: Raw, external_id: str, company: str = ACME) -> str:
    return str(raw.sandbox.state.with_key("accounts", company, external_id)[0]["id"])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["e1", "e2", "e3"]),
        ({"archived": None}, ["e1", "e2", "e3"]),
        ({"archived": True}, ["e2"]),
        ({"archived": False}, ["e1", "e3"]),
        ({"codes": ["1000", "2000"]}, ["e1", "e2"]),
        ({"code": "2000"}, ["e2"]),
        ({"externalId": "e3"}, ["e3"]),
        ({"externalId": "E3"}, []),
        ({"ids": []}, []),
        ({"name": "trav"}, ["e2"]),
        ({"excludeIfAssignedToCategory": True}, ["e1", "e3"]),
        ({"excludeIfAssignedToContraAccount": True}, ["e1", "e2"]),
    ],
)
def test_accounts_are_searched(pleo: Raw, filters: dict[str, Any], found: list[str]) -> None:
    assert [row["externalId"] for row in pleo.data("search accounts", {**SEARCH, **filters})] == found
    assert pleo.sandbox.writes() == []


@pytest.mark.parametrize(
    "body", [None, {"companyId": ACME}, FLAGS, {**SEARCH, "includeArchived": True}, {**SEARCH, "archived": "false"}]
)
def test_a_search_without_its_flags_or_with_the_old_spelling_is_400(pleo: Raw, body: Any) -> None:
    assert pleo.refused("search accounts", body)[0] == 400


def test_accounts_of_another_company_are_refused(pleo: Raw) -> None:
    foreign = account(pleo, "x1", OTHER)
    assert pleo.refused("search accounts", {**SEARCH, "companyId": OTHER})[0] == 404
    assert pleo.refused("create account", {**CASH, "companyId": OTHER})[0] == 404
    assert pleo.refused("batch accounts", {"companyId": OTHER, "items": [CASH]})[0] == 404
    assert pleo.refused("get account", accountId=foreign)[0] == 404
    assert pleo.refused("put account", {"name": "A", "archived": False}, accountId=foreign)[0] == 404


def test_an_account_is_created_read_and_put(pleo: Raw) -> None:
    made = pleo.call("create account", {"companyId": ACME, "externalId": "e9", "name": "New", "archived": False})
    assert made.status_code == 201
    assert made.json()["data"]["code"] is None
    record = made.json()["data"]["id"]
    pleo.data("put account", {"name": "Newer", "code": "9", "archived": True, "taxCodeExternalId": "T1"}, accountId=record)
    assert pleo.data("get account", accountId=record)["taxCodeExternalId"] == "T1"
    assert ("e9", "9", "Newer", "Z") in pleo.sandbox.accounts()


@pytest.mark.parametrize(("switch", "status"), [("conflict", 409), ("matched", 200)])
def test_an_account_that_exists_is_409_or_matched_by_switch(pleo: Raw, switch: str, status: int) -> None:
    pleo.sandbox.switches.replace({"existing_account": switch})
    before = pleo.sandbox.everything()
    answer = pleo.call("create account", {**CASH, "companyId": ACME, "externalId": "e2"})
    assert answer.status_code == status
    assert pleo.sandbox.everything() == before
    if status == 200:
        assert answer.json()["data"]["name"] == "Travel"


def test_an_external_id_is_compared_with_its_case(pleo: Raw) -> None:
    assert pleo.call("create account", {**CASH, "companyId": ACME, "externalId": "E1"}).status_code == 201


def test_an_unknown_tax_code_is_400_unless_switched(pleo: Raw) -> None:
    body = {"name": "Cash", "archived": False, "taxCodeExternalId": "T9"}
    assert pleo.refused("put account", body, accountId=account(pleo, "e1")) == (400, "Tax code T9 does not exist in Pleo")
    assert pleo.refused("create account", {**CASH, "externalId": "n", "companyId": ACME, "taxCodeExternalId": "T9"})[0] == 400
    pleo.sandbox.switches.check_tax_codes = False
    pleo.data("put account", body, accountId=account(pleo, "e1"))


def test_a_put_that_leaves_properties_out_nulls_or_keeps_them_by_switch(pleo: Raw) -> None:
    record = account(pleo, "e2")
    pleo.sandbox.switches.omitted = "keep"
    assert pleo.data("put account", {"name": "Travel", "archived": True}, accountId=record)["taxCodeExternalId"] == "T1"
    pleo.sandbox.switches.omitted = "null"
    answer = pleo.data("put account", {"name": "Travel", "archived": True}, accountId=record)
    assert (answer["code"], answer["taxCodeExternalId"]) == (None, None)


def test_a_batch_creates_what_it_can_and_says_why_not_the_rest(pleo: Raw) -> None:
    items = [
        {**CASH, "externalId": "n1"},
        {**CASH, "externalId": "e1"},
        {**CASH, "externalId": "n1"},
        {**CASH, "externalId": "", "name": ""},
        {**CASH, "externalId": "x" * 256, "name": "x" * 256, "code": "x" * 256},
        {**CASH, "externalId": "n2", "taxCodeExternalId": "T9"},
        {**CASH, "externalId": "n3", "taxCodeExternalId": "T1"},
    ]
    answer = pleo.call("batch accounts", {"companyId": ACME, "items": items})
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert [row["externalId"] for row in data["created"]] == ["n1", "n3"]
    assert [(items.index(row["request"]), row["reasons"]) for row in data["failed"]] == [
        (1, ["EXTERNAL_ID_ALREADY_EXISTS"]),
        (0, ["EXTERNAL_ID_ALREADY_EXISTS"]),
        (3, ["EXTERNAL_ID_EMPTY", "NAME_EMPTY"]),
        (4, ["EXTERNAL_ID_TOO_LONG", "NAME_TOO_LONG", "CODE_TOO_LONG"]),
        (5, ["OTHER"]),
    ]


@pytest.mark.parametrize(
    "items", [[], [CASH] * 1001, [{"externalId": "a"}], [{**CASH, "companyId": ACME}], [{**CASH, "name": None}], {}]
)
def test_a_batch_of_the_wrong_shape_is_400_as_a_whole(pleo: Raw, items: Any) -> None:
    assert pleo.refused("batch accounts", {"companyId": ACME, "items": items})[0] == 400


def test_a_batch_may_have_a_thousand_items(pleo: Raw) -> None:
    items = [{**CASH, "externalId": f"n{number}"} for number in range(1000)]
    assert len(pleo.data("batch accounts", {"companyId": ACME, "items": items})["created"]) == 1000


def test_tax_codes_are_created_put_and_searched(pleo: Raw) -> None:
    made = pleo.data("create tax code", {**TAX_CODE, "code": "T2", "name": "Reverse", "type": "reverse", "rate": 0})
    query = {"company_id": ACME}
    assert len(pleo.data("search tax codes", query=query)) == 2
    for filters in ({"code": "T2"}, {"type": "reverse"}, {"taxCodeIds": [made["id"]]}, {"archived": False, "code": "T2"}):
        assert [row["id"] for row in pleo.data("search tax codes", filters, query=query)] == [made["id"]]
    pleo.data("put tax code", {**TAX_CODE, "code": "T2", "archived": True}, taxCodeId=made["id"])
    assert pleo.sandbox.tax_codes() == [("T1", "VAT 20", "0.2", "inclusive", "A"), ("T2", "VAT", "0.2", "inclusive", "Z")]
    assert pleo.data("get tax code", taxCodeId=made["id"])["archived"] is True
    assert pleo.refused("put tax code", {**TAX_CODE, "companyId": OTHER}, taxCodeId=made["id"])[0] == 400
    assert pleo.refused("create tax code", {**TAX_CODE, "type": "exclusive"})[0] == 400
    assert pleo.refused("search tax codes", query={"company_id": OTHER})[0] == 404


def test_a_second_tax_code_with_one_code_is_accepted(pleo: Raw) -> None:
    pleo.data("create tax code", TAX_CODE)
    assert len(pleo.sandbox.tax_codes()) == 2


def test_a_vendor_is_a_draft_until_activated(pleo: Raw) -> None:
    record = pleo.data("create vendor", VENDOR)["id"]
    put = {**VENDOR, "externalId": "v1", "state": "ACTIVE", "code": "V"}
    assert pleo.refused("put vendor", put, id=record)[0] == 400
    assert pleo.call("activate vendor", {"externalId": "v1"}, id=record).status_code == 204
    assert pleo.data("put vendor", put, id=record)["state"] == "ACTIVE"
    assert pleo.call("archive vendor", id=record).status_code == 204
    assert pleo.sandbox.vendors() == [("v1", "V", "Pleo", "ARCHIVED")]
    assert pleo.data("get vendor", id=record)["code"] == "V"
    assert "code" not in pleo.data("put vendor", {**VENDOR, "externalId": "v1", "state": "ACTIVE"}, id=record)


def test_a_vendor_with_an_external_id_is_active_and_unique(pleo: Raw) -> None:
    first = pleo.data("create vendor", {**VENDOR, "externalId": "v1", "country": "DK"})
    assert first["state"] == "ACTIVE"
    assert pleo.refused("create vendor", {**VENDOR, "externalId": "v1"})[0] == 409
    second = pleo.sandbox.add_vendor("v2", "2", "Second")
    put = {**VENDOR, "externalId": "v1", "state": "ACTIVE"}
    assert pleo.refused("put vendor", put, id=second)[0] == 409
    assert pleo.refused("activate vendor", {"externalId": "v1"}, id=second)[0] == 409
    assert pleo.refused("put vendor", {**put, "externalId": "v2", "companyId": OTHER}, id=second)[0] == 400
    pleo.data("put vendor", put, id=first["id"])


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (None, ["v1", "v2"]),
        ({"codes": []}, ["v1", "v2"]),
        ({"codes": ["2"]}, ["v2"]),
        ({"externalIds": ["v1"], "states": ["ACTIVE"]}, ["v1"]),
        ({"states": ["ARCHIVED"]}, ["v2"]),
        ({"name": "sec"}, ["v2"]),
        ({"countries": ["DK"]}, []),
    ],
)
def test_vendors_are_searched(pleo: Raw, filters: Any, found: list[str]) -> None:
    pleo.sandbox.add_vendor("v1", "1", "First")
    pleo.sandbox.add_vendor("v2", "2", "Second", state="ARCHIVED")
    assert [row["externalId"] for row in pleo.data("search vendors", filters, query={"company_id": ACME})] == found


def test_a_vendor_search_without_a_company_is_400(pleo: Raw) -> None:
    assert pleo.refused("search vendors", {})[0] == 400
