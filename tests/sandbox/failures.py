"""Errors on demand: exactly the k-th matching request fails, in exactly one way."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, get_args

from contract import Answer, Operation

from .replies import Request

Kind = Literal[
    "answer",  # `status`, `body`, `headers` instead of processing
    "delay",  # `seconds` before anything else; then go on
    "drop",  # close the connection before processing
    "lose",  # process, then close the connection: the answer is lost
    "hang",  # no answer for `seconds`, not processed
    "lose-slowly",  # process, then no answer for `seconds`
    "html",  # an HTML page with 200 (`status`), not processed
    "truncated",  # process, answer with the full length and half the body
    "broken-json",  # process, answer with half of the JSON, consistently
    "redirect",  # to `location`
    "huge",  # 200 with `size` bytes of JSON, not processed
    "repeat-cursor",  # a page whose next page is itself
    "endless",  # pages without end, each with a fresh cursor
    "trickle",  # process, answer a byte at a time, `seconds` apart
]
KINDS: tuple[str, ...] = get_args(Kind)
PAGING_KINDS = frozenset({"repeat-cursor", "endless"})


@dataclass(slots=True, kw_only=True)
class Fault:
    """One error and the requests that it hits.

    A request matches when it fits all of ``operation`` (a name of the contract, or "writes": all that write), ``method``,
    ``path`` and ``body_has`` (regular expressions to be found in the path, in the body's text). Of the matching requests,
    numbered from 1 since the error was set, those from ``nth`` on are hit, ``count`` of them (None: all), each with
    ``probability``.
    """

    kind: Kind
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    body_has: str | None = None
    nth: int = 1
    count: int | None = 1
    probability: float = 1.0
    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 30.0
    size: int = 50_000_000
    location: str = "https://example.invalid/login"
    seen: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"there is no fault {self.kind!r}; there are {', '.join(KINDS)}")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fault:
        """Raises ValueError for a property that an error does not have."""
        known = {item.name for item in fields(cls)} - {"seen", "hits"}
        if "kind" not in data or set(data) - known:
            raise ValueError(f"a fault has a kind and {', '.join(sorted(known - {'kind'}))}")
        return cls(**data)

    def matches(self, operation: Operation | None, request: Request) -> bool:
        """Errors of pages match paged operations only."""
        name = operation.name if operation else None
        return (
            (self.operation in (None, name) or (self.operation == "writes" and request.writes))
            and (self.kind not in PAGING_KINDS or (operation is not None and operation.answer is Answer.PAGE))
            and (self.method is None or self.method == request.method)
            and (self.path is None or re.search(self.path, request.path) is not None)
            and (self.body_has is None or re.search(self.body_has, request.body.decode("utf-8", "replace")) is not None)
        )

    def payload(self) -> bytes:
        """What an "answer" sends: text as it is, anything else as JSON."""
        if self.body is None:
            return b""
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


class Faults:
    """The errors in force. Not thread-safe."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def hit(self, operation: Operation | None, request: Request) -> tuple[float, Fault | None]:
        """For one request: the seconds of all delays that hit it, and the first other error that does. Every match is counted."""
        delay = 0.0
        first: Fault | None = None
        for fault in self.active:
            if not fault.matches(operation, request):
                continue
            fault.seen += 1
            if fault.seen < fault.nth or (fault.count is not None and fault.hits >= fault.count):
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            if fault.kind == "delay":
                delay += fault.seconds
            elif first is None:
                first = fault
            else:
                continue
            fault.hits += 1
        return delay, first
