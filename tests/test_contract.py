"""The contract accepts what the API's description allows and names everything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from requests.auth import HTTPBasicAuth

from contract import OPERATIONS, Need, answer_violations, check_request, find, named, violations
from contract.answers import RECORDS

ID = "0b7b1a9c-1111-4222-8333-444455556666"
BASE = "https://external.pleo.io"
AUTH = requests.Request("GET", BASE, auth=HTTPBasicAuth("plp_1", "")).prepare().headers["Authorization"]
HEADERS = {"Authorization": AUTH, "Accept": "application/json", "Content-Type": "application/json"}
COMPANY = {"companyId": ID}
FLAGS = {"excludeIfAssignedToCategory": False, "excludeIfAssignedToContraAccount": False}
GROUP = {"code": "DEPT", "name": "Departments", "archived": False}
TAG = {"code": "ENG", "name": "Engineering", "archived": False}
ACCOUNT = {"externalId": "e1", "name": "Cash", "archived": False}
TAX_CODE = {**COMPANY, "name": "VAT", "rate": 0.2, "type": "inclusive", "archived": False}
VENDOR = {**COMPANY, "name": "Pleo", "defaultCurrency": "DKK"}

GOOD: dict[str, tuple[str, Any]] = {
    "introspect": ("", None),
    "get installation": ("", None),
    "create installation": ("", {"status": "ACTIVATED"}),
    "put installation": ("", {"status": "ERROR", "errorCode": "AUTH_ERROR"}),
    "list companies": ("?limit=100", None),
    "get company": ("", None),
    "list groups": (f"?company_id={ID}&include_archived=true", None),
    "create group": (f"?company_id={ID}", GROUP),
    "get group": ("", None),
    "put group": ("", {**GROUP, "metadata": {"k": "v"}}),
    "group usage": ("", None),
    "list tags": ("?include_archived=true&limit=100&after=GEYDAMBQ====", None),
    "search tags": (f"?company_id={ID}&limit=100", {"tagGroupIds": [ID], "includeArchived": True}),
    "get tag": ("", None),
    "create tag": ("", TAG),
    "put tag": ("", TAG),
    "bulk archive tags": ("", {**COMPANY, "archived": True, "tagIds": [ID]}),
    "search accounts": ("?limit=100", {**COMPANY, **FLAGS}),
    "get account": ("", None),
    "create account": ("", {**COMPANY, **ACCOUNT, "code": None, "taxCodeExternalId": "T1", "metadata": {"a": {"b": 1}}}),
    "batch accounts": ("", {**COMPANY, "items": [ACCOUNT]}),
    "put account": ("", {"name": "Cash", "code": "1000", "archived": False}),
    "search tax codes": (f"?company_id={ID}&limit=100", {"archived": False}),
    "get tax code": ("", None),
    "create tax code": ("", TAX_CODE),
    "put tax code": ("", {**TAX_CODE, "type": "exclusive", "code": None}),
    "search vendors": (f"?company_id={ID}&limit=100", {"codes": ["1"], "states": ["ACTIVE"]}),
    "get vendor": ("", None),
    "create vendor": ("", {**VENDOR, "country": "DK"}),
    "put vendor": ("", {**VENDOR, "externalId": "1", "state": "ACTIVE"}),
    "archive vendor": ("", None),
    "activate vendor": ("", {"externalId": "1"}),
}


def url(operation: str, query: str = "", base: str = BASE) -> str:
    path = named(operation).path
    for name in ("groupId", "tagId", "accountId", "taxCodeId", "companyId", "id"):
        path = path.replace(f"{{{name}}}", ID)
    return base + path + query


def encoded(body: Any) -> bytes | None:
    return None if body is None else json.dumps(body).encode()


def check(operation: str, query: str = "", body: Any = None, headers: dict[str, str] = HEADERS) -> list[str]:
    return violations(named(operation).method, url(operation, query), headers, encoded(body))


def test_every_operation_that_is_not_forbidden_has_a_good_example() -> None:
    assert set(GOOD) == {name for name, operation in OPERATIONS.items() if not operation.forbidden}


@pytest.mark.parametrize("operation", GOOD)
def test_a_good_request_has_no_violation(operation: str) -> None:
    assert check(operation, *GOOD[operation]) == []


@pytest.mark.parametrize("operation", [name for name, operation in OPERATIONS.items() if operation.forbidden])
def test_deleting_is_always_a_violation(operation: str) -> None:
    assert any("never deletes" in text for text in check(operation))


@pytest.mark.parametrize("operation", GOOD)
def test_a_query_parameter_that_is_not_known_is_a_violation(operation: str) -> None:
    query, body = GOOD[operation]
    assert check(operation, f"{query}{'&' if query else '?'}companyId={ID}", body) == [
        "query parameter 'companyId' is not known here"
    ]


@pytest.mark.parametrize("operation", [name for name in GOOD if GOOD[name][1] is not None])
def test_a_body_property_that_is_not_known_is_a_violation(operation: str) -> None:
    query, body = GOOD[operation]
    assert len(check(operation, query, {**body, "includeArchvied": True})) == 1


@pytest.mark.parametrize("operation", [name for name in GOOD if GOOD[name][1] is not None])
def test_every_required_body_property_is_missed(operation: str) -> None:
    query, body = GOOD[operation]
    for name in (named(operation).body or {})["required"]:
        assert len(check(operation, query, {key: value for key, value in body.items() if key != name})) == 1


@pytest.mark.parametrize("operation", GOOD)
def test_every_needed_query_parameter_is_missed(operation: str) -> None:
    needed = {p.name for p in named(operation).query if p.need in (Need.REQUIRED, Need.ALWAYS)}
    assert {
        name for name in needed if f"query parameter {name!r} is missing" in check(operation, "", GOOD[operation][1])
    } == needed


@pytest.mark.parametrize(
    ("operation", "query", "body"),
    [
        ("list groups", "?include_archived=true", None),
        ("list groups", f"?company_id={ID}&include_archived=yes", None),
        ("list groups", "?company_id=acme&include_archived=true", None),
        ("list groups", f"?company_id={ID}&company_id={ID}&include_archived=true", None),
        ("list tags", "?include_archived=true&limit=101", None),
        ("list tags", "?include_archived=true&limit=0", None),
        ("list tags", "?include_archived=true&after=abc", None),
        ("list tags", "?include_archived=true&after=A&before=B", None),
        ("list tags", "?include_archived=true&after=A&offset=1", None),
        ("list tags", "?include_archived=true&sorting_keys=code", None),
        ("get tag", "", {}),
        ("create tag", "", None),
        ("create tag", "", {"code": "ENG", "archived": False}),
        ("create tag", "", {**TAG, "otherDimensionValues": ["x"]}),
        ("create tag", "", {**TAG, "code": ""}),
        ("create tag", "", {**TAG, "name": "x" * 256}),
        ("create tag", "", {**TAG, "archived": "false"}),
        ("create tag", "", [TAG]),
        ("put group", "", {**GROUP, "metadata": {"k": 1}}),
        ("bulk archive tags", "", {**COMPANY, "archived": True, "tagIds": []}),
        ("bulk archive tags", "", {**COMPANY, "archived": True, "tagIds": [ID] * 101}),
        ("bulk archive tags", "", {**COMPANY, "archived": True, "tagIds": ["ENG"]}),
        ("search accounts", "", {**COMPANY, **FLAGS, "includeArchived": True}),
        ("search accounts", "", {**COMPANY, "excludeIfAssignedToCategory": False}),
        ("create account", "", {**COMPANY, **ACCOUNT, "externalId": ""}),
        ("create account", "", {**COMPANY, **ACCOUNT, "externalId": "x" * 256}),
        ("create account", "", {**COMPANY, **ACCOUNT, "name": ""}),
        ("create account", "", {**COMPANY, **ACCOUNT, "code": "x" * 256}),
        ("put account", "", {**ACCOUNT}),
        ("batch accounts", "", {**COMPANY, "items": []}),
        ("batch accounts", "", {**COMPANY, "items": [ACCOUNT] * 1001}),
        ("batch accounts", "", {**COMPANY, "items": [{**ACCOUNT, **COMPANY}]}),
        ("create tax code", "", {**TAX_CODE, "type": "exclusive"}),
        ("create tax code", "", {**TAX_CODE, "rate": 20}),
        ("create tax code", "", {**TAX_CODE, "rate": "0.2"}),
        ("create vendor", "", {**VENDOR, "state": "ACTIVE"}),
        ("create vendor", "", {**VENDOR, "defaultCurrency": "EURO"}),
        ("create vendor", "", {**VENDOR, "country": "Denmark"}),
        ("search vendors", f"?company_id={ID}", {"ids": [ID] * 101}),
        ("archive vendor", "", {}),
    ],
)
def test_a_wrong_request_has_exactly_one_violation(operation: str, query: str, body: Any) -> None:
    assert len(check(operation, query, body)) == 1


@pytest.mark.parametrize(
    ("limit", "fits"),
    [("externalId", 255), ("name", 255), ("code", 255)],
)
def test_account_texts_may_be_exactly_as_long_as_documented(limit: str, fits: int) -> None:
    assert check("create account", "", {**COMPANY, **ACCOUNT, limit: "x" * fits}) == []
    assert len(check("create account", "", {**COMPANY, **ACCOUNT, limit: "x" * (fits + 1)})) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer plp_1"},
        {"Authorization": "Basic plp_1"},
        {"Authorization": "Basic cGxwXzE="},
        {"Authorization": "Basic cGxwXzE6c2VjcmV0"},
        {"Authorization": "Basic Og=="},
        {"Authorization": "Basic /////w=="},
        {"Authorization": ""},
        {"Accept": "*/*"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Encoding": "gzip"},
    ],
)
def test_a_wrong_header_is_one_violation(headers: dict[str, str]) -> None:
    assert len(check("create tag", "", TAG, {**HEADERS, **headers})) == 1


def test_a_missing_authorization_is_a_violation() -> None:
    assert check("get tag", "", None, {"Accept": "application/json"}) == ["Authorization is missing"]


def test_the_vendors_own_media_type_is_accepted() -> None:
    assert check("create tag", "", TAG, {**HEADERS, "Content-Type": "application/json;charset=UTF-8"}) == []


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1", "https://external.staging.pleo.io"]
)
def test_https_and_loopback_are_accepted(base: str) -> None:
    assert violations("GET", url("get tag", "", base), HEADERS, None) == []


@pytest.mark.parametrize("base", ["http://external.pleo.io", "https://plp_1@external.pleo.io"])
def test_plain_http_and_a_key_in_the_address_are_violations(base: str) -> None:
    assert len(violations("GET", url("get tag", "", base), HEADERS, None)) == 1


def test_a_fragment_is_a_violation() -> None:
    assert len(violations("GET", url("get tag", "#x"), HEADERS, None)) == 1


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"code":"a","code":"b","name":"c","archived":false}', b'{"code":"a","name":"b","archived":NaN}']
)
def test_a_body_that_is_not_proper_json_is_a_violation(body: bytes) -> None:
    found = violations("POST", url("create tag"), HEADERS, body)
    assert len(found) == 1
    assert "not JSON" in found[0]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", f"/v0/tags/{ID}"),
        ("GET", "/v0/tags"),
        ("GET", "/v1-beta/accounts"),
        ("POST", f"/v1/vendors/{ID}:delete"),
        ("GET", f"/v0/tag-groups/{ID}/"),
    ],
)
def test_what_is_not_an_operation_is_a_violation(method: str, path: str) -> None:
    assert violations(method, BASE + path, HEADERS, None) == [f"{method} {path} is no operation of the contract"]


def test_an_id_in_the_path_that_is_not_a_uuid_is_a_violation() -> None:
    assert violations("GET", f"{BASE}/v0/tags/ENG", HEADERS, None) == ["path: tagId is 'ENG', no UUID"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_is_found_by_its_own_call(operation: str) -> None:
    about = named(operation)
    match = find(about.method, url(operation).removeprefix(BASE))
    assert match is not None
    assert match.operation is about


def test_the_hook_names_the_request_and_every_violation() -> None:
    prepared = requests.Request("GET", f"{BASE}/v0/tag-groups", params={"companyId": ID}).prepare()
    with pytest.raises(
        AssertionError, match=r"GET https.*Authorization is missing.*'companyId' is not known.*Either company_id or"
    ):
        check_request(prepared)


@pytest.mark.parametrize("options", [{"json": TAG}, {"data": json.dumps(TAG), "headers": {"Content-Type": "application/json"}}])
def test_the_hook_accepts_a_good_prepared_request(options: dict[str, Any]) -> None:
    session = requests.Session()
    session.headers["Accept"] = "application/json"
    with session:
        check_request(session.prepare_request(requests.Request("POST", url("create tag"), auth=("plp_1", ""), **options)))


def test_the_hook_refuses_a_streamed_body() -> None:
    prepared = requests.Request("POST", url("create tag"), data=iter([b"{}"])).prepare()
    with pytest.raises(AssertionError, match="stream"):
        check_request(prepared)


def test_every_answer_of_the_table_has_a_record() -> None:
    assert {o.record for o in OPERATIONS.values() if o.record} == set(RECORDS)


@pytest.mark.parametrize(
    ("operation", "status", "data"),
    [
        ("get tag", 200, {"data": {}}),
        ("get tag", 404, None),
        ("get tag", 404, {"message": "no"}),
        ("put tag", 201, {"data": {"id": ID, "groupId": ID, "code": "a", "archived": True, "createdAt": "2026-01-02T03:04:05Z",
                                   "updatedAt": "2026-01-02T03:04:05.123456789Z"}}),
        ("archive vendor", 204, {}),
        ("list tags", 200, {"data": []}),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_a_violation(operation: str, status: int, data: Any) -> None:
    assert answer_violations(named(operation), status, data)
