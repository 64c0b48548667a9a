"""The one catalogue: every text that a user reads in any host, in each language."""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from pleo_erp_module.messages.po_file import compile_po

DOMAIN = "pleo_erp"
ENGLISH = "en"
FOLDER = Path(__file__).parent / "translations"
#: Each language by its own name. English is what the code says, the others have a catalogue.
LANGUAGES = {"en": "English", "da": "Dansk", "de": "Deutsch", "fr": "Français"}


def mark(text: str) -> str:
    """Marks a text for the catalogue; whoever shows it has it translated."""
    return text


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Marks a text that depends on a number."""
    return one, many


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The texts of a language such as ``da`` or ``da_DK``; English where there is no catalogue."""
    short = language.replace("-", "_").partition("_")[0].lower()
    if short == "en" or short not in LANGUAGES:
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(compile_po(FOLDER / short / "LC_MESSAGES" / f"{DOMAIN}.po")))
