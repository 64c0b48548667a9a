"""The module speaks English, also in its tables; a host says the same sentences in the reader's language.

A sentence is known by its template: what stands in the holes of the English one is put into those of the translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, partial

from pleo_erp_module.messages import catalogue
from pleo_erp_module.messages.error_sentences import ERRORS

#: What the module says of records, guards and checks; its errors are in `messages.error_sentences`.
SENTENCES = (
    "new in the ERP",
    "usable in the ERP, archived in Pleo",
    "usable in the ERP, archived in Pleo; {news}",
    "not usable",
    "no code",
    "no code ({name})",
    "not selected",
    "not in the ERP",
    "not usable in the ERP: {why}",
    "several ERP rows have this key: {them}",
    "several dimensions have this code",
    "it is not active in the ERP",
    "{field} has {count} characters, Pleo takes {limit}",
    "Pleo stored another value than was sent, and still shows it",
    "duplicate: the record {id} of the same key stays",
    "made by the run {run}",
    "as it was before the run {run}",
    "several records in Pleo have this key",
    "not in Pleo",
    "changed since: {news}",
    "archived",
    "unarchived",
    "empty",
    "name",
    "code",
    "external_id",
    "tax_code_external_id",
    "the ERP gave no row at all, {active} records are active in Pleo",
    "the ERP gave {rows} rows, {before} the last time (limit {limit} %)",
    "all {active} active records would go",
    "{vanished} of {active} active records vanished from the ERP (limit {limit} %)",
    "{gone} of {active} active records would go (limit {limit} %)",
    "{gone} active records would go (limit {limit})",
    "{shifted} of {active} active records would get another name or code (limit {limit} %)",
    "{created} records would be new beside {active} active ones (limit {limit} %)",
    "held by an earlier run and not yet released",
    "no plan of this connection has been released yet",
    "the connection is paused",
    "the selection has not been seen in a released plan yet",
    "the tag group waits itself",
    "an undo waits for its release",
    "The ERP row is left out: {why}.",
    "The ERP has it, but it is left out: {why}.",
    "A run would make the changes listed.",
    "Pleo shows what the ERP has; there is nothing to do.",
    "The ERP has no such row, and Pleo's record is archived; there is nothing to do.",
    "Neither the ERP nor Pleo has it.",
    "The ERP has it and Pleo has not.",
    "{dbms} answers: {name}.",
    "The module's tables are of version {version}.",
    "There is no key file {path} yet; connect makes it.",
    "Keys in {path}: {count}; API keys sealed under them: {sealed}.",
    "Pleo accepts the key; tag groups of {company}: {count}.",
    "{answer} The connection is paused: no run writes anything until it is resumed.",
    "{rate} requests a minute are more than Pleo permits (600).",
    "Lower it to 500.",
    ERRORS["wrong_account_key"].message,  # also why accounts are held
)
#: Of these several may stand in one sentence, with what parts them.
PIECES = {
    "{field} is {here} in the ERP, {there} in Pleo": ", ",
    "{field} is {here}, the run left {there}": "; ",
}
_LONGEST = 2000  # characters; a longer text is mostly what somebody else says
_HOLE = re.compile(r"\{(\w+)\}")
_SHAPES = {"field": r"\w+", "dbms": r"\w[\w ]*"}
_QUOTED = frozenset(("here", "there"))
_SPOKEN = frozenset(("answer", "field", "news", "why", "why_not"))  # the module's own words; what else fills a hole is a fact
_NUMBERS = frozenset(
    ("active", "before", "count", "created", "gone", "limit", "rows", "sealed", "shifted", "vanished", "version")
)


class Phrases:
    """Sentences in one language; of a language without a catalogue, and of a sentence that is not known, the English ones."""

    def __init__(self, language: str) -> None:
        self._catalogue = catalogue(language)

    def said(self, text: str) -> str:
        """A sentence, or a part of one such as the reason of a change."""
        if text in SENTENCES:
            return self._catalogue.gettext(text)
        if len(text) > _LONGEST:
            return text
        for template, pattern in _patterns():
            if found := pattern.fullmatch(text):
                return self._filled(template, found)
        for template, between in PIECES.items():
            if _several(template, between).fullmatch(text):
                return _pattern(template, between).sub(partial(self._filled, template), text)
        mark = next((one for one in ("; ", ": ") if one in text), None)
        return mark.join(map(self.said, text.split(mark))) if mark else text

    def fault(self, code: str, message: str, next_step: str) -> tuple[str, str]:
        """The sentence and the next step of an error."""
        known = ERRORS.get(code)
        if known is None:
            return message, next_step
        return self._of(known.message, message), self._of(known.next_step, next_step)

    def _of(self, template: str, text: str) -> str:
        if len(text) > _LONGEST:
            return text
        if found := _pattern(template).fullmatch(text):
            return self._filled(template, found)
        name, _parted, rest = text.partition(": ")  # a check of a connection begins with its company
        found = _pattern(template).fullmatch(rest)
        return f"{name}: {self._filled(template, found)}" if found else text

    def _filled(self, template: str, found: re.Match[str]) -> str:
        values: Mapping[str, str] = found.groupdict()

        def value(hole: re.Match[str]) -> str:
            name, text = hole[1], values[hole[1]]
            return self.said(text) if name in _SPOKEN or (name in _QUOTED and text == "empty") else text

        return _HOLE.sub(value, self._catalogue.gettext(template))


@cache
def phrases(language: str) -> Phrases:
    """Those of one language; its catalogue is read once."""
    return Phrases(language)


def templates() -> Iterator[str]:
    """Every text of the catalogues."""
    yield from SENTENCES
    yield from PIECES
    for text in ERRORS.values():
        yield text.message
        yield text.next_step


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences with holes, those that say the most first."""
    with_holes = [template for template in SENTENCES if _HOLE.search(template)]
    return tuple((template, _pattern(template)) for template in sorted(with_holes, key=_said_by_itself, reverse=True))


def _said_by_itself(template: str) -> int:
    return len(_HOLE.sub("", template))


@cache
def _pattern(template: str, between: str = "") -> re.Pattern[str]:
    return re.compile(_expression(template, "(?P<{name}>{shape})", _end(between)), re.DOTALL)


@cache
def _several(template: str, between: str) -> re.Pattern[str]:
    """One after the other."""
    one = _expression(template, "(?:{shape})", _end(between))
    return re.compile(f"{one}(?:{between}{one})*", re.DOTALL)


def _end(between: str) -> str:
    return rf"(?:{between}|\Z)" if between else r"\Z"


def _expression(template: str, group: str, end: str = "") -> str:
    """``end`` is what may follow the whole of it."""
    texts = [*map(re.escape, _HOLE.split(template)[::2])]
    names = _HOLE.split(template)[1::2]
    then = [text or end for text in texts[1:]]  # what follows each hole
    holes = [group.format(name=name, shape=_shape(name, follows)) for name, follows in zip(names, then, strict=True)]
    return "".join(part for pair in zip(texts, [*holes, ""], strict=True) for part in pair)


def _shape(name: str, follows: str) -> str:
    if name in _QUOTED:
        # Atomic, up to the first end that is one: a name full of quotation marks must not be tried in every way.
        return f"(?>“.*?”(?={follows})|empty)"
    return r"\d+" if name in _NUMBERS else _SHAPES.get(name, ".*?")
