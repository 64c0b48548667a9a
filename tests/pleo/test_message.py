from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_module.pleo.error_body import LONGEST, ErrorBody, said
from pleo_erp_module.secret_text import remember

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["message", "error", "errors", "type", "detail", "x"]), inner, max_size=3)
    ),
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"type": "T", "message": "m"}, ErrorBody("m", "T")),
        ({"type": "T"}, ErrorBody(None, "T")),
        ({"code": "C", "title": "t"}, ErrorBody("t", "C")),
        ({"error": "e"}, ErrorBody("e", None)),
        ({"error": {"message": "inner"}}, ErrorBody("inner", None)),
        ({"errors": [{"detail": "first"}, {"detail": "second"}]}, ErrorBody("first", None)),
        ({"errors": ["plain"]}, ErrorBody("plain", None)),
        ([{"message": "in a list"}], ErrorBody("in a list", None)),
        ({"error": {"error": {"error": {"error": {"message": "too deep"}}}}}, ErrorBody()),
        ("just text", ErrorBody("just text", None)),
        ({"message": 7, "type": 8}, ErrorBody()),
        ({"message": ""}, ErrorBody()),
        ([], ErrorBody()),
        (None, ErrorBody()),
        (7, ErrorBody()),
        ({}, ErrorBody()),
        ({"message": "two\r\nlines\x00\u2028here"}, ErrorBody("two lines here", None)),
    ],
)
def test_pleos_words_are_found_in_any_shape(body: Any, expected: ErrorBody) -> None:
    assert said(json.dumps(body).encode(), "application/json") == expected


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b"Forbidden\n", "text/plain", "Forbidden"),
        (b"\xff\xfe", "", "\ufffd\ufffd"),
        (b"", "text/html", None),
        (b"<html>hello", "text/plain", None),
        (b"anything", "text/html; charset=utf-8", None),
        (b"[" * 100_000, "", "[" * LONGEST),
    ],
)
def test_other_bodies_are_read_as_text_and_pages_not_at_all(body: bytes, content_type: str, message: str | None) -> None:
    assert said(body, content_type) == ErrorBody(message)


def test_a_secret_at_the_cut_is_blotted_out_before_the_cut() -> None:
    remember("secretsecret")
    assert "secret" not in (said(b"x" * (LONGEST - 3) + b"secretsecret", "").message or "")


@given(JSON | st.binary())
def test_no_body_breaks_the_reading_and_no_message_is_long(body: Any) -> None:
    found = said(body if isinstance(body, bytes) else json.dumps(body).encode(), "application/json")
    for words in (found.message, found.type):
        assert words is None or (0 < len(words) <= LONGEST and words.isprintable())
