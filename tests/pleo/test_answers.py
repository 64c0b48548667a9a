"""Answers that are not let in, and those that are, from real sockets."""

from __future__ import annotations

import gzip
import json

import pytest

from pleo.helpers import COMPANY, GROUP, FakeTime, connect, group, page, tag
from pleo.servings import fault_of, local
from pleo.sockets import Conversation, serve
from pleo_erp_module.pleo import Limits


def test_a_redirect_is_not_followed_and_its_body_not_read(time: FakeTime) -> None:
    def redirect(conversation: Conversation) -> None:
        conversation.request()
        conversation.send(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 99999999\r\n\r\n")
        while not conversation.over.is_set():
            conversation.send(b"x" * 65536)

    with serve(redirect) as server, connect(time, local(server.port)) as client:
        assert fault_of(client).code == "redirected"
        assert server.connections == 1


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_without_end_is_cut_off(time: FakeTime, packed: bool) -> None:
    limit = 1024 * 1024

    def huge(conversation: Conversation) -> None:
        conversation.request()
        if packed:
            conversation.answer(gzip.compress(b" " * 50 * limit), headers="Content-Encoding: gzip\r\n")
            return
        conversation.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while not conversation.over.is_set():
            conversation.send(b" " * 65536)

    with serve(huge) as server, connect(time, local(server.port), limits=Limits(answer_bytes=limit)) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, fault.lost, server.connections) == ("answer_too_large", True, 1)
        assert str(limit) in fault.message


def test_an_error_with_a_huge_body_is_still_that_error(time: FakeTime) -> None:
    def huge(conversation: Conversation) -> None:
        conversation.request()
        conversation.send(b"HTTP/1.1 409 Conflict\r\n\r\n")
        while not conversation.over.is_set():
            conversation.send(b"x" * 65536)

    with serve(huge) as server, connect(time, local(server.port)) as client:
        fault = fault_of(client, write=True)
        assert (fault.code, len(fault.pleo_message or "")) == ("pleo_conflict", 500)


def test_an_error_whose_body_breaks_off_is_still_that_error(time: FakeTime) -> None:
    def broken(conversation: Conversation) -> None:
        conversation.request()
        conversation.send(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 100\r\n\r\nnot you")

    with serve(broken) as server, connect(time, local(server.port)) as client:
        fault = fault_of(client)
        assert (fault.code, fault.pleo_message) == ("key_rejected", "not you")


def test_a_packed_answer_is_unpacked(time: FakeTime) -> None:
    def packed(conversation: Conversation) -> None:
        assert "accept-encoding: gzip\r\n" in conversation.request().lower()
        body = gzip.compress(json.dumps({"data": [group()]}).encode())
        conversation.answer(body, headers="Content-Encoding: gzip\r\n")

    with serve(packed) as server, connect(time, local(server.port)) as client:
        assert client.tag_groups(COMPANY)[0].code == "DEPT"


def test_an_answer_that_cannot_be_unpacked_is_not_an_answer(time: FakeTime) -> None:
    def torn(conversation: Conversation) -> None:
        conversation.request()
        conversation.answer(b"not packed at all", headers="Content-Encoding: gzip\r\n")

    with serve(torn) as server, connect(time, local(server.port)) as client:
        assert fault_of(client).code == "not_json"


def test_text_of_all_the_world_arrives_as_it_was_sent(time: FakeTime) -> None:
    heard: list[str] = []

    def echo(conversation: Conversation) -> None:
        heard.append(json.loads(conversation.request().partition("\r\n\r\n")[2])["name"])
        conversation.answer_json({"data": tag(name=heard[0])})

    with serve(echo) as server, connect(time, local(server.port)) as client:
        name = 'Größe 中文 🧾 " \\ \u2028'
        assert client.create_tag(GROUP, "ENG", name).name == heard[0] == name


def test_a_cursor_is_encoded_on_its_way_back(time: FakeTime) -> None:
    heard: list[str] = []

    def pages(conversation: Conversation) -> None:
        while asked := conversation.request():
            heard.append(asked.split(" ")[1])
            conversation.answer_json(page(tag(), cursor="A=~2") if len(heard) == 1 else page())

    with serve(pages) as server, connect(time, local(server.port)) as client:
        client.tags(GROUP)
    assert heard[1].endswith("/tags?include_archived=true&limit=100&after=A%3D~2")
