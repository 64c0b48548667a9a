"""The module's own sentences in other languages: complete catalogues, and no fact lost on the way."""

from __future__ import annotations

import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st
from pleo_erp_installer.catalogues import read

from pleo_erp_module.errors import error
from pleo_erp_module.hosts.phrases import SENTENCES, phrases
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.reconcile.engine import quoted

LANGUAGES = ("da", "de", "fr")
HOLE = re.compile(r"\{(\w+)\}")
numbers = st.integers(0, 10**6).map(str)
# What people call things: anything but what marks the ends of a value in a sentence.
words = st.text(st.characters(exclude_characters="“”", exclude_categories=["C"]), min_size=1, max_size=30)


@cache
def entries(language: str) -> Catalog:
    return read(language)


@given(st.sampled_from(sorted(ERRORS)), st.data())
def test_an_error_keeps_its_facts_in_every_language(code: str, data: st.DataObject) -> None:
    text = ERRORS[code]
    facts = {name: data.draw(words) for name in {*HOLE.findall(text.message), *HOLE.findall(text.next_step)}}
    if "limit" in facts:
        facts |= dict.fromkeys(facts.keys() & {"count", "limit"}, data.draw(numbers))
    fault = error(code, **facts)
    assert phrases("en").fault(code, fault.message, fault.next_step) == (fault.message, fault.next_step)
    for language in LANGUAGES:
        book = {str(message.id): str(message.string) for message in entries(language) if message.id}
        message, _next_step = phrases(language).fault(code, fault.message, fault.next_step)
        if all(value.isalnum() for value in facts.values()):  # else a value may read like a part of the sentence
            assert message == book[text.message].format_map(facts)


@given(st.sampled_from([text for text in SENTENCES if HOLE.search(text)]), numbers)
def test_a_sentence_in_english_stays_as_it_is(template: str, number: str) -> None:
    text = HOLE.sub(number, template)
    assert phrases("en").said(text) == text
    for language in LANGUAGES:
        assert phrases(language).said(text) != text


@given(st.lists(st.tuples(words, words), min_size=1, max_size=3))
def test_each_difference_is_said_and_each_value_kept(values: list[tuple[str, str]]) -> None:
    names = ("name", "code", "external_id")[: len(values)]
    news = ", ".join(
        f"{name} is {quoted(ours)} in the ERP, {quoted(theirs)} in Pleo"
        for name, (ours, theirs) in zip(names, values, strict=False)
    )
    said = phrases("de").said(news)
    german = ("Name", "Code", "externe ID")
    assert said == ", ".join(
        f"{name} ist {quoted(ours)} im ERP, {quoted(theirs)} in Pleo"
        for name, (ours, theirs) in zip(german, values, strict=False)
    )
    assert phrases("de").said(f"usable in the ERP, archived in Pleo; {news}") == f"brauchbar im ERP, archiviert in Pleo; {said}"


@pytest.mark.parametrize("word", ["name", "code", "empty", "archived", "not usable", "a: no code: b", "a; name; b"])
def test_what_an_erp_calls_something_is_never_translated(word: str) -> None:
    german = phrases("de")
    assert german.fault("unknown_dimension", f"Company 1 has no dimension '{word}' in the ERP.", "")[0] == (
        f"Das Unternehmen 1 hat im ERP keine Dimension '{word}'."
    )
    assert german.said(f"name is “{word}” in the ERP, empty in Pleo") == f"Name ist “{word}” im ERP, leer in Pleo"
    assert german.said(f"several ERP rows have this key: {word}").endswith(f": {word}")


def test_what_is_part_of_another_sentence_is_said_too() -> None:
    german = phrases("de")
    assert german.said("The ERP row is left out: not usable.") == "Die Zeile im ERP ist ausgelassen: nicht brauchbar."
    assert german.said("changed since: archived; name is “A”, the run left empty") == (
        "seither geändert: archiviert; Name ist “A”, der Lauf hinterließ leer"
    )
    message, next_step = german.fault(
        "pleo_not_found", "Acme: Pleo does not know this record.", "Nothing to do: the next run looks again."
    )
    assert (message, next_step) == (
        "Acme: Pleo kennt diesen Datensatz nicht.",
        "Nichts zu tun: der nächste Lauf sieht wieder nach.",
    )


@pytest.mark.parametrize(
    "piece", ["; ", ": ", "not usable in the ERP: ", "name is “a” in the ERP, “b” in Pleo, ", "“”", "empty; "]
)
@pytest.mark.parametrize("times", [5, 49, 5000])
def test_whatever_an_erp_says_it_is_answered_at_once(piece: str, times: int) -> None:
    for text in (piece * times, piece * times + "x"):
        assert phrases("de").said(text)
        assert phrases("de").fault("pleo_refused", text, text) == (text, text)


@pytest.mark.parametrize("text", ["", "closed by the ERP", "a; b: c", "“”", "{name}"])
def test_what_nobody_knows_stays_as_it_is(text: str) -> None:
    for language in (*LANGUAGES, "en", "no such language"):
        assert phrases(language).said(text) == text
        assert phrases(language).fault("no_such_code", text, text) == (text, text)
        assert phrases(language).fault("internal", text, text) == (text, text)
