from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo.helpers import KEY
from pleo_erp_hookspecs import PleoAccess, PleoErpError
from pleo_erp_module.loopback import is_loopback
from pleo_erp_module.pleo import PleoClient, check_key
from pleo_erp_module.pleo.base_url import check_base_url, check_proxy
from pleo_erp_module.secret_text import SecretText


@pytest.mark.parametrize("given_key", [KEY, f"  {KEY}\r\n", f"\ufeff{KEY}\n", f"\u200b {KEY} \u200b"])
def test_what_surrounds_a_key_is_taken_off(given_key: str) -> None:
    assert check_key(SecretText(given_key)).reveal() == KEY


@pytest.mark.parametrize(
    ("given_key", "why"),
    [
        ("", "empty"),
        (" \n\ufeff", "empty"),
        ("plp abc", "blank"),
        ("plp\r\nX-Evil: 1", "blank"),
        ("plp\u00a0abc", "blank"),
        ("plp\x00abc", "character"),
        ("plp\u00adabc", "character"),
        ("plp–abc", "character"),
        ("key:password", "colon"),
        ("k" * 5000, "more than 4096 characters"),
    ],
)
def test_what_is_not_a_key_is_refused_without_repeating_it(given_key: str, why: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        check_key(SecretText(given_key))
    assert caught.value.code == "key_malformed"
    assert why in caught.value.message
    assert not given_key.strip() or given_key not in str(caught.value)


@given(st.text(st.characters(max_codepoint=500)))
def test_a_checked_key_always_makes_a_header(text: str) -> None:
    try:
        key = check_key(SecretText(text))
    except PleoErpError:
        return
    key.reveal().encode("latin-1")
    assert key.reveal() == check_key(key).reveal()


def test_a_malformed_key_stops_before_the_first_request() -> None:
    with pytest.raises(PleoErpError, match="key_malformed"):
        PleoClient(PleoAccess(), SecretText("two words"))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_recognised(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["external.pleo.io", "10.0.0.1", "localhost.example", "", "2130706433"])
def test_other_machines_are_not_this_one(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "url", ["https://external.pleo.io", "https://gateway.example:8443/pleo/", "http://127.0.0.1:80", "http://[::1]:8080"]
)
def test_a_usable_address_is_taken(url: str) -> None:
    assert check_base_url(url).geturl() == url


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://external.pleo.io", "not_https"),
        ("ftp://external.pleo.io", "not_https"),
        ("external.pleo.io", "base_url_invalid"),
        ("https://", "base_url_invalid"),
        ("https://host:port", "base_url_invalid"),
        ("https://[::1", "base_url_invalid"),
        ("https://user:secret@external.pleo.io", "base_url_invalid"),
        ("https://external.pleo.io?a=secret", "base_url_invalid"),
        ("https://external.pleo.io#secret", "base_url_invalid"),
    ],
)
def test_an_address_that_is_not_safe_is_refused(url: str, code: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        check_base_url(url)
    assert caught.value.code == code
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("proxy", "address"),
    [
        (None, None),
        ("  ", None),
        ("proxy.example:3128", "http://proxy.example:3128"),
        (" https://user:pw@proxy.example ", "https://user:pw@proxy.example"),
    ],
)
def test_a_proxy_may_be_written_without_its_scheme(proxy: str | None, address: str | None) -> None:
    assert check_proxy(proxy) == address


@pytest.mark.parametrize(
    "proxy", ["socks5://user:hunter2@proxy.example", "http://user:hunter2@", "http://proxy:hunter2port", "http://["]
)
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(proxy: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        check_proxy(proxy)
    assert caught.value.code == "proxy_invalid"
    assert "hunter2" not in str(caught.value)
