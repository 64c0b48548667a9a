"""A number with a noun has plural forms: no language says "1 changes"."""

from __future__ import annotations

import re

import pytest
from pleo_erp_installer.catalogues import as_forms, sources, translated

from pleo_erp_module.messages.catalogue import LANGUAGES

#: A fact that counts, and then a noun in the plural, perhaps after an adjective or "more".
_COUNTED = re.compile(
    r"(?:\{(?:active|agreed|before|count|days|gone|highest|hours|limit|matched|minutes|number|others|rate|reads|requests|retries"
    r"|rows|runs|sealed|total|writes)\}|%\((?:count|number)\)s)(?: [a-z]+)? [a-z]+s\b"
)
#: Where the number is never one: limits of the module or of Pleo, and what is said of several only.
SEVERAL = {
    "Choose a login name of up to {count} characters.",
    "Pleo's answer was larger than {limit} bytes.",
    "The password must not have more than {count} characters.",
    "The password needs at least {count} characters.",
    "You selected {count} dimensions, but Pleo accepts at most {limit}.",
    "it has more than {limit} characters",
    "line {line} is not '<key version> <base64 of {count} bytes>'",
    "the same error {count} times since",
    "there are more than {limit} pages",
    (
        "{count} of {active} active records in {units} units no longer exist in the ERP, some since earlier runs of this week"
        " (limit {limit}%)"
    ),
    "{count} of {active} active records in {units} units would get a new name or code (limit {limit}%)",
    "{field} has {count} characters, Pleo accepts {limit}",
    "{rate} requests per minute are more than Pleo allows (600).",
    "{title} (profile {profile}, {how}) has more than {count} companies: {companies}.",
}


def test_every_count_with_a_noun_has_plural_forms() -> None:
    assert {text for text in sources() if isinstance(text, str) and _COUNTED.search(text)} - SEVERAL == set()


def test_what_is_said_of_several_is_still_said() -> None:
    assert {text for text in SEVERAL if not _COUNTED.search(text)} | (SEVERAL - sources()) == set()


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_every_language_has_all_its_forms(language: str) -> None:
    plural = [(text, forms) for text, forms in translated(language) if len(text) > 1]
    assert len(plural) > 30
    assert [text for text, forms in plural if len(forms) != 2] == []


@pytest.mark.parametrize("text", ["{count} changes", "{matched} accounts match", "%(count)s more rows", "{runs} failed runs"])
def test_a_count_with_a_noun_is_found(text: str) -> None:
    assert _COUNTED.search(text)
    assert as_forms(text) == (text,)


@pytest.mark.parametrize("text", ["Rows: {count}", "{count} of {active}", "limit {limit}%", "{count}"])
def test_a_number_alone_is_not(text: str) -> None:
    assert not _COUNTED.search(text)
