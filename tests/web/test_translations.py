"""The catalogues: complete, in step with the sources, and with the same facts in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir

from pleo_erp_module.hosts.standalone import web
from pleo_erp_module.hosts.standalone.web.words import LANGUAGES
from web.browser import Browser
from web.office import Office

ROOT = Path(web.__file__).parent
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
KEYWORDS = {"_": None, "gettext": None, "mark": None, "ngettext": (1, 2)}
FACT = re.compile(r"%\((\w+)\)s")
Key = str | tuple[str, ...]


def folder(language: str) -> Path:
    return ROOT / "translations" / language / "LC_MESSAGES"


def catalogue(language: str) -> Catalog:
    """As people edit it."""
    with (folder(language) / "messages.po").open("rb") as file:
        return pofile.read_po(file, language, abort_invalid=True)


def texts(language: str) -> Iterator[tuple[Message, list[str]]]:
    """Each message with its translations, one for each plural form."""
    for message in catalogue(language):
        if message.id:
            yield message, [message.string] if isinstance(message.string, str) else list(message.string or ())


def key(text: str | list[str] | tuple[str, ...] | None) -> Key:
    return text if isinstance(text, str) else tuple(text or ())


def wanted() -> set[Key]:
    """All texts of the sources."""
    methods = re.findall(r"^\[(\w+): (.+)\]$", (ROOT / "translations" / "babel.cfg").read_text("utf-8"), re.MULTILINE)
    found = extract_from_dir(ROOT, [(pattern, method) for method, pattern in methods], {}, KEYWORDS)
    return {key(message) for _file, _line, message, _comments, _context in found}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_text_of_the_sources_and_no_other(language: str) -> None:
    sources = wanted()
    assert len(sources) > 300
    assert {key(message.id) for message, _translations in texts(language)} == sources
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_with_its_facts_and_its_ending(language: str) -> None:
    for message, translations in texts(language):
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        assert not message.fuzzy, message.id
        assert len(translations) == len(originals), message.id
        for original, translation in zip(originals, translations, strict=True):
            assert translation.strip() == translation != "", message.id
            assert sorted(FACT.findall(translation)) == sorted(FACT.findall(original)), message.id
            assert "%" not in FACT.sub("", translation), message.id
            assert translation[-1] == original[-1] or not {translation[-1], original[-1]} & set(".…:?"), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_used_was_made_from_what_people_edit(language: str) -> None:
    with (folder(language) / "messages.mo").open("rb") as file:
        used = {key(message.id): key(message.string) for message in mofile.read_mo(file) if message.id}
    assert used == {key(message.id): key(message.string) for message in catalogue(language) if message.id}


@pytest.mark.parametrize(("language", "word"), [("da", "Frigiv disse ændringer"), ("de", "Diese Änderungen freigeben")])
def test_the_words_of_a_plan_are_the_readers(office: Office, ben: Browser, language: str, word: str) -> None:
    office.world.erp.set_accounts([("1", "1000", "Sales")])
    office.world.connect()
    plan = office.world.plan()["plan"]
    page = ben.get(f"/preview/plan/{plan}", **{"Accept-Language": language})
    assert f'<html lang="{language}">' in page
    assert word in ben.text
