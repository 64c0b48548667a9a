"""Numbers and moments as people write them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from pleo_erp_hookspecs import Message
from pleo_erp_module.messages import render
from pleo_erp_module.messages.local_format import grouped, local_moment


@pytest.fixture
def copenhagen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Copenhagen")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("language", "number", "moment"),
    [
        ("en", "12,345", "2026-11-24 20:38:09 CET"),
        ("da", "12.345", "24.11.2026 20.38.09 CET"),
        ("de_AT", "12.345", "24.11.2026, 20:38:09 CET"),
        ("fr-CH", "12\u202f345", "24/11/2026 20:38:09 CET"),
        ("pt", "12,345", "2026-11-24 20:38:09 CET"),
    ],
)
def test_numbers_and_moments_are_written_as_in_the_language(language: str, number: str, moment: str, copenhagen: None) -> None:
    assert grouped(12345, language) == number
    assert grouped(345, language) == "345"
    assert local_moment("2026-11-24T19:38:09.000001Z", language) == moment


def test_a_count_in_a_sentence_is_grouped_and_a_status_is_not() -> None:
    assert render(Message("many_gone", {"count": 1234, "limit": 100}), "da").startswith("1.234 ")
    assert render(Message("http_status", {"status": 1503}), "da") == "status 1503"
