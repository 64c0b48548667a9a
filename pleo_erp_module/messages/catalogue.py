"""The translations of every sentence, by language; English is what stands in the code."""

from __future__ import annotations

import gettext
import tempfile
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "translations"
DOMAIN = "pleo_erp"
LANGUAGES = ("en", "da", "de", "fr")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language or locale (``da``, ``de_AT``, ``fr-CH.UTF-8``); an empty one, so English, if there is none."""
    name = language.replace("-", "_").partition("_")[0].lower()
    source = FOLDER / name / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = source.with_suffix(".mo")
    if name not in LANGUAGES[1:]:
        return gettext.NullTranslations()
    if source.exists() and (not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime):
        compile_catalogue(source, compiled)
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def compile_catalogue(source: Path, compiled: Path) -> None:
    """Make the ``.mo`` of a ``.po``, in one step: another process may read it now."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        entries = read_po(file)
    with tempfile.NamedTemporaryFile(dir=compiled.parent, suffix=".mo.part", delete=False) as part:
        write_mo(part, entries)
    Path(part.name).replace(compiled)
