"""Query parameters: their types, and how much each is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Type(Enum):
    """What a query parameter's text must look like."""

    UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    BOOLEAN = r"true|false"
    CURSOR = r"[A-Z2-7=~]+"
    COUNT = r"\d{1,18}"
    LIMIT = r"[1-9]\d?|100"
    TEXT = r".*"

    def accepts(self, value: str) -> bool:
        return re.fullmatch(self.value, value, re.DOTALL) is not None


class Need(Enum):
    """REQUIRED: refused without. ALWAYS: Pleo could do without, ours never do. NEVER: documented, but not ours to send."""

    REQUIRED = "required"
    ALWAYS = "always"
    OPTIONAL = "optional"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: Type
    need: Need = Need.OPTIONAL
    repeated: bool = False


COMPANY = Parameter("company_id", Type.UUID, Need.REQUIRED)
COMPANY_OPTIONAL = Parameter("company_id", Type.UUID)
ORGANISATION = Parameter("organization_id", Type.UUID)
# Its default is not documented, so we say what we mean.
INCLUDE_ARCHIVED = Parameter("include_archived", Type.BOOLEAN, Need.ALWAYS)
TAGS_COUNT = Parameter("include_tags_count", Type.BOOLEAN)

EXCLUSIVE = ("after", "before", "offset")
PAGING = (
    Parameter("after", Type.CURSOR),
    Parameter("before", Type.CURSOR),
    Parameter("offset", Type.COUNT),
    Parameter("limit", Type.LIMIT),
    # The valid keys are published for accounting entries and receipts only.
    Parameter("sorting_keys", Type.TEXT, Need.NEVER, repeated=True),
    Parameter("sorting_order", Type.TEXT, Need.NEVER, repeated=True),
)


def query_violations(
    parameters: Sequence[Parameter], either: Sequence[str], query: Sequence[tuple[str, str]], *, ours: bool = True
) -> list[str]:
    """What is wrong with ``query`` (decoded pairs); ``ours`` adds what only this project promises (ALWAYS, NEVER)."""
    known = {parameter.name: parameter for parameter in parameters}
    given: dict[str, list[str]] = {}
    for name, value in query:
        given.setdefault(name, []).append(value)
    found: list[str] = []
    for name, values in given.items():
        parameter = known.get(name)
        if parameter is None:
            found.append(f"query parameter {name!r} is not known here")
            continue
        if ours and parameter.need is Need.NEVER:
            found.append(f"query parameter {name!r} is not ours to send")
        if len(values) > 1 and not parameter.repeated:
            found.append(f"query parameter {name!r} is given {len(values)} times")
        found += [
            f"query parameter {name!r} has the value {value!r}, which is no {parameter.type.name.lower()}"
            for value in values
            if not parameter.type.accepts(value)
        ]
    needed = {Need.REQUIRED, Need.ALWAYS} if ours else {Need.REQUIRED}
    found += [f"query parameter {p.name!r} is missing" for p in parameters if p.need in needed and p.name not in given]
    if either and not any(name in given for name in either):
        found.append(f"Either {' or '.join(either)} must be provided")
    if len([name for name in EXCLUSIVE if name in given]) > 1:
        found.append("after, before and offset exclude each other")
    return found
