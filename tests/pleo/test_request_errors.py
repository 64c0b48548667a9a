"""What a person reads when a request has failed for good, and the table it comes from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pleo.asks import EVERY, READS, Mock, caught
from pleo.helpers import BASE, COMPANY, GROUP, TAG, FakeTime, account, connect, group, number, page, tag
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.pleo import (
    RULES,
    Failure,
    Limits,
    PleoClient,
    Treatment,
    rule_for,
)
from pleo_erp_module.pleo.pleo_errors import OTHERS


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "pleo_refused"),
        (401, "key_rejected"),
        (403, "right_missing"),
        (404, "pleo_not_found"),
        (407, "proxy_refused"),
        (409, "pleo_conflict"),
        (413, "pleo_refused"),
        (418, "pleo_refused"),
        (422, "pleo_refused"),
    ],
)
@pytest.mark.parametrize("name", EVERY)
def test_an_error_is_never_repeated_and_never_lost(pleo: Mock, client: PleoClient, name: str, status: int, code: str) -> None:
    method, path, ask, _answer = EVERY[name]
    pleo.add(method, BASE + path, status=status, json={"type": "A_TYPE", "message": "Because."})
    fault = caught(client, ask)
    assert (fault.code, fault.status, fault.lost) == (code, status, False)
    assert (fault.pleo_type, fault.pleo_message) == ("A_TYPE", "Because.")
    assert len(pleo.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308])
def test_a_redirect_is_not_followed(pleo: Mock, client: PleoClient, status: int) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=status, headers={"Location": "https://evil.example/"})
    fault = caught(client, lambda c: c.tag_groups(COMPANY))
    assert (fault.code, fault.status, len(pleo.calls)) == ("redirected", status, 1)


def test_a_missing_right_names_the_area_and_pleos_own_words(pleo: Mock, client: PleoClient) -> None:
    said = "Required permission 'READ' on resource 'tag-group'."
    pleo.get(f"{BASE}/v0/tag-groups", status=403, json={"type": "ACCESS_DENIED", "message": said})
    fault = caught(client, lambda c: c.tag_groups(COMPANY))
    assert fault.area == "tags"
    assert (
        fault.message
        == "The API key lacks the permission for tags in Pleo. Pleo answered: Required permission 'READ' on resource 'tag-group'."
    )


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (403, "", "The API key lacks the permission for tags in Pleo."),
        (401, "", "Pleo did not accept the API key."),
        (401, '{"type":"UNAUTHORISED"}', "Pleo did not accept the API key. Pleo answered: UNAUTHORISED."),
        (400, "Bad thing.", "Pleo rejected the request. Pleo answered: Bad thing."),
        (400, "{braces} {0}", "Pleo rejected the request. Pleo answered: {braces} {0}."),
    ],
)
def test_the_sentence_ends_with_what_pleo_says_if_it_says_anything(
    pleo: Mock, client: PleoClient, status: int, body: str, message: str
) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=status, body=body)
    assert caught(client, lambda c: c.tag_groups(COMPANY)).message == message


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404])
def test_a_page_for_people_is_not_pleos_answer(pleo: Mock, client: PleoClient, status: int) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=status, body="<!DOCTYPE html><html>Log in, secret</html>", content_type="text/html")
    fault = caught(client, lambda c: c.tag_groups(COMPANY))
    assert (fault.code, fault.status) == ("not_json", status)
    assert f"status {status}" in fault.message
    assert "secret" not in fault.message


def test_a_page_for_people_with_a_passing_status_is_still_a_passing_error(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=502, body="<html>Bad gateway</html>", content_type="text/html")
    fault = caught(client, lambda c: c.tag_groups(COMPANY))
    assert (fault.code, len(pleo.calls)) == ("pleo_unavailable", 5)


@pytest.mark.parametrize("body", ["oops", "{", "[" * 100_000, '"\\ud800', "1" * 5000])
@pytest.mark.parametrize(("name", "lost"), [("groups", False), ("update tag", True), ("create tag", True)])
def test_an_answer_that_is_not_json_is_not_repeated(pleo: Mock, client: PleoClient, body: str, name: str, lost: bool) -> None:
    method, path, ask, _answer = EVERY[name]
    pleo.add(method, BASE + path, body=body)
    fault = caught(client, ask)
    assert (fault.code, fault.lost, len(pleo.calls)) == ("not_json", lost, 1)


@pytest.mark.parametrize(
    ("name", "answer", "what"),
    [
        ("groups", [], "answer is not an object"),
        ("groups", {}, "data is missing"),
        ("groups", {"data": {}}, "data is not a list"),
        ("groups", {"data": [1]}, "data.1 is not an object"),
        ("groups", {"data": [group(id=None)]}, "id is missing"),
        ("groups", {"data": [group(id="")]}, "id is empty"),
        ("groups", {"data": [group(code=7)]}, "code is not text"),
        ("groups", {"data": [group(archived="false")]}, "data.1.archived is not a boolean"),
        ("groups", {"data": [group(archived=None)]}, "archived is missing"),
        ("groups", {"data": [group(metadata=[])]}, "metadata is not an object"),
        ("tags", {"data": []}, "pagination is missing"),
        ("tags", {"data": [], "pagination": {}}, "hasNextPage is missing"),
        ("tags", page(tag(createdAt=None)), "createdAt is missing"),
        ("accounts", page(account(externalId=None)), "externalId is missing"),
        ("update tag", {"data": []}, "data is not an object"),
        ("create tag", {"data": None}, "data is missing"),
        ("batch", {"data": {"created": []}}, "data.failed is missing"),
        ("batch", {"data": {"created": [], "failed": [{"request": {}, "reasons": []}]}}, "externalId is missing"),
        ("batch", {"data": {"created": [], "failed": [{"request": {"externalId": "e"}}]}}, "data.failed.1.reasons is missing"),
    ],
)
def test_an_answer_that_lacks_something_names_the_field_and_is_not_repeated(
    pleo: Mock, client: PleoClient, name: str, answer: Any, what: str
) -> None:
    method, path, ask, _answer = EVERY[name]
    pleo.add(method, BASE + path, json=answer)
    fault = caught(client, ask)
    assert (fault.code, len(pleo.calls)) == ("answer_invalid", 1)
    assert f"{what} ({method} {path})" in fault.message
    assert fault.lost is (name not in READS)


@pytest.mark.parametrize("count", [None, "3", True])
def test_a_usage_that_is_not_a_number_is_refused(pleo: Mock, client: PleoClient, count: object) -> None:
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/usage", json={"data": {"usages": [{"id": TAG, "count": count}]}})
    assert caught(client, lambda c: c.tag_group_usage(GROUP)).code == "answer_invalid"


@pytest.mark.parametrize("name", ["a\ud800b", "\udc00", "\ude00\ud83d"])
def test_half_a_surrogate_pair_makes_an_answer_unreadable(pleo: Mock, client: PleoClient, name: str) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": [group(name="\U0001f600"), group(id=number(2), name=name)]})
    fault = caught(client, lambda c: c.tag_groups(COMPANY))
    assert (fault.code, len(pleo.calls)) == ("answer_invalid", 1)
    assert "data.1.name contains an incomplete character" in fault.message


@pytest.mark.parametrize("name", [b"a\xed\xa0\x80", b"\xed\xb0\x80", b"\xff"])
def test_bytes_that_are_not_utf_8_make_an_answer_unreadable(pleo: Mock, client: PleoClient, name: bytes) -> None:
    body = json.dumps({"data": [group(name="NAME")]}).encode().replace(b"NAME", name)
    pleo.get(f"{BASE}/v0/tag-groups", body=body)
    assert caught(client, lambda c: c.tag_groups(COMPANY)).code == "not_json"


def test_a_whole_surrogate_pair_is_one_character(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": [group(name="\U0001f600")]})
    assert client.tag_groups(COMPANY)[0].name == "\U0001f600"


@pytest.mark.parametrize("other", [{}, {"name": "Other"}, {"code": "OTHER"}])
def test_a_list_with_one_id_twice_is_unreadable(pleo: Mock, client: PleoClient, other: dict[str, str]) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": [group(), group(**other)]})
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", json=page(tag(), tag(id=number(2)), tag(**other)))
    for ask, place in ((lambda c: c.tag_groups(COMPANY), 1), (lambda c: c.tags(GROUP), 2)):
        fault = caught(client, ask)
        assert (fault.code, f"data.{place}.id is also the ID" in fault.message) == ("answer_invalid", True)


def test_another_tag_under_the_same_id_on_a_later_page_is_not_a_tag_that_moved(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", json=page(tag(), cursor="B"))
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", json=page(tag(code="OTHER")))
    assert caught(client, lambda c: c.tags(GROUP)).code == "answer_invalid"


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ([page(more=True)], "there are more, but not where"),
        ([page(cursor="", more=True)], "there are more, but not where"),
        ([page(cursor="A"), page(cursor="B"), page(cursor="A")], "leads back"),
        ([page(cursor="A"), page(cursor="A")], "leads back"),
        ([page(cursor="A"), page(cursor="B"), page(cursor="C")], "more than 3"),
    ],
)
def test_pages_that_do_not_end_fail_the_read(pleo: Mock, time: FakeTime, pages: list[Any], why: str) -> None:
    for one in pages:
        pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", json=one)
    with connect(time, limits=Limits(pages=3)) as client:
        fault = caught(client, lambda c: c.tags(GROUP))
    assert (fault.code, fault.area, len(pleo.calls)) == ("paging_broken", "tags", len(pages))
    assert why in fault.message


def test_an_error_on_a_later_page_fails_the_whole_read(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", json=page(tag(), cursor="A"))
    pleo.get(f"{BASE}/v0/tag-groups/{GROUP}/tags", status=403)
    assert caught(client, lambda c: c.tags(GROUP)).code == "right_missing"


def test_every_row_of_the_table_has_a_sentence_and_a_next_step() -> None:
    assert {rule.code for rule in (*RULES.values(), *OTHERS.values())} <= set(ERRORS)
    assert set(Failure) <= set(RULES)


@pytest.mark.parametrize(
    ("status", "happens"),
    [
        (400, "fail"),
        (401, "fail"),
        (404, "settle"),
        (409, "settle"),
        (429, "retry"),
        (451, "fail"),
        (503, "retry"),
        (599, "retry"),
    ],
)
def test_the_table_says_what_happens(status: int, happens: str) -> None:
    assert rule_for(status).happens is Treatment(happens)


@pytest.mark.parametrize("status", [101, 0, 999])
def test_a_status_that_does_not_exist_is_not_an_answer_of_pleos(status: int) -> None:
    assert rule_for(status).code == "not_json"
