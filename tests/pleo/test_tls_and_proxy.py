"""TLS that cannot be trusted, and proxies that refuse."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

import pytest

from pleo.helpers import COMPANY, FakeTime, connect, group, tag
from pleo.servings import answer_every, create_tag, fault_of
from pleo.sockets import Conversation, Handler, certificate, serve
from pleo_erp_hookspecs import PleoAccess
from pleo_erp_module.pleo import Limits, RequestCounts


def over_tls(folder: Path, host: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    return certificate(folder, host)


def secured(port: int, authority: Path | None = None) -> PleoAccess:
    return PleoAccess(f"https://127.0.0.1:{port}", "http://127.0.0.1:1", authority, 600_000)


def test_an_authority_of_ones_own_is_trusted_and_no_proxy_used_for_this_machine(time: FakeTime, tmp_path: Path) -> None:
    authority, context = over_tls(tmp_path)
    with serve(answer_every, context) as server, connect(time, access=secured(server.port, authority)) as client:
        client.tag_groups(COMPANY)
        create_tag(client)
        assert server.connections == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(time: FakeTime, tmp_path: Path) -> None:
    _authority, context = over_tls(tmp_path)
    with serve(answer_every, context) as server, connect(time, access=secured(server.port)) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost, server.connections) == ("tls_failed", False, 1)
        assert "self-signed certificate" in fault.message


def test_a_certificate_for_another_name_is_not_trusted(time: FakeTime, tmp_path: Path) -> None:
    authority, context = over_tls(tmp_path, "pleo.example")
    with serve(answer_every, context) as server, connect(time, access=secured(server.port, authority)) as client:
        fault = fault_of(client)
        assert fault.code == "tls_failed"
        assert "mismatch" in fault.message


def test_an_authority_file_that_is_missing_or_none_is_named(time: FakeTime, tmp_path: Path) -> None:
    missing = tmp_path / "missing.pem"
    _authority, context = over_tls(tmp_path)
    with serve(answer_every, context) as server, connect(time, access=secured(server.port, missing)) as client:
        fault = fault_of(client)
        assert fault.code == "tls_failed"
        assert f"the file {missing} does not exist" in fault.message
        missing.write_text("no certificate")
        assert fault_of(client).code == "tls_failed"


def test_a_server_that_speaks_no_tls_is_not_trusted(time: FakeTime) -> None:
    def plain(conversation: Conversation) -> None:
        conversation.answer(b"what?")

    with serve(plain) as server, connect(time, access=secured(server.port)) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost) == ("tls_failed", False)


@pytest.mark.parametrize("heard", [1, 65536])  # with something unread the system resets the connection, else it ends it
def test_a_handshake_that_breaks_off_is_repeated_even_for_a_create(time: FakeTime, tmp_path: Path, heard: int) -> None:
    authority, context = over_tls(tmp_path)

    def second_time(conversation: Conversation) -> None:
        if conversation.number == 1:
            conversation.connection.recv(heard)
            return
        conversation.secure(context)
        answer_every(conversation)

    with serve(second_time) as server, connect(time, access=secured(server.port, authority)) as client:
        create_tag(client)
        assert client.counts == RequestCounts(writes=2, retries=1)


def test_a_handshake_without_an_answer_is_never_lost(time: FakeTime) -> None:
    def silent(conversation: Conversation) -> None:
        conversation.over.wait(10)

    limits = Limits(connect_seconds=0.2, read_seconds=5, tries=2)
    with serve(silent) as server, connect(time, access=secured(server.port), limits=limits) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost, server.connections) == ("pleo_unreachable", False, 2)
        assert "no answer in time" in fault.message


def through(port: int, authority: Path | None = None) -> PleoAccess:
    return PleoAccess("https://pleo.example", f"http://clerk:hunter2@127.0.0.1:{port}", authority, 600_000)


def proxy(answer: bytes, then: Handler | None = None) -> Handler:
    def handler(conversation: Conversation) -> None:
        head = conversation.request()
        assert head.startswith("CONNECT pleo.example:443 ")
        assert "Proxy-Authorization: Basic Y2xlcms6aHVudGVyMg==" in head
        conversation.send(answer)
        if then is not None:
            then(conversation)

    return handler


@pytest.mark.parametrize(
    ("answer", "tries", "why"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", 1, "it requires other credentials (407)"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", 1, "it answered with status 403"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", 5, "it answered with status 502"),
        (b"", 5, "no connection through the proxy ("),
    ],
)
@pytest.mark.parametrize("write", [False, True])
def test_a_proxy_that_refuses_is_named_without_its_password(
    time: FakeTime, caplog: pytest.LogCaptureFixture, answer: bytes, tries: int, why: str, write: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    with serve(proxy(answer)) as server, connect(time, access=through(server.port)) as client:
        fault = fault_of(client, write)
        assert (fault.code, fault.lost, server.connections) == ("proxy_refused", False, tries)
        assert why in fault.message
        assert "hunter2" not in str(fault) + repr(client) + caplog.text


def test_a_proxy_that_is_not_there_is_named(time: FakeTime) -> None:
    with connect(time, access=through(1)) as client:
        fault = fault_of(client, write=True)
    assert (fault.code, fault.lost) == ("proxy_refused", False)
    assert "no connection through the proxy (" in fault.message


def test_a_proxy_that_does_not_answer_is_never_lost(time: FakeTime) -> None:
    def silent(conversation: Conversation) -> None:
        conversation.over.wait(10)

    limits = Limits(connect_seconds=0.2, tries=2)
    with serve(silent) as server, connect(time, access=through(server.port), limits=limits) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost, server.connections) == ("proxy_refused", False, 2)


def test_pleo_is_reached_through_a_proxy_with_the_key_inside_the_tunnel(time: FakeTime, tmp_path: Path) -> None:
    authority, context = over_tls(tmp_path, "pleo.example")

    def tunnel(conversation: Conversation) -> None:
        conversation.secure(context)
        while asked := conversation.request():
            assert "Proxy-Authorization" not in asked
            conversation.answer_json({"data": tag()} if asked.startswith("POST") else {"data": [group()]})

    handler = proxy(b"HTTP/1.1 200 Connection established\r\n\r\n", tunnel)
    with serve(handler) as server, connect(time, access=through(server.port, authority)) as client:
        client.tag_groups(COMPANY)
        create_tag(client)
        assert server.connections == 1


def test_a_create_that_breaks_inside_the_tunnel_is_lost(time: FakeTime, tmp_path: Path) -> None:
    authority, context = over_tls(tmp_path, "pleo.example")

    def tunnel(conversation: Conversation) -> None:
        conversation.secure(context)
        conversation.request()

    handler = proxy(b"HTTP/1.1 200 Connection established\r\n\r\n", tunnel)
    with serve(handler) as server, connect(time, access=through(server.port, authority)) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost) == ("pleo_unreachable", True)
