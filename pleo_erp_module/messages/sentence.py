"""What a sentence is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from pleo_erp_hookspecs import ErrorKind

FAULT, USAGE, BUSY, STOPPED = ErrorKind.FAULT, ErrorKind.USAGE, ErrorKind.BUSY, ErrorKind.STOPPED


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that depends on a number: the fact named ``by``."""

    one: str
    many: str
    by: str = "count"


Sentence = str | Plural
Sentences = Mapping[str, Sentence]


@dataclass(frozen=True, slots=True)
class ErrorSentence:
    """What is said of an error, and what to do. ``more`` goes on where the error has a ``detail``, such as what Pleo answered."""

    kind: ErrorKind
    message: str
    next_step: str
    more: str = ""

    @property
    def action(self) -> str | None:
        """The action of the module that the next step names first, if it names one."""
        named = next((name for _, name, _, _ in Formatter().parse(self.next_step) if name and name.startswith("action.")), None)
        return named and named.removeprefix("action.")
