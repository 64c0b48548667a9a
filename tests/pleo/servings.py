"""What tests against sockets have in common: an honest server, and what a client of it says."""

from __future__ import annotations

import pytest

from pleo.helpers import COMPANY, GROUP, chain, group, tag
from pleo.sockets import Conversation
from pleo_erp_module.pleo import PleoClient, PleoError


def create_tag(client: PleoClient) -> object:
    return client.create_tag(GROUP, "ENG", "Engineering")


def answer_every(conversation: Conversation) -> None:
    """An honest server that keeps the connection open."""
    while asked := conversation.request():
        if asked.startswith("POST"):
            conversation.answer_json({"data": tag()}, "201 Created")
        else:
            conversation.answer_json({"data": [group()]})


def local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def fault_of(client: PleoClient, write: bool = False) -> PleoError:
    with pytest.raises(PleoError) as caught:
        create_tag(client) if write else client.tag_groups(COMPANY)
    assert [type(each) for each in chain(caught.value)] == [PleoError]
    return caught.value
