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
from pleo_erp_module.hosts.standalone.command_words import WORDS
from pleo_erp_module.kinds.display import Display
from pleo_erp_module.messages import Renderer, rendered
from pleo_erp_module.messages.catalogue import ENGLISH, LANGUAGES, catalogue, mark
from pleo_erp_module.messages.labels import LABELS, label
from pleo_erp_module.messages.renderer import QUOTES


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


def unit_name(unit: str) -> str:
    """A unit as users call it."""
    return Display(language()).unit_label(unit)


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


#: The pages and fields that stand for the actions and options of the module's next steps; what has none is a command.
PAGES = {
    "action.companies": mark("Companies"),
    "action.connections": mark("Overview"),
    "action.connect": mark("Connection"),
    "action.disconnect": mark("Connection"),
    "action.dimensions": mark("Dimensions"),
    "action.select": mark("Dimensions"),
    "action.plan": mark("Preview"),
    "action.release": mark("Preview"),
    "action.usage": mark("Preview"),
    "action.undo": mark("Runs"),
    "action.run": mark("Runs"),
    "action.history": mark("Runs"),
    "action.pause": mark("Runs"),
    "action.resume": mark("Runs"),
    "action.settings": mark("Settings"),
    "action.why": mark("Why?"),
    "action.doctor": mark("Diagnostics"),
    "action.probe": mark("Diagnostics"),
    "action.bundle": mark("Diagnostics"),
    "option.pleo_company": mark("Pleo company"),
    "option.moved": mark("The database was moved"),
    "option.take_over": mark("Take over"),
    "option.dimension": mark("Dimension"),
}


def page_words(language: str) -> Mapping[str, str]:
    """What these pages call the things that a next step names."""
    texts = catalogue(language)
    return {**WORDS, **{name: QUOTES[language].format(texts.gettext(page)) for name, page in PAGES.items()}}


def fault_parts(fault: PleoErpError | Mapping[str, Any]) -> dict[str, str]:
    """``{code, message, next}`` of an error in the reader's language, whoever met it first."""
    told = fault.as_dict() if isinstance(fault, PleoErpError) else fault
    parts = rendered(told, Renderer(language(), page_words(language())))
    # The next step of a wrong call is the command line's; on a page the sentence says it all.
    return {"code": parts["code"], "message": parts["message"], "next": "" if parts["code"] == "usage" else parts["next"] or ""}
