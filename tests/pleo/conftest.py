"""Every request that leaves the client in these tests is held against the contract; nothing ever really waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import responses

from contract import check_request
from pleo.helpers import BASE, GATEWAY, FakeTime, connect
from pleo_erp_module.pleo import PleoClient


@pytest.fixture(autouse=True)
def contract_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wraps the one way out of the client."""
    send = requests.Session.send

    def checked(session: requests.Session, request: requests.PreparedRequest, **settings: Any) -> requests.Response:
        as_pleo_sees_it = request.copy()
        as_pleo_sees_it.url = str(request.url).replace(GATEWAY, BASE)
        check_request(as_pleo_sees_it)
        return send(session, request, **settings)

    monkeypatch.setattr(requests.Session, "send", checked)


@pytest.fixture
def pleo() -> Iterator[responses.RequestsMock]:
    """Pleo's answers; a request that nobody expected fails the test, and so does an answer that nobody fetched."""
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def time() -> FakeTime:
    """A clock that only sleeping moves."""
    return FakeTime()


@pytest.fixture
def client(time: FakeTime) -> Iterator[PleoClient]:
    """A client of https://pleo.test whose waits are the longest that jitter allows."""
    with connect(time) as made:
        yield made
