"""A language in which every translation stands in brackets: what is outside of them was never translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sys import modules

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from pleo_erp_installer.catalogues import as_forms, sources

from pleo_erp_module.hosts.standalone import terminal_language
from pleo_erp_module.messages.catalogue import DOMAIN, catalogue

_CATALOGUE = modules[catalogue.__module__]  # the package has the function by the same name
LANGUAGE = "de"  # whose catalogue is replaced
_BRACKETED = re.compile(r"⟦[^⟦⟧]*(?:⟧|\.\.\.)")


def write_pseudo_catalogue(folder: Path) -> None:
    """The catalogue of the language, below a folder of catalogues."""
    pseudo = Catalog(LANGUAGE)
    for text in sources():
        forms = tuple(f"⟦{form}⟧" for form in as_forms(text))
        pseudo.add(text, forms if len(forms) > 1 else forms[0])
    path = folder / LANGUAGE / "LC_MESSAGES" / f"{DOMAIN}.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        pofile.write_po(file, pseudo)


@contextmanager
def pseudo_catalogue(folder: Path) -> Iterator[None]:
    """Inside, the language has the catalogue that was written below this folder."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (_CATALOGUE, terminal_language):
            patch.setattr(module, "FOLDER", folder)
        catalogue.cache_clear()
        yield
    catalogue.cache_clear()


def untranslated(text: str, data: frozenset[str] = frozenset()) -> set[str]:
    """The words outside of brackets, without those that are data: codes, names, commands and options."""
    while _BRACKETED.search(text):
        text = _BRACKETED.sub(" ", text)
    return {word for word in re.findall(r"[^\W\d_]{3,}", text) if not word.isupper()} - data
