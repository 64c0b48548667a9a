"""The client against real sockets: connections that are kept, requests that are lost, requests that never left."""

from __future__ import annotations

import logging
import socket
import threading

import pytest

from pleo.helpers import COMPANY, KEY, FakeTime, connect, tag
from pleo.servings import answer_every, create_tag, fault_of, local
from pleo.sockets import Conversation, serve
from pleo_erp_module.pleo import Limits, RequestCounts

QUICK = Limits(connect_seconds=5, read_seconds=0.2, tries=2)


def test_one_connection_serves_many_requests_and_no_log_has_the_key(time: FakeTime, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serve(answer_every) as server, connect(time, local(server.port)) as client:
        for _time in range(5):
            client.tag_groups(COMPANY)
            create_tag(client)
        assert server.connections == 1
    assert "POST /v0/tag-groups" in caplog.text
    assert KEY not in caplog.text
    assert "Authorization" not in caplog.text


def test_threads_share_a_client_and_its_connections(time: FakeTime) -> None:
    together = threading.Barrier(8)
    failures: list[int] = []

    def work() -> None:
        together.wait()
        for _time in range(20):
            if client.tag_groups(COMPANY)[0].code != "DEPT":
                failures.append(1)

    with serve(answer_every) as server, connect(time, local(server.port)) as client:
        threads = [threading.Thread(target=work) for _thread in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert client.counts == RequestCounts(reads=160)
        assert server.connections <= 8


def test_a_connection_that_the_server_closed_while_idle_loses_no_create(time: FakeTime) -> None:
    def once(conversation: Conversation) -> None:
        conversation.request()
        conversation.answer_json({"data": tag()}, "201 Created")

    with serve(once) as server, connect(time, local(server.port)) as client:
        create_tag(client)
        assert server.closed.wait(10)
        create_tag(client)
        assert (server.connections, client.counts) == (2, RequestCounts(writes=2))


def test_a_connection_that_was_idle_for_long_is_not_used_again(time: FakeTime) -> None:
    with serve(answer_every) as server, connect(time, local(server.port), limits=Limits(idle_seconds=4)) as client:
        create_tag(client)
        time.now += 4
        create_tag(client)
        assert server.connections == 1
        time.now += 4.1
        create_tag(client)
        assert server.connections == 2


# -- lost, or never sent


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "pleo_unreachable"),
        (b"HTTP/1.1 20", "pleo_unreachable"),
        (b"HTTP/1.1 201 Cre", "answer_invalid"),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{", "pleo_unreachable"),
        (b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", "pleo_unreachable"),
        (b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nwhat", "pleo_unreachable"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "pleo_unreachable"),
    ],
)
def test_a_create_whose_connection_breaks_is_lost(time: FakeTime, answer: bytes, code: str) -> None:
    def drop(conversation: Conversation) -> None:
        conversation.request()
        conversation.send(answer)

    with serve(drop) as server, connect(time, local(server.port)) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost, server.connections) == (code, True, 1)
        assert ("was lost before the" in fault.message) is (code == "pleo_unreachable")


def test_a_read_whose_connection_breaks_is_repeated(time: FakeTime) -> None:
    def drop_first(conversation: Conversation) -> None:
        if conversation.number == 1:
            conversation.request()
        else:
            answer_every(conversation)

    with serve(drop_first) as server, connect(time, local(server.port)) as client:
        assert len(client.tag_groups(COMPANY)) == 1
        assert client.counts == RequestCounts(reads=2, retries=1)


@pytest.mark.parametrize(("write", "tries"), [(False, 2), (True, 1)])
def test_an_answer_that_does_not_come_is_a_time_out(time: FakeTime, write: bool, tries: int) -> None:
    def silent(conversation: Conversation) -> None:
        conversation.request()
        conversation.over.wait(10)

    with serve(silent) as server, connect(time, local(server.port), limits=QUICK) as client:
        fault = fault_of(client, write)
        assert (fault.code, fault.lost, server.connections) == ("pleo_timeout", write, tries)


def test_an_answer_that_stops_in_the_middle_is_a_time_out(time: FakeTime) -> None:
    def half(conversation: Conversation) -> None:
        conversation.request()
        conversation.send(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{")
        conversation.over.wait(10)

    with serve(half) as server, connect(time, local(server.port), limits=QUICK) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost) == ("pleo_timeout", True)


def test_an_answer_that_trickles_has_a_deadline(time: FakeTime) -> None:
    def trickle(conversation: Conversation) -> None:
        conversation.request()
        conversation.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not conversation.over.is_set():
            conversation.send(b"1\r\n \r\n")

    def clock() -> float:
        time.now += 1
        return time.now

    with serve(trickle) as server, connect(time, local(server.port), clock=clock, limits=Limits(tries=1)) as client:
        assert fault_of(client).code == "pleo_timeout"


def test_a_refused_connection_is_never_lost(time: FakeTime) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with connect(time, local(port)) as client:
            fault = fault_of(client, write=True)
    assert (fault.code, fault.lost, client.counts) == ("pleo_unreachable", False, RequestCounts(writes=5, retries=4))
    assert f"no connection to 127.0.0.1:{port} (" in fault.message
    assert time.sleeps == [1, 2, 4, 8]


def test_an_unknown_name_is_never_lost(time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_settings: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with connect(time) as client:
        fault = fault_of(client, write=True)
    assert (fault.code, fault.lost) == ("pleo_unreachable", False)
    assert "no connection to pleo.test:443 (the host name is unknown)" in fault.message
