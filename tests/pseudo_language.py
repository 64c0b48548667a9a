"""A language in which every translation is in other letters: what stands in Latin ones was never translated.

A fact inside a sentence keeps its letters, so that English that was put in as a fact is found, too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from sys import modules

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from pleo_erp_installer.catalogues import as_forms, sources

from pleo_erp_module.hosts.standalone import terminal_language
from pleo_erp_module.messages.catalogue import DOMAIN, catalogue

_CATALOGUE = modules[catalogue.__module__]  # the package has the function by the same name
LANGUAGE = "de"  # whose catalogue is replaced
_LETTERS = {ord(latin): chr(base + place) for base, latins in ((0x430, ascii_lowercase), (0x410, ascii_uppercase))
            for place, latin in enumerate(latins)}  # fmt: skip
_FACT = re.compile(r"(\{[^{}]*\}|%\(\w+\)s)")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]{2,}")


def pseudo(text: str) -> str:
    """The translation of a text: its letters replaced, its facts as they are."""
    return "".join(part if _FACT.fullmatch(part) else part.translate(_LETTERS) for part in _FACT.split(text))


@cache
def _file() -> bytes:
    """The catalogue; the sources are read once."""
    translated, file = Catalog(LANGUAGE), io.BytesIO()
    for text in sources():
        forms = tuple(map(pseudo, as_forms(text)))
        translated.add(text, forms if len(forms) > 1 else forms[0])
    pofile.write_po(file, translated)
    return file.getvalue()


@contextmanager
def pseudo_catalogue(folder: Path) -> Iterator[None]:
    """Inside, the language has this catalogue."""
    path = folder / "pseudo" / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(_file())
    with pytest.MonkeyPatch.context() as patch:
        for module in (_CATALOGUE, terminal_language):
            patch.setattr(module, "FOLDER", folder / "pseudo")
        catalogue.cache_clear()
        yield
    catalogue.cache_clear()


def untranslated(text: str, data: Iterable[str] = ()) -> set[str]:
    """The Latin words of a text, without what is data: codes, names, commands and options, each as it is."""
    for known in sorted(data, key=len, reverse=True):
        text = re.sub(rf"(?<![^\W_]){re.escape(known)}(?![^\W_])", " ", text)
    return {word for word in _LATIN.findall(text) if not word.isupper()}
