"""A secret is shown nowhere: not by its own object, and not in an error, whatever it is part of."""

from __future__ import annotations

import base64
import pprint
from collections.abc import Callable
from pathlib import Path

import pytest

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.secret_text import SecretText, masked, remember

KEY = "plp_0123456789abcdefgh"  # with a colon behind it, its Basic form is padded
BASIC = base64.b64encode(f"{KEY}:".encode()).decode()
PASSWORD = "Tr0ub4dor & 3"


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, lambda key: f"{key}", lambda key: pprint.pformat([key])])
def test_the_object_shows_itself_nowhere(show: Callable[[SecretText], str]) -> None:
    assert KEY not in show(SecretText(KEY))
    assert SecretText(KEY).reveal() == KEY


@pytest.mark.parametrize("secret", ["plp_other-key", "Basic cGxwX290aGVyOg==", "bearer eyJhbGciOiJIUzI1NiJ9.e30.x"])
def test_what_looks_like_a_key_is_hidden_though_nobody_knows_it(secret: str) -> None:
    assert "***!" in masked(f"no such command: {secret}!")


@pytest.mark.parametrize("text", ["Basic data", "the bearer of 12 bad news", "plpgsql", "a plp_"])
def test_ordinary_words_are_not(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("wrap", [str, Path, ValueError, lambda text: Message("text", {"text": [f"<{text}>", {"part": text}]})])
@pytest.mark.parametrize("secret", [KEY, BASIC, BASIC.rstrip("="), PASSWORD])
def test_a_known_secret_is_hidden_in_every_fact_of_an_error(secret: str, wrap: Callable[[str], object]) -> None:
    assert BASIC.endswith("=")
    remember(PASSWORD)
    remember(KEY)
    told = error("config_invalid", path="x", detail=wrap(f"before{secret}after"))
    shown = f"{told}{told!r}{told.facts}{told.as_dict()}"
    assert "***" in shown
    assert secret.rstrip("=") not in shown


def test_a_short_word_from_a_secret_source_hides_nothing() -> None:
    remember("odoo")
    assert masked("odoo is read") == "odoo is read"
