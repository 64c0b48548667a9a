"""What people read, in their language: texts by gettext, moments and numbers by babel, next steps in the pages' words.

Texts in modules that are imported before anybody asks are marked with `mark` and translated with `_` when they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_decimal
from flask import g, request

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.hosts.phrases import Phrases, phrases
from pleo_erp_module.hosts.wording import in_words
from pleo_erp_module.messages.catalogue import ENGLISH, LANGUAGES, catalogue, mark
from pleo_erp_module.messages.labels import LABELS, label


def _(text: str, **facts: object) -> str:
    """The text in the reader's language, with its facts filled in (``{name}``)."""
    translated = catalogue(language()).gettext(text)
    return translated.format_map(facts) if facts else translated


def ngettext(one: str, many: str, count: int, **facts: object) -> str:
    """The same for a text that depends on a number, which is filled in as ``{count}``."""
    return catalogue(language()).ngettext(one, many, count).format_map({"count": number(count), **facts})


def label_of(sort: str, code: str) -> str:
    """What one of the module's codes is called, in the reader's language."""
    return label(sort, code, language())


def labels(sort: str) -> Mapping[str, str]:
    """All codes of a sort with what they are called."""
    return {code: label_of(sort, code) for code in LABELS[sort]}


def language() -> str:
    """The reader's language: as chosen in the account, else the browser's, else English."""
    user = g.get("user")
    if user is not None and user.language in LANGUAGES:
        return str(user.language)
    return request.accept_languages.best_match(LANGUAGES) or ENGLISH


def locale() -> Locale:
    """The locale of this request."""
    return Locale.parse(language())


def moment(value: datetime | str | None, zone: tzinfo | None = None) -> str:
    """A moment, or the module's text of one, in the reader's language and time zone."""
    if not value:
        return ""
    aware = datetime.fromisoformat(value) if isinstance(value, str) else value
    return str(format_datetime(aware, "medium", tzinfo=zone or time_zone(), locale=locale()))


def number(value: float | None) -> str:
    """A number with the reader's separators."""
    return "" if value is None else str(format_decimal(value, locale=locale()))


def time_zone() -> tzinfo:
    """The reader's time zone: as chosen in the account, else the site's."""
    zone: tzinfo = g.get("time_zone") or ZoneInfo("UTC")
    return zone


#: The pages that stand for commands, options, sections of the configuration and documents in the module's next steps.
PAGES = {
    "companies": mark("Companies"),
    "connections": mark("Overview"),
    "connect": mark("Connection"),
    "disconnect": mark("Connection"),
    "dimensions": mark("Dimensions"),
    "select": mark("Dimensions"),
    "plan": mark("Preview"),
    "release": mark("Preview"),
    "usage": mark("Preview"),
    "undo": mark("Runs"),
    "run": mark("Runs"),
    "history": mark("Runs"),
    "pause": mark("Runs"),
    "resume": mark("Runs"),
    "settings": mark("Settings"),
    "why": mark("Why?"),
    "doctor": mark("Diagnostics"),
    "probe": mark("Diagnostics"),
    "bundle": mark("Diagnostics"),
    "--pleo-company": mark("Pleo company"),
    "--moved": mark("The database was moved"),
    "--dimension": mark("Dimension"),
}


def step(next_step: str | None) -> str:
    """A next step of the module in the words of these pages."""

    def word(name: str) -> str | None:
        return f"“{_(PAGES[name])}”" if name in PAGES else None

    return in_words(next_step or "", word)


def fault_parts(fault: PleoErpError | dict[str, Any]) -> dict[str, str]:
    """``{code, message, next}`` of an error, its next step in the words of these pages."""
    parts = fault.as_dict() if isinstance(fault, PleoErpError) else fault
    code = parts["code"]
    message, next_step = _phrases().fault(code, parts["message"] or "", parts["next"] or "")
    # The next step of a wrong call is the command line's; on a page the sentence says it all.
    return {"code": code, "message": message, "next": "" if code == "usage" else step(next_step)}


def said(text: str | None) -> str:
    """A sentence of the module, such as the reason of a change, in the reader's language."""
    return _phrases().said(text or "")


def _phrases() -> Phrases:
    return phrases(language())
