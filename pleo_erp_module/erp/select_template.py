"""The SQL of a profile: named parameters and placeholders, found outside of texts, quoted names and comments only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pleo_erp_module.messages.message_error import MessageError

_TOKENS = re.compile(
    r"""
    (?P<comment>--[^\n]*|/\*.*?\*/)
    |(?P<quoted>'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\](?:\][^\]]*\])*)
    |(?P<cast>::)
    |:(?P<parameter>[A-Za-z_]\w*)
    |\{(?:(?P<alias>\w+)\.)?(?P<name>\w+)\}
    |(?P<concat>\{\+\})
    |(?P<wrong>['"`\[?{}]|/\*)
    |(?P<end>;)
    """,
    re.DOTALL | re.VERBOSE,
)


class TemplateError(MessageError):
    """What is wrong with the SQL."""


@dataclass(frozen=True, slots=True)
class NamedParameter:
    """``:name``."""

    name: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``{name}`` or ``{alias.name}``: a table, or a column that may be missing."""

    name: str
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Concat:
    """``{+}``: the engine's operator that joins two texts."""


Part = str | NamedParameter | Placeholder | Concat


@dataclass(frozen=True, slots=True)
class Template:
    """One SELECT, in parts. Comments and a closing semicolon are gone."""

    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Raises TemplateError unless the text is one SELECT (or WITH) without bare ``?`` markers."""
        parts = tuple(_merged(_parts(text)))
        first = parts[0].lstrip() if parts and isinstance(parts[0], str) else ""
        if not re.match(r"(?i)(select|with)\b", first):
            raise TemplateError("not_a_select")
        return cls(parts)

    @property
    def parameters(self) -> frozenset[str]:
        """The names of all parameters."""
        return frozenset(part.name for part in self.parts if isinstance(part, NamedParameter))

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """All placeholders, in order."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))


def _parts(text: str) -> Iterator[Part]:
    position, ended = 0, False
    for match in _TOKENS.finditer(text):
        between = text[position : match.start()]
        if ended and (between.strip() or not match["comment"]):
            raise TemplateError("several_statements")
        yield between
        position = match.end()
        if match["wrong"]:
            wrong = match["wrong"]
            raise TemplateError("sql_bare_parameter") if wrong == "?" else TemplateError("sql_not_closed", text=wrong)
        if match["parameter"]:
            yield NamedParameter(match["parameter"])
        elif match["name"]:
            yield Placeholder(match["name"], match["alias"])
        elif match["concat"]:
            yield Concat()
        elif match["end"]:
            ended = True
        else:
            yield " " if match["comment"] else match[0]
    if ended and text[position:].strip():
        raise TemplateError("several_statements")
    yield text[position:]


def _merged(parts: Iterator[Part]) -> Iterator[Part]:
    """Neighbouring pieces of plain SQL as one; outer blanks gone."""
    pending = ""
    for part in parts:
        if isinstance(part, str):
            pending += part
            continue
        if pending:
            yield pending
        pending = ""
        yield part
    if pending.rstrip():
        yield pending.rstrip()
