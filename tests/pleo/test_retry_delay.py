from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_module.pleo.retry_delay import full_jitter, retry_after


@pytest.mark.parametrize(("tried", "longest"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (10_000, 60)])
def test_the_longest_wait_doubles_up_to_a_minute(tried: int, longest: float) -> None:
    assert full_jitter(tried, lambda: 1.0) == longest
    assert full_jitter(tried, lambda: 0.0) == 0


@given(tried=st.integers(1, 10**6), chance=st.floats(0, 1))
def test_a_wait_is_never_negative_and_never_over_a_minute(tried: int, chance: float) -> None:
    assert 0 <= full_jitter(tried, lambda: chance) <= 60


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        (None, None, None),
        ("7", None, 7.0),
        (" 1.5 ", None, 1.5),
        ("0", None, 0.0),
        ("-3", None, None),
        ("nan", None, None),
        ("soon", None, None),
        ("", None, None),
        ("9" * 400, None, None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", None, 90.0),
        ("Thu, 01 Jan 1970 00:01:40 -0000", None, 90.0),
        ("Thu, 01 Jan 1970 00:00:05 GMT", None, 0.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", "Thu, 01 Jan 1970 00:01:00 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", "yesterday", 90.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, date: str | None, seconds: float | None) -> None:
    assert retry_after(value, date, lambda: 10.0) == seconds


@given(value=st.text(max_size=40), date=st.none() | st.text(max_size=40))
def test_no_header_can_break_the_wait(value: str, date: str | None) -> None:
    seconds = retry_after(value, date, lambda: 0.0)
    assert seconds is None or seconds >= 0
