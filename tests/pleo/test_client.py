"""What each method sends and what it makes of the answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
import responses
from responses import matchers

from contract import answer_violations, named
from pleo.helpers import (
    ACCOUNT,
    BASE,
    COMPANY,
    CREATED,
    GATEWAY,
    GROUP,
    KEY,
    TAG,
    FakeTime,
    account,
    connect,
    group,
    number,
    page,
    tag,
)
from pleo_erp_module.pleo import (
    BatchAnswer,
    BatchFailure,
    CreatedAccount,
    Installation,
    Introspection,
    NewAccount,
    PleoAccount,
    PleoClient,
    PleoCompany,
    PleoError,
    RequestCounts,
    Tag,
    TagGroup,
)

Mock = responses.RequestsMock
A_GROUP = TagGroup(GROUP, "DEPT", "Department", False, CREATED, {"k": "v"})
A_TAG = Tag(TAG, GROUP, "ENG", False, CREATED, "Engineering")
AN_ACCOUNT = PleoAccount(ACCOUNT, "e1", "Cash", False, "1000")


def sent(pleo: Mock, call: int = -1) -> Any:
    """The JSON body of one request that was sent."""
    return json.loads(pleo.calls[call].request.body or "null")


def test_the_answers_in_these_tests_are_ones_of_the_contract() -> None:
    answers = {"list groups": {"data": [group()]}, "list tags": page(tag()), "search accounts": page(account())}
    assert [answer_violations(named(name), 200, answer) for name, answer in answers.items()] == [[], [], []]


def test_every_request_says_who_asks_and_in_which_form(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v1/introspect", json={"data": {"authMethod": "API_KEY", "clientId": "c", "scope": ""}})
    client.introspect()
    headers = pleo.calls[0].request.headers
    assert headers["Authorization"] == "Basic cGxwXzAxMjM0NTY3ODlhYmNkZWY6"
    assert headers["Accept"] == "application/json"
    assert headers["User-Agent"].startswith("pleo-erp-module/")
    assert "Cookie" not in headers


@pytest.mark.parametrize(
    ("urn", "company", "organisation"),
    [
        (f"urn:pleo:company:{COMPANY}", COMPANY, False),
        (f"URN:pleo:company:{COMPANY.upper()} ", COMPANY, False),
        (f"urn:pleo:organisation:{COMPANY}", None, True),
        (f"urn:pleo:organization:{COMPANY}", None, True),
        ("urn:pleo:company:everything", None, False),
        (f"urn:pleo:company:{COMPANY}/x", None, False),
        (None, None, False),
    ],
)
def test_introspect_says_for_which_company_a_key_is(
    pleo: Mock, client: PleoClient, urn: str | None, company: str | None, organisation: bool
) -> None:
    answer = {"authMethod": "API_KEY", "clientId": "c", "scope": "accounts:read", "subjectURN": urn, "new": 1}
    pleo.get(f"{BASE}/v1/introspect", json={"data": answer})
    told = client.introspect()
    assert told == Introspection("API_KEY", "accounts:read", urn)
    assert (told.company_id, told.is_organisation) == (company, organisation)


def test_a_key_without_a_scope_can_be_used(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v1/introspect", json={"data": {"authMethod": "A_NEW_ONE", "clientId": "c", "scope": None}})
    assert client.introspect() == Introspection("A_NEW_ONE")


INSTALLATION = {"id": number(1), "applicationId": "a", "resource": f"urn:pleo:company:{COMPANY}", "status": "A_NEW_ONE"}


@pytest.mark.parametrize(
    ("status", "answer", "found"),
    [
        (200, {"data": INSTALLATION}, True),
        (200, {"data": [INSTALLATION]}, True),
        (200, {"data": []}, False),
        (404, {"type": "NOT_FOUND"}, False),
        (400, {}, False),
    ],
)
def test_the_installation_is_optional_and_may_come_as_a_list(
    pleo: Mock, client: PleoClient, status: int, answer: Any, found: bool
) -> None:
    pleo.get(f"{BASE}/v1/installations/me", status=status, json=answer)
    installation = client.installation()
    assert (installation is not None) is found
    if installation is not None:
        assert installation == Installation(number(1), f"urn:pleo:company:{COMPANY}", "A_NEW_ONE")
        assert (installation.company_id, installation.is_organisation) == (COMPANY, False)


def test_the_metadata_of_the_installation_can_be_changed(pleo: Mock, client: PleoClient) -> None:
    body = {"status": "ACTIVATED", "metadata": {"k": "v"}}
    match = [matchers.json_params_matcher(body)]
    pleo.put(f"{BASE}/v1/installations/me", json={"data": INSTALLATION | {"metadata": {"k": "v"}}}, match=match)
    told = client.update_installation("ACTIVATED", {"k": "v"})
    assert told is not None
    assert told.metadata == {"k": "v"}


def test_an_installation_that_may_not_be_read_is_an_error(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v1/installations/me", status=403, json={"type": "ACCESS_DENIED"})
    with pytest.raises(PleoError) as caught:
        client.installation()
    assert (caught.value.code, caught.value.area) == ("right_missing", "installations")


def test_companies_are_paged_and_one_can_be_read(pleo: Mock, client: PleoClient) -> None:
    first, second = ({"id": number(n), "name": f"Company {n}", "address": {}} for n in (1, 2))
    pleo.get(f"{BASE}/v1/companies", json=page(first, cursor="A2"), match=[matchers.query_param_matcher({"limit": "100"})])
    pleo.get(f"{BASE}/v1/companies", json=page(second), match=[matchers.query_param_matcher({"limit": "100", "after": "A2"})])
    pleo.get(f"{BASE}/v1/companies/{number(1)}", json={"data": {**first, "organizationId": number(9)}})
    assert client.companies() == [PleoCompany(number(1), "Company 1", None), PleoCompany(number(2), "Company 2", None)]
    assert client.company(number(1)) == PleoCompany(number(1), "Company 1", number(9))


def test_tag_groups_come_with_the_archived_ones(pleo: Mock, client: PleoClient) -> None:
    pleo.get(
        f"{BASE}/v0/tag-groups",
        json={"data": [group(), group(id=number(2), metadata=None, archived=True)]},
        match=[matchers.query_param_matcher({"company_id": COMPANY, "include_archived": "true"})],
    )
    assert client.tag_groups(COMPANY) == [A_GROUP, TagGroup(number(2), "DEPT", "Department", True, CREATED)]


def test_a_tag_group_is_created_in_its_company(pleo: Mock, client: PleoClient) -> None:
    pleo.post(
        f"{BASE}/v0/tag-groups", json={"data": group()}, status=201, match=[matchers.query_param_matcher({"company_id": COMPANY})]
    )
    assert client.create_tag_group(COMPANY, "DEPT", "Department") == A_GROUP
    assert sent(pleo) == {"code": "DEPT", "name": "Department", "archived": False}


def test_a_tag_group_is_updated_with_its_metadata_echoed(pleo: Mock, client: PleoClient) -> None:
    pleo.put(f"{BASE}/v0/tag-groups/{GROUP}", json={"data": group(archived=True)})
    assert client.update_tag_group(GROUP, "DEPT", "Department", True, A_GROUP.metadata).archived
    assert sent(pleo) == {"code": "DEPT", "name": "Department", "archived": True, "metadata": {"k": "v"}}


def test_an_address_that_does_not_know_introspection_is_not_pleos(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v1/introspect", status=404, json={"message": "no such path"})
    with pytest.raises(PleoError) as info:
        client.introspect()
    assert (info.value.code, info.value.status) == ("base_url_invalid", 404)
    assert "Leave out the path" in info.value.message
    assert info.value.next_step == "Correct [pleo] base_url."
    pleo.replace("GET", f"{BASE}/v1/introspect", status=401)
    with pytest.raises(PleoError) as info:
        client.introspect()
    assert info.value.code == "key_rejected"


def test_accounts_without_a_category_are_asked_about_a_hundred_at_a_time(pleo: Mock, client: PleoClient) -> None:
    ids = [number(count) for count in range(150)]
    url = f"{BASE}/v1/chart-of-accounts:search"
    pleo.post(url, json=page(account(id=ids[3]), account(id=number(999))))
    pleo.post(url, json=page(account(id=ids[120])))
    assert client.accounts_without_category(COMPANY, ids) == {ids[3], ids[120]}
    common = {"companyId": COMPANY, "excludeIfAssignedToCategory": True, "excludeIfAssignedToContraAccount": False}
    assert [sent(pleo, call) for call in (0, 1)] == [{**common, "ids": ids[:100]}, {**common, "ids": ids[100:]}]


def test_the_usage_of_tags_is_told_by_tag(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/usage", json={"data": {"usages": [{"id": TAG, "count": 3}]}})
    assert client.tag_group_usage(GROUP) == {TAG: 3}


def test_tags_are_read_to_the_last_page_with_progress(pleo: Mock, client: PleoClient) -> None:
    url, asked = f"{BASE}/v0/tag-groups/{GROUP}/tags", {"include_archived": "true", "limit": "100"}
    pleo.get(url, json=page(tag(), cursor="A2=", total=2), match=[matchers.query_param_matcher(asked)])
    pleo.get(
        url,
        json=page(tag(id=number(2), name=None, archived=True), total=2),
        match=[matchers.query_param_matcher({**asked, "after": "A2="})],
    )
    told: list[tuple[int, int | None]] = []
    assert client.tags(GROUP, lambda done, total: told.append((done, total))) == [
        A_TAG,
        Tag(number(2), GROUP, "ENG", True, CREATED),
    ]
    assert told == [(1, 2), (2, 2)]
    assert client.counts == RequestCounts(reads=2)


def test_a_tag_that_moved_to_a_later_page_is_one_tag_as_last_seen(pleo: Mock, client: PleoClient) -> None:
    url = f"{BASE}/v0/tag-groups/{GROUP}/tags"
    pleo.get(url, json=page(tag(), tag(id=number(2)), cursor="B"))
    pleo.get(url, json=page(tag(name="Renamed")))
    assert [(found.id, found.name) for found in client.tags(GROUP)] == [(TAG, "Renamed"), (number(2), "Engineering")]


def test_tags_without_a_name_key_are_called_by_their_code(pleo: Mock, client: PleoClient) -> None:
    nameless = tag()
    del nameless["name"]
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", json=page(nameless, tag(id=number(2), name="")))
    assert [found.name for found in client.tags(GROUP)] == ["ENG", ""]


def test_pages_of_20_are_read_when_pleo_refuses_100(pleo: Mock, client: PleoClient) -> None:
    url = f"{BASE}/v0/tag-groups/{GROUP}/tags"
    asked = {"include_archived": "true", "limit": "20"}
    refused = {"type": "PARAMETER_VALIDATION_FAILED", "message": "Limit must be at most 20"}
    pleo.get(url, status=400, json=refused, match=[matchers.query_param_matcher({**asked, "limit": "100"})])
    pleo.get(url, json=page(tag()), match=[matchers.query_param_matcher(asked)])
    assert client.tags(GROUP) == [A_TAG]
    assert client.tags(GROUP) == [A_TAG]
    assert client.counts.reads == 3  # to be refused once is enough to know


def test_pages_of_20_that_are_refused_too_are_an_error(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", status=400, json={"type": "x", "message": "limit"})
    for requests_so_far in (2, 3):
        with pytest.raises(PleoError, match="pleo_refused"):
            client.tags(GROUP)
        assert client.counts.reads == requests_so_far


def test_another_400_is_not_taken_for_one_about_the_limit(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", status=400, json={"message": "no"})
    with pytest.raises(PleoError, match="pleo_refused"):
        client.tags(GROUP)
    assert client.counts.reads == 1


def test_a_tag_is_created_active(pleo: Mock, client: PleoClient) -> None:
    pleo.post(f"{BASE}/v0/tag-groups/{GROUP}/tags", json={"data": tag()}, status=201)
    assert client.create_tag(GROUP, "ENG", "Engineering") == A_TAG
    assert sent(pleo) == {"code": "ENG", "name": "Engineering", "archived": False}


def test_a_tag_is_renamed_and_unarchived_in_one(pleo: Mock, client: PleoClient) -> None:
    pleo.put(f"{BASE}/v0/tags/{TAG}", json={"data": tag()})
    assert client.update_tag(TAG, "ENG", "Engineering", False) == A_TAG
    assert sent(pleo) == {"code": "ENG", "name": "Engineering", "archived": False}


@pytest.mark.parametrize(
    ("answer", "tags"),
    [({"json": {"data": [tag(archived=True)]}}, [Tag(TAG, GROUP, "ENG", True, CREATED, "Engineering")]), ({"status": 204}, [])],
)
def test_tags_are_archived_in_bulk(pleo: Mock, client: PleoClient, answer: dict[str, Any], tags: list[Tag]) -> None:
    pleo.post(f"{BASE}/v0/tags/archive", **answer)
    assert client.archive_tags(COMPANY, (TAG,), True) == tags
    assert sent(pleo) == {"companyId": COMPANY, "tagIds": [TAG], "archived": True}
    assert client.counts == RequestCounts(writes=1)


@pytest.mark.parametrize("count", [0, 101])
def test_more_or_less_than_pleo_takes_at_once_is_a_mistake_of_the_caller(client: PleoClient, count: int) -> None:
    with pytest.raises(ValueError, match="1 to 100 tags"):
        client.archive_tags(COMPANY, [number(each) for each in range(count)], True)
    with pytest.raises(ValueError, match="1 to 1000 accounts"):
        client.create_accounts(COMPANY, [NewAccount("e", "1", "n")] * (count * 10))


def test_accounts_are_searched_with_both_flags_false_and_paging_in_the_query(pleo: Mock, client: PleoClient) -> None:
    url = f"{BASE}/v1/chart-of-accounts:search"
    whole = {"companyId": COMPANY, "excludeIfAssignedToCategory": False, "excludeIfAssignedToContraAccount": False}
    pleo.post(url, json=page(account(), cursor="C"), match=[matchers.query_param_matcher({"limit": "100"})])
    pleo.post(
        url,
        json=page(account(id=number(2), code=None, taxCodeExternalId="T1", metadata={"a": 1}, accountingSystem="x")),
        match=[matchers.query_param_matcher({"limit": "100", "after": "C"})],
    )
    assert client.accounts(COMPANY) == [AN_ACCOUNT, PleoAccount(number(2), "e1", "Cash", False, None, "T1", {"a": 1})]
    assert sent(pleo, 0) == sent(pleo, 1) == whole
    assert client.accounts(COMPANY, "e1", lambda _done, _total: None)[0].id == ACCOUNT
    assert sent(pleo) == {**whole, "externalId": "e1"}
    assert client.counts == RequestCounts(reads=4)
    assert "/v1/chart-of-accounts:search?" in str(pleo.calls[0].request.url)


@pytest.mark.parametrize(("status", "matched"), [(201, False), (200, True)])
def test_a_created_account_may_turn_out_to_be_an_old_one(pleo: Mock, client: PleoClient, status: int, matched: bool) -> None:
    pleo.post(f"{BASE}/v1/chart-of-accounts", status=status, json={"data": account()})
    assert client.create_account(COMPANY, "e1", "1000", "Cash", "T1") == CreatedAccount(AN_ACCOUNT, matched)
    whole = {"companyId": COMPANY, "externalId": "e1", "code": "1000", "name": "Cash", "archived": False}
    assert sent(pleo) == {**whole, "taxCodeExternalId": "T1"}


def test_what_an_account_does_not_have_is_left_out_of_its_creation(pleo: Mock, client: PleoClient) -> None:
    pleo.post(f"{BASE}/v1/chart-of-accounts", status=201, json={"data": account()})
    client.create_account(COMPANY, "e1", None, "Cash", None)
    assert sent(pleo) == {"companyId": COMPANY, "externalId": "e1", "name": "Cash", "archived": False}


def test_a_batch_says_which_accounts_failed_and_why(pleo: Mock, client: PleoClient) -> None:
    refused = {"request": {"externalId": "e2", "name": "", "archived": False}, "reasons": ["NAME_EMPTY", "A_NEW_ONE"]}
    pleo.post(f"{BASE}/v1/chart-of-accounts/batch", status=201, json={"data": {"created": [account()], "failed": [refused]}})
    answer = client.create_accounts(COMPANY, [NewAccount("e1", "1000", "Cash", "T1"), NewAccount("e2", None, "x")])
    assert answer == BatchAnswer((AN_ACCOUNT,), (BatchFailure("e2", ("NAME_EMPTY", "A_NEW_ONE")),))
    assert sent(pleo)["items"] == [
        {"externalId": "e1", "code": "1000", "name": "Cash", "archived": False, "taxCodeExternalId": "T1"},
        {"externalId": "e2", "name": "x", "archived": False},
    ]


@pytest.mark.parametrize(
    ("code", "tax_code", "metadata", "body"),
    [
        ("1000", "T1", {"a": {"b": 1}}, {"code": "1000", "taxCodeExternalId": "T1", "metadata": {"a": {"b": 1}}}),
        (None, None, None, {}),
    ],
)
def test_an_update_sends_back_what_pleo_has_and_nothing_that_is_null(
    pleo: Mock, client: PleoClient, code: str | None, tax_code: str | None, metadata: Any, body: Any
) -> None:
    pleo.put(f"{BASE}/v1/chart-of-accounts/{ACCOUNT}", json={"data": account()})
    assert client.update_account(ACCOUNT, code, "Cash", False, tax_code, metadata) == AN_ACCOUNT
    assert sent(pleo) == {"name": "Cash", "archived": False, **body}


@pytest.mark.parametrize("value", ["", " ", ".", ".."])
def test_an_id_that_would_name_another_path_is_a_mistake_of_the_caller(client: PleoClient, value: str) -> None:
    with pytest.raises(ValueError, match="id"):
        client.update_tag(value, "c", "n", False)


def test_an_address_with_a_path_keeps_it(pleo: Mock) -> None:
    pleo.get(f"{GATEWAY}/v1/companies/{COMPANY}", json={"data": {"id": COMPANY, "name": "N"}})
    with connect(FakeTime(), f"{GATEWAY}/") as client:
        assert client.company(COMPANY).name == "N"
        assert KEY not in repr(client)
        assert repr(client) == "PleoClient('https://gateway.example/pleo')"
