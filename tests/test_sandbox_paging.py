"""The sandbox's pages: every record once, whatever the page size, and cursors that are held to account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawclient import ACME, Raw, acme
from sandbox.paging import identity, page
from sandbox.state import OWN, Row
from sandbox.switches import Switches

CODES = [f"T{number:03}" for number in range(45)]


@pytest.fixture
def pleo() -> Iterator[Raw]:
    with acme() as raw:
        raw.sandbox.add_group("DEPT")
        for code in CODES:
            raw.sandbox.add_tag("DEPT", code, archived=code.endswith("9"))
        yield raw


def tags(raw: Raw, **query: Any) -> Any:
    group = raw.sandbox.group_id("DEPT")
    return raw.call("list tags", query={"include_archived": "true", **query}, groupId=group).json()


def codes(answer: Any) -> list[str]:
    return [tag["code"] for tag in answer["data"]]


@pytest.mark.parametrize(("limit", "pages"), [(None, 3), (1, 45), (44, 2), (45, 1), (100, 1)])
def test_all_pages_together_are_all_records_once(pleo: Raw, limit: int | None, pages: int) -> None:
    query = {"include_archived": "true"} | ({} if limit is None else {"limit": limit})
    found = pleo.pages("list tags", query=query, groupId=pleo.sandbox.group_id("DEPT"))
    assert [tag["code"] for part in found for tag in part] == CODES
    assert len(found) == pages


def test_the_page_size_is_capped_by_switch_whatever_is_asked_for(pleo: Raw) -> None:
    pleo.sandbox.switches.page_size = 2
    assert len(tags(pleo, limit=100)["data"]) == 2
    assert len(tags(pleo)["data"]) == 2
    assert len(tags(pleo, limit=1)["data"]) == 1


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", ""])
def test_a_limit_outside_1_to_100_is_400_and_named(pleo: Raw, limit: str) -> None:
    status, message = pleo.refused("list tags", query={"limit": limit}, groupId=pleo.sandbox.group_id("DEPT"))
    assert (status, "limit" in message) == (400, True)


def test_the_largest_limit_is_a_switch(pleo: Raw) -> None:
    pleo.sandbox.switches.max_limit = 20
    status, message = pleo.refused("list tags", query={"limit": 21}, groupId=pleo.sandbox.group_id("DEPT"))
    assert (status, "limit" in message) == (400, True)
    assert len(tags(pleo, limit=20)["data"]) == 20


def test_the_pagination_is_as_documented(pleo: Raw) -> None:
    first = tags(pleo, limit=10)["pagination"]
    assert re.fullmatch("[A-Z2-7=~]+", first["endCursor"])
    second = tags(pleo, limit=10, after=first["endCursor"])
    assert second["pagination"] | {"startCursor": "", "endCursor": ""} == {
        "hasNextPage": True,
        "hasPreviousPage": True,
        "startCursor": "",
        "endCursor": "",
        "total": 45,
        "currentRequestPagination": {
            "parameters": {"include_archived": ["true"]},
            "limit": 10,
            "after": first["endCursor"],
        },
    }
    back = tags(pleo, limit=4, before=second["pagination"]["startCursor"])
    assert (codes(back), back["pagination"]["hasNextPage"]) == (CODES[6:10], True)
    offset = tags(pleo, limit=10, offset=40)
    assert codes(offset) == CODES[40:]
    assert (offset["pagination"]["hasNextPage"], offset["pagination"]["currentRequestPagination"]["offset"]) == (False, 40)


def test_an_empty_page_has_no_cursors(pleo: Raw) -> None:
    answer = tags(pleo, offset=99)
    assert answer["data"] == []
    assert not {"startCursor", "endCursor"} & set(answer["pagination"])


def test_the_total_is_a_switch(pleo: Raw) -> None:
    pleo.sandbox.switches.total = False
    assert "total" not in tags(pleo)["pagination"]


@pytest.mark.parametrize("query", [{"after": "A", "before": "A"}, {"after": "A", "offset": 1}, {"before": "A", "offset": 1}])
def test_cursors_and_offset_exclude_each_other(pleo: Raw, query: dict[str, Any]) -> None:
    status, message = pleo.refused("list tags", query=query, groupId=pleo.sandbox.group_id("DEPT"))
    assert (status, "exclude" in message) == (400, True)


@pytest.mark.parametrize("cursor", ["abc", "A", "AAAAAAAA", "", "7777777="])
def test_an_invented_cursor_is_400(pleo: Raw, cursor: str) -> None:
    assert pleo.refused("list tags", query={"after": cursor}, groupId=pleo.sandbox.group_id("DEPT"))[0] == 400


def test_sorting_is_refused_since_no_keys_are_published(pleo: Raw) -> None:
    query = {"sorting_keys": "code", "sorting_order": "ASC"}
    assert pleo.refused("list tags", query=query, groupId=pleo.sandbox.group_id("DEPT"))[0] == 400


def test_a_cursor_with_other_filters_is_refused_unless_switched(pleo: Raw) -> None:
    cursor = tags(pleo, limit=10)["pagination"]["endCursor"]
    group = pleo.sandbox.group_id("DEPT")
    assert pleo.refused("list tags", query={"after": cursor}, groupId=group)[0] == 400
    assert pleo.refused("search tags", {}, query={"after": cursor, "company_id": ACME})[0] == 400
    pleo.sandbox.switches.bind_cursors = False
    assert pleo.data("list tags", query={"after": cursor}, groupId=group)[0]["code"] == "T010"


def test_a_search_repeats_its_filters_on_every_page(pleo: Raw) -> None:
    found = pleo.pages("search tags", {"archived": True}, query={"company_id": ACME, "limit": 2})
    assert [[tag["code"] for tag in part] for part in found] == [["T009", "T019"], ["T029", "T039"]]


def test_records_archived_or_added_between_pages_are_neither_doubled_nor_lost(pleo: Raw) -> None:
    group = pleo.sandbox.group_id("DEPT")
    first = pleo.call("list tags", query={"include_archived": "false", "limit": 10}, groupId=group).json()
    ids = [tag["id"] for tag in first["data"]]
    pleo.data("bulk archive tags", {"companyId": ACME, "archived": True, "tagIds": ids})
    pleo.sandbox.add_tag("DEPT", "LATE")
    query = {"include_archived": "false", "limit": 100, "after": first["pagination"]["endCursor"]}
    rest = pleo.call("list tags", query=query, groupId=group).json()
    active = [code for code in CODES if not code.endswith("9")]
    assert codes(first) + codes(rest) == [*active, "LATE"]


@pytest.mark.parametrize("operation", ["list companies", "search accounts", "search tax codes", "search vendors"])
def test_every_paged_list_pages(pleo: Raw, operation: str) -> None:
    for number in range(3):
        pleo.sandbox.add_account(str(number), None, "A")
        pleo.sandbox.add_tax_code(str(number), "A", "0.1")
        pleo.sandbox.add_vendor(str(number), None, "A")
    flags = {"excludeIfAssignedToCategory": False, "excludeIfAssignedToContraAccount": False}
    body = {"companyId": ACME, **flags} if operation == "search accounts" else None
    query = {} if operation in ("search accounts", "list companies") else {"company_id": ACME}
    found = pleo.pages(operation, body, query={**query, "limit": 1})
    assert len(found) == (1 if operation == "list companies" else 3)


@given(
    present=st.lists(st.booleans(), max_size=30),
    size=st.integers(1, 7),
    gone=st.sets(st.integers(1, 30)),
)
def test_pages_cover_what_stays_and_never_repeat(present: list[bool], size: int, gone: set[int]) -> None:
    rows: list[Row] = [{OWN: number, "id": number} for number, there in enumerate(present, 1) if there]
    about = identity("list tags", "/", {}, None)
    seen: list[int] = []
    query: dict[str, list[str]] = {"limit": [str(size)]}
    while True:
        answer = page(rows, query, about, Switches(), lambda row: row)
        seen += [row["id"] for row in answer["data"]]
        if not answer["pagination"]["hasNextPage"]:
            break
        query["after"] = [answer["pagination"]["endCursor"]]
        # Some records leave the list between two pages.
        rows = [row for row in rows if row["id"] not in gone]
    assert seen == sorted(set(seen))
    assert {number for number, there in enumerate(present, 1) if there and number not in gone} <= set(seen)
