"""What the module has to say, as data: a stable code and its facts. A sentence is made of it last, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

TEXT = "text"  # the code of a text that no code stands for: an older row's, or an extension's own words


@dataclass(frozen=True, slots=True)
class Message:
    """A code and its facts: JSON values, other messages, or lists of them.

    ``Message("guard.count", {"gone": 120, "limit": 100})``
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __lt__(self, other: Message) -> bool:
        return self._order() < other._order()

    def as_dict(self) -> dict[str, Any]:
        """``{code, facts}`` as plain data, nested messages likewise."""
        return {"code": self.code, "facts": plain_facts(self.facts)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The message that `as_dict` gave."""
        return cls(data["code"], {name: _fact(value) for name, value in data["facts"].items()})

    def walk(self) -> Iterator[Message]:
        """This message and all that are among its facts."""
        yield self
        for value in self.facts.values():
            for part in value if isinstance(value, list | tuple) else (value,):
                if isinstance(part, Message):
                    yield from part.walk()

    def _order(self) -> str:
        return json.dumps(self.as_dict(), sort_keys=True)


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON values: a nested message becomes ``{code, facts}``, whatever JSON has no form for its text."""
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Message):
        return value.as_dict()
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _fact(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"code", "facts"}:
        return Message.from_dict(value)
    return [_fact(part) for part in value] if isinstance(value, list) else value
