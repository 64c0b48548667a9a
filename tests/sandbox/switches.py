"""What Pleo's published description leaves open, and the state of the network, as values that a test may turn at any time."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal


@dataclass(slots=True)
class Switches:
    """Every default is the reading that is hardest on a client, or the one that several sources agree on."""

    # -- the network
    latency_ms: float = 0
    """Waited before each answer."""
    rate: int = 600
    """Requests that one key may send in ``rate_window`` seconds; 0 = any number."""
    rate_window: float = 60
    retry_after: bool = True
    """Whether a 429 says when to come back."""

    # -- paging
    page_size: int | None = None
    """A cap below the asked-for limit, so that few records make many pages."""
    default_limit: int = 20
    max_limit: int = 100
    """A larger limit is refused."""
    total: bool = True
    """Whether pages carry the optional total."""
    bind_cursors: bool = True
    """Whether a cursor is refused when it comes back with other filters than it was made with."""

    # -- answers
    extras: bool = True
    """Whether records carry properties that no document names."""
    undocumented_success: int = 200
    """The status of operations documented only as "default"."""
    fraction_digits: int = 0
    """Digits of a second in timestamps."""
    wrong_company: int = 404
    """The status for a company that the key does not see."""
    subject: bool = True
    """Whether introspect names the company (subjectURN)."""

    repeat_ids: bool = False
    """Whether a list shows its first record twice."""
    half_characters: bool = False
    """Whether names end in half a surrogate pair."""

    # -- what is stored
    strip_names: bool = False
    cut_names: int | None = None
    """Names are silently cut to so many characters."""
    omitted: Literal["null", "keep"] = "null"
    """What a PUT does to an optional property that it leaves out."""

    # -- rules
    include_archived_default: bool = False
    duplicate_group: Literal["second", "conflict", "refuse"] = "second"
    case_sensitive_codes: bool = False
    """Whether ENG and eng are two tag codes."""
    archived_codes_collide: bool = True
    """Whether an archived tag's code is taken."""
    max_active_tags: int | None = None
    """Of one group."""
    existing_account: Literal["conflict", "matched"] = "conflict"
    """Whether creating an account that exists answers 409, or 200 with the existing one."""
    check_tax_codes: bool = True
    """Whether an account's taxCodeExternalId must be the code of a tax code."""

    def replace(self, values: Mapping[str, Any]) -> None:
        """Turns several at once. Raises ValueError for an unknown name or a value of the wrong type, and then turns none."""
        hints = typing.get_type_hints(type(self))
        for name, value in values.items():
            if name not in hints:
                raise ValueError(f"there is no switch {name!r}; there are {', '.join(sorted(hints))}")
            if not _fits(value, hints[name]):
                raise ValueError(f"the switch {name} takes {hints[name]}, not {value!r}")
        for name, value in values.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def names(cls) -> list[str]:
        return [field.name for field in fields(cls)]


def _fits(value: Any, hint: Any) -> bool:
    if typing.get_origin(hint) is Literal:
        return value in typing.get_args(hint)
    if isinstance(hint, types.UnionType):
        return any(_fits(value, part) for part in typing.get_args(hint))
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, hint) and (hint is bool or not isinstance(value, bool))
