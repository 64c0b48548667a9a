"""Errors hit exactly the requests that they are set for, in exactly the way that they say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from rawclient import ACME, Raw, acme
from sandbox import Fault, Sandbox
from sandbox.failures import KINDS

TAG = {"code": "NEW", "name": "New", "archived": False}


@pytest.fixture
def pleo() -> Iterator[Raw]:
    with acme() as raw:
        raw.sandbox.add_group("DEPT")
        for number in range(5):
            raw.sandbox.add_tag("DEPT", f"T{number}")
        yield raw


def create(raw: Raw, **changes: Any) -> requests.Response:
    return raw.send("POST", f"/v0/tag-groups/{raw.sandbox.group_id('DEPT')}/tags", json={**TAG, **changes})


def listing(raw: Raw, **query: Any) -> Any:
    path = f"/v0/tag-groups/{raw.sandbox.group_id('DEPT')}/tags"
    return raw.send("GET", path, params={"include_archived": "true", **query}).json()


def codes(raw: Raw) -> list[str]:
    return [code for code, _, _ in raw.sandbox.tags("DEPT")]


def statuses(raw: Raw, count: int) -> list[int]:
    return [create(raw, code=f"N{number}").status_code for number in range(1, count + 1)]


@pytest.mark.parametrize("nth", [1, 2, 5])
def test_exactly_the_kth_request_fails_and_is_not_processed(pleo: Raw, nth: int) -> None:
    body = {"type": "PROCESSING_FAILED", "message": "try again"}
    fault = pleo.sandbox.fail(Fault(kind="answer", operation="create tag", nth=nth, status=503, body=body))
    found = statuses(pleo, 5)
    assert found == [503 if number == nth else 201 for number in range(1, 6)]
    assert f"N{nth}" not in codes(pleo)
    assert (fault.seen, fault.hits) == (5, 1)
    assert [entry.fault for entry in pleo.sandbox.requests] == ["answer" if number == nth else None for number in range(1, 6)]


@pytest.mark.parametrize(
    ("about", "hit"),
    [
        ({}, [True, True, True]),
        ({"operation": "create tag"}, [False, True, False]),
        ({"operation": "writes"}, [False, True, False]),
        ({"method": "GET"}, [True, False, False]),
        ({"path": "search$"}, [False, False, True]),
        ({"body_has": '"code": ?"N1"'}, [False, True, False]),
        ({"operation": "create tag", "method": "GET"}, [False, False, False]),
        ({"nth": 2}, [False, True, True]),
        ({"nth": 2, "count": 1}, [False, True, False]),
        ({"probability": 0.0}, [False, False, False]),
    ],
)
def test_an_error_matches_by_operation_method_path_body_and_number(pleo: Raw, about: dict[str, Any], hit: list[bool]) -> None:
    pleo.sandbox.fail(Fault(kind="answer", status=500, **{"count": None, **about}))
    listed = pleo.send("GET", "/v1/companies").status_code
    made = create(pleo, code="N1").status_code
    searched = pleo.send("POST", "/v0/tags:search", params={"company_id": ACME}).status_code
    assert [status == 500 for status in (listed, made, searched)] == hit


def test_an_error_with_a_probability_is_the_same_for_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        with acme(seed=7) as raw:
            raw.sandbox.fail(Fault(kind="answer", status=500, count=None, probability=0.5))
            runs.append([raw.send("GET", "/v1/introspect").status_code for _ in range(20)])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {200, 500}


def test_cleared_errors_are_gone(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="answer", status=500, count=None))
    pleo.sandbox.faults.clear()
    assert create(pleo).status_code == 201


def test_an_answer_has_the_given_headers_and_text(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="answer", status=429, headers={"Retry-After": "7"}))
    pleo.sandbox.fail(Fault(kind="answer", status=502, body="Bad Gateway", headers={"Content-Type": "text/plain"}))
    answer = create(pleo)
    assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (429, "7", b"")
    answer = create(pleo)
    assert (answer.status_code, answer.headers["Content-Type"], answer.text) == (502, "text/plain", "Bad Gateway")


def test_a_dropped_request_was_not_processed_and_a_lost_one_was(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="drop"))
    with pytest.raises(requests.ConnectionError):
        create(pleo, code="DROPPED")
    pleo.sandbox.fail(Fault(kind="lose"))
    with pytest.raises(requests.ConnectionError):
        create(pleo, code="LOST")
    assert create(pleo, code="AFTER").status_code == 201
    assert {"DROPPED", "LOST", "AFTER"} & set(codes(pleo)) == {"LOST", "AFTER"}
    assert [entry.status for entry in pleo.sandbox.requests] == [None, None, 201]


@pytest.mark.parametrize(("kind", "processed"), [("hang", False), ("lose-slowly", True)])
def test_a_hanging_request_ends_by_the_clients_time_out(pleo: Raw, kind: Any, processed: bool) -> None:
    pleo.sandbox.fail(Fault(kind=kind))
    url = f"{pleo.sandbox.base_url}/v0/tag-groups/{pleo.sandbox.group_id('DEPT')}/tags"
    with pytest.raises(requests.ReadTimeout):
        pleo.session.post(url, json=TAG, timeout=0.2)
    assert ("NEW" in codes(pleo)) is processed


@pytest.mark.parametrize("kind", ["hang", "lose-slowly", "delay", "trickle"])
def test_stopping_does_not_wait_for_what_hangs(kind: Any) -> None:
    with acme() as raw:
        raw.sandbox.fail(Fault(kind=kind, seconds=600))
        with pytest.raises(requests.RequestException):
            raw.session.get(f"{raw.sandbox.base_url}/v1/introspect", timeout=0.1)
        began = time.monotonic()
    assert time.monotonic() - began < 5


def test_a_delay_only_delays_and_adds_to_other_errors(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="delay", seconds=0.05))
    pleo.sandbox.fail(Fault(kind="answer", status=500))
    answer = create(pleo)
    assert (answer.status_code, answer.elapsed.total_seconds() >= 0.05) == (500, True)


def test_latency_is_a_switch(pleo: Raw) -> None:
    pleo.sandbox.switches.latency_ms = 30
    assert create(pleo).elapsed.total_seconds() >= 0.03


def test_html_may_come_with_200(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="html"))
    answer = create(pleo)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "NEW" not in codes(pleo)


def test_a_truncated_answer_breaks_the_connection_and_broken_json_does_not(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="truncated"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        create(pleo, code="A")
    pleo.sandbox.fail(Fault(kind="broken-json"))
    answer = create(pleo, code="B")
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert {"A", "B"} <= set(codes(pleo))


def test_a_redirect_names_another_place(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="redirect", location="http://127.0.0.1:1/elsewhere"))
    pleo.sandbox.fail(Fault(kind="redirect", status=307))
    answer = create(pleo)
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://127.0.0.1:1/elsewhere")
    assert create(pleo).status_code == 307


def test_a_huge_body_has_the_size_asked_for(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="huge", size=3_000_000))
    assert len(create(pleo).content) > 3_000_000


def test_a_trickled_answer_arrives_whole(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="trickle", seconds=0.0001))
    assert create(pleo).json()["data"]["code"] == "NEW"


def test_a_repeated_cursor_leads_back_to_the_same_page(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="repeat-cursor", operation="list tags", nth=2, count=None))
    first = listing(pleo, limit=2)
    cursor = first["pagination"]["endCursor"]
    for _ in range(3):
        again = listing(pleo, limit=2, after=cursor)
        assert [tag["code"] for tag in again["data"]] == ["T2", "T3"]
        assert (again["pagination"]["hasNextPage"], again["pagination"]["endCursor"]) == (True, cursor)


def test_endless_pages_have_a_fresh_cursor_each_time(pleo: Raw) -> None:
    pleo.sandbox.fail(Fault(kind="endless", count=None))
    cursors: list[str] = []
    query: dict[str, str] = {}
    for _ in range(10):
        answer = listing(pleo, limit=2, **query)
        assert answer["pagination"]["hasNextPage"]
        assert [tag["code"] for tag in answer["data"]] == ["T0", "T1"]
        cursors.append(answer["pagination"]["endCursor"])
        query = {"after": cursors[-1]}
    assert len(set(cursors)) == 10


def test_endless_pages_of_nothing_are_one_empty_page(pleo: Raw) -> None:
    fault = pleo.sandbox.fail(Fault(kind="endless", count=None))
    assert listing(pleo, offset=99)["pagination"]["hasNextPage"] is False
    assert create(pleo).status_code == 201
    assert (fault.seen, fault.hits) == (1, 1)


def test_wrong_errors_are_refused(pleo: Raw) -> None:
    with pytest.raises(ValueError, match="there is no fault 'explode'"):
        Fault.from_json({"kind": "explode"})
    with pytest.raises(ValueError, match="a fault has a kind and"):
        Fault.from_json({"kind": "drop", "hits": 3})
    with pytest.raises(KeyError):
        pleo.sandbox.fail(Fault(kind="drop", operation="create tags"))
    assert "lose" in KINDS


def test_what_is_to_happen_before_a_request_happens_before_it() -> None:
    seen: list[tuple[int, int]] = []
    sandbox = Sandbox(before=lambda logged: seen.append((logged.number, len(sandbox.groups()))))
    sandbox.add_company("Acme")
    sandbox.add_key()
    with sandbox:
        raw = Raw(sandbox)
        with raw.session:
            company = sandbox.state.rows("companies")[0]["id"]
            for code in ("A", "B"):
                raw.data("create group", {"code": code, "name": code, "archived": False}, query={"company_id": company})
    assert seen == [(1, 0), (2, 1)]
