"""What is repeated and what is lost, how long the client waits, and how it is stopped."""

from __future__ import annotations

import pytest
import requests

from pleo.asks import CREATES, MAYBE_DONE, PASSING, READS, REFUSED_BEFORE, REPEATABLE, REPEATABLE_WRITES, Mock, caught
from pleo.helpers import BASE, COMPANY, FakeTime, connect
from pleo_erp_hookspecs import PleoAccess, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.pleo import (
    Limits,
    Pacer,
    PleoClient,
    RequestCounts,
    rule_for,
)


@pytest.mark.parametrize("status", PASSING)
@pytest.mark.parametrize("name", REPEATABLE)
def test_what_may_be_repeated_is_repeated_after_passing_errors(
    pleo: Mock, client: PleoClient, time: FakeTime, name: str, status: int
) -> None:
    method, path, ask, answer = REPEATABLE[name]
    for _time in range(4):
        pleo.add(method, BASE + path, status=status)
    pleo.add(method, BASE + path, json=answer)
    ask(client)
    assert time.sleeps == [1, 2, 4, 8]
    assert client.counts.retries == 4
    assert client.counts.reads + client.counts.writes == 5
    assert (client.counts.reads == 5) is (name in READS)


@pytest.mark.parametrize("status", PASSING)
@pytest.mark.parametrize("name", REPEATABLE)
def test_after_the_fifth_try_it_is_an_error(pleo: Mock, client: PleoClient, name: str, status: int) -> None:
    method, path, ask, _answer = REPEATABLE[name]
    pleo.add(method, BASE + path, status=status)
    fault = caught(client, ask)
    assert len(pleo.calls) == 5
    assert (fault.code, fault.status) == (rule_for(status).code, status)
    assert fault.lost is (name in REPEATABLE_WRITES and status != 429)


@pytest.mark.parametrize("broken", [REFUSED_BEFORE, *MAYBE_DONE], ids=repr)
@pytest.mark.parametrize("name", REPEATABLE)
def test_what_may_be_repeated_is_repeated_after_a_broken_connection(
    pleo: Mock, client: PleoClient, name: str, broken: Exception
) -> None:
    method, path, ask, answer = REPEATABLE[name]
    pleo.add(method, BASE + path, body=broken)
    pleo.add(method, BASE + path, json=answer)
    ask(client)
    assert client.counts.retries == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 408])
@pytest.mark.parametrize("name", CREATES)
def test_a_create_that_may_have_been_carried_out_is_lost_at_once(
    pleo: Mock, client: PleoClient, time: FakeTime, name: str, status: int
) -> None:
    method, path, ask, _answer = CREATES[name]
    pleo.add(method, BASE + path, status=status)
    fault = caught(client, ask)
    assert fault.lost
    assert (client.counts, time.sleeps) == (RequestCounts(writes=1), [])


@pytest.mark.parametrize("broken", MAYBE_DONE, ids=repr)
@pytest.mark.parametrize("name", CREATES)
def test_a_create_without_an_answer_is_lost_at_once(pleo: Mock, client: PleoClient, name: str, broken: Exception) -> None:
    method, path, ask, _answer = CREATES[name]
    pleo.add(method, BASE + path, body=broken)
    fault = caught(client, ask)
    assert fault.lost
    assert fault.code == ("pleo_timeout" if isinstance(broken, requests.ReadTimeout) else "pleo_unreachable")
    assert client.counts == RequestCounts(writes=1)


@pytest.mark.parametrize("name", CREATES)
def test_a_create_that_pleo_never_saw_is_repeated(pleo: Mock, client: PleoClient, time: FakeTime, name: str) -> None:
    method, path, ask, answer = CREATES[name]
    pleo.add(method, BASE + path, body=REFUSED_BEFORE)
    pleo.add(method, BASE + path, status=429, headers={"Retry-After": "7"})
    pleo.add(method, BASE + path, status=201, json=answer)
    ask(client)
    assert client.counts == RequestCounts(writes=3, retries=2)
    assert time.sleeps == [1, 7]


@pytest.mark.parametrize("name", CREATES)
def test_a_create_that_never_left_is_not_lost(pleo: Mock, client: PleoClient, name: str) -> None:
    method, path, ask, _answer = CREATES[name]
    pleo.add(method, BASE + path, body=REFUSED_BEFORE)
    fault = caught(client, ask)
    assert (fault.code, fault.lost, len(pleo.calls)) == ("pleo_unreachable", False, 5)
    assert "no connection to pleo.test:443 (no answer in time)" in fault.message


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({}, 1),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "whenever"}, 1),
        ({"Retry-After": "60"}, 60),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:40 GMT"}, 40),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:40 GMT", "Date": "Thu, 01 Jan 1970 00:00:30 GMT"}, 10),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_pleo_is_left_alone_for_as_long_as_it_asks(
    pleo: Mock, client: PleoClient, time: FakeTime, headers: dict[str, str], waited: float, status: int
) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=status, headers=headers)
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": []})
    client.tag_groups(COMPANY)
    assert time.sleeps == [waited]


@pytest.mark.parametrize(("status", "code"), [(429, "rate_limited"), (503, "pleo_unavailable")])
@pytest.mark.parametrize(("body", "also"), [("", ""), ('{"message": "busy"}', "; busy")])
def test_a_wait_longer_than_the_cap_fails_at_once_and_says_so(
    pleo: Mock, client: PleoClient, time: FakeTime, status: int, code: str, body: str, also: str
) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=status, body=body, headers={"Retry-After": "61"})
    fault = caught(client, lambda c: c.tag_groups(COMPANY))
    assert (fault.code, len(pleo.calls), time.sleeps) == (code, 1, [])
    assert fault.message.endswith(f"Pleo answered: wait 61 seconds{also}.")


def test_only_429_and_503_may_ask_for_a_wait(pleo: Mock, client: PleoClient, time: FakeTime) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=500, headers={"Retry-After": "3600"})
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": []})
    client.tag_groups(COMPANY)
    assert time.sleeps == [1]


def test_a_429_holds_back_everybody_who_shares_the_pace(pleo: Mock, time: FakeTime) -> None:
    pacer = Pacer(600_000, clock=time.clock, sleep=time.sleep)
    pleo.get(f"{BASE}/v0/tag-groups", status=429, headers={"Retry-After": "30"})
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": []})
    with connect(time, pacer=pacer, limits=Limits(tries=1)) as one, connect(time, pacer=pacer) as other:
        assert caught(one, lambda c: c.tag_groups(COMPANY)).code == "rate_limited"
        assert time.sleeps == []
        other.tag_groups(COMPANY)
    assert time.sleeps == [30]


def test_the_pace_comes_from_the_configuration(pleo: Mock, time: FakeTime) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": []})
    with connect(time, access=PleoAccess(base_url=BASE, requests_per_minute=30)) as client:
        for _time in range(3):
            client.tag_groups(COMPANY)
    assert time.sleeps == [2, 2]


# -- stopping


class StopError(Exception):
    """What a stop signal raises."""


@pytest.mark.parametrize("allowed", range(3))
def test_before_every_attempt_the_caller_is_asked_and_may_stop(pleo: Mock, time: FakeTime, allowed: int) -> None:
    asked: list[float] = []

    def before_send(writes: bool) -> None:
        assert not writes
        if len(asked) == allowed:
            raise StopError
        asked.append(time.now)

    if allowed:
        pleo.get(f"{BASE}/v0/tag-groups", status=503)
    with connect(time, before_send=before_send) as client, pytest.raises(StopError):
        client.tag_groups(COMPANY)
    assert len(pleo.calls) == client.counts.reads == allowed


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("update tag", 503, "pleo_unavailable"), ("update tag", 429, "stopped"), ("groups", 503, "stopped")],
)
def test_a_write_that_may_have_been_carried_out_is_lost_when_its_repeat_is_refused(
    pleo: Mock, time: FakeTime, name: str, status: int, code: str
) -> None:
    method, path, ask, _answer = REPEATABLE[name]

    def before_send(_writes: bool) -> None:
        if pleo.calls:
            raise error("stopped")

    pleo.add(method, BASE + path, status=status)
    with connect(time, before_send=before_send) as client, pytest.raises(PleoErpError) as info:
        ask(client)
    assert info.value.code == code


def test_a_sleep_that_raises_passes_through(pleo: Mock, time: FakeTime) -> None:
    def sleep(_seconds: float) -> None:
        raise StopError

    pleo.get(f"{BASE}/v0/tag-groups", status=503)
    with connect(time, sleep=sleep) as client, pytest.raises(StopError):
        client.tag_groups(COMPANY)
