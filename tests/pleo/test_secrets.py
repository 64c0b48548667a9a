"""The key is in the request and nowhere else; the environment has no say."""

from __future__ import annotations

import logging

import pytest
import requests

from pleo.asks import Mock, caught
from pleo.helpers import BASE, COMPANY, KEY, FakeTime, chain, connect
from pleo_erp_hookspecs import PleoAccess
from pleo_erp_module.pleo import (
    PleoClient,
    PleoError,
)
from pleo_erp_module.secret_text import SecretText


def test_the_key_is_in_no_message_no_log_and_no_exception(
    pleo: Mock, client: PleoClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    encoded = "cGxwXzAxMjM0NTY3ODlhYmNkZWY6"
    pleo.get(f"{BASE}/v0/tag-groups", status=401, json={"message": f"{KEY} is no key, Basic {encoded} no header", "type": KEY})
    fault = caught(client, lambda c: c.tag_groups(COMPANY))
    assert fault.pleo_message == "*** is no key, Basic *** no header"
    pleo.replace("GET", f"{BASE}/v0/tag-groups", body=requests.ConnectionError(KEY))
    broken = caught(client, lambda c: c.tag_groups(COMPANY))
    told = "".join(repr(vars(each)) + repr(each) + str(each) for fault in (fault, broken) for each in chain(fault))
    assert KEY not in told + caplog.text + repr(client)
    assert encoded not in told + caplog.text
    assert [type(each) for each in chain(broken)] == [PleoError]  # no chain that a traceback could unfold
    assert "GET /v0/tag-groups: 401, 0 ms" in caplog.text
    assert COMPANY not in "".join(record.message for record in caplog.records if record.name == "pleo_erp_module.pleo")


def test_a_short_key_does_not_blot_out_words(pleo: Mock, time: FakeTime) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", status=400, json={"message": "no way"})
    with PleoClient(PleoAccess(base_url=BASE), SecretText("no"), clock=time.clock, sleep=time.sleep) as client:
        assert caught(client, lambda c: c.tag_groups(COMPANY)).pleo_message == "no way"


def test_cookies_are_not_kept(pleo: Mock, client: PleoClient) -> None:
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": []}, headers={"Set-Cookie": "session=1; Path=/"})
    client.tag_groups(COMPANY)
    client.tag_groups(COMPANY)
    assert "Cookie" not in pleo.calls[1].request.headers


def test_no_setting_of_the_environment_is_used(pleo: Mock, monkeypatch: pytest.MonkeyPatch, time: FakeTime) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    pleo.get(f"{BASE}/v0/tag-groups", json={"data": []})
    with connect(time) as client:
        client.tag_groups(COMPANY)
    settings = vars(pleo.calls[0].request)["req_kwargs"]
    assert (settings["proxies"], settings["verify"]) == ({}, True)
