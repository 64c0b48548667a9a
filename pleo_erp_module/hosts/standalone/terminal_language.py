"""The language of the command line: the user's, as the environment or Windows has it."""

from __future__ import annotations

import gettext
import locale
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from pleo_erp_module.messages.catalogue import DOMAIN, ENGLISH, FOLDER, LANGUAGES, catalogue
from pleo_erp_module.messages.local_format import grouped

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which gettext asks for them
_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def terminal_language(environ: Mapping[str, str] = os.environ) -> str:
    """The first language that the environment names and the catalogue has; on Windows else that of its screens."""
    named = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    if not named and sys.platform == "win32":
        import ctypes

        named = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    known = (_language(name) for name in named.split(":"))
    return next((name for name in known if name in LANGUAGES), ENGLISH)


def _language(name: str) -> str:
    """``da`` for ``da_DK.UTF-8`` or ``da-DK``."""
    return name.replace("-", "_").partition("_")[0].partition(".")[0].lower()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything that is printed inside is in this language, also what click itself says."""
    catalogue(language)  # makes the file that click reads
    domain, before, token = gettext.textdomain(), os.environ.get("LANGUAGE"), _current.set(language)
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        _current.reset(token)
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def spoken_language() -> str:
    """The language in use."""
    return _current.get()


def _(text: str, **facts: object) -> str:
    """The text in the user's language, with its facts filled in (``{name}``)."""
    translated = catalogue(_current.get()).gettext(text)
    return translated.format_map(facts) if facts else translated


def ngettext(one: str, many: str, count: int, **facts: object) -> str:
    """The same for a text that depends on a number, which is filled in as ``{count}``."""
    return catalogue(_current.get()).ngettext(one, many, count).format_map({"count": grouped(count, _current.get()), **facts})
