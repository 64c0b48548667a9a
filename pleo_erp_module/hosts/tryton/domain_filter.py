"""Tryton's search domains and orders, applied to rows that are in memory.

A row has a key for each field, and ``company.rec_name`` for the name of what ``company`` points to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]
Order = Sequence[tuple[str, str | None]]


class UnsearchableError(ValueError):
    """What a domain asks cannot be answered from rows in memory."""


def matches(domain: Sequence[Any], row: Row) -> bool:
    """Whether a row is in the domain; raises UnsearchableError for an operator, a path or a comparison that it cannot have."""
    if _is_clause(domain):
        return _clause(domain, row)
    together = any if domain and domain[0] == "OR" else all
    return together(matches(part, row) for part in _parts(domain))


def ordered(rows: Iterable[Row], order: Order) -> list[Row]:
    """The rows sorted as a client asks for; nothing comes before something."""
    result = list(rows)
    for name, direction in reversed(order):
        key = _key(name)
        result.sort(key=lambda row: _sortable(row.get(key)), reverse=(direction or "").upper().startswith("DESC"))
    return result


def wanted(domain: Sequence[Any], name: str) -> set[Any] | None:
    """The values that a domain's outer conjunction allows for one field, or None if it does not say."""
    if _is_clause(domain):
        if _key(domain[0]) == name and domain[1] in ("=", "in"):
            return set(domain[2]) if domain[1] == "in" else {domain[2]}
        return None
    if domain and domain[0] == "OR":
        return None
    found = [values for part in _parts(domain) if (values := wanted(part, name)) is not None]
    return set.intersection(*found) if found else None


def names(domain: Sequence[Any]) -> set[str]:
    """The fields that a domain asks about."""
    if _is_clause(domain):
        return {domain[0].partition(".")[0]}
    return {name for part in _parts(domain) for name in names(part)}


def _is_clause(domain: Sequence[Any]) -> bool:
    return len(domain) > 2 and isinstance(domain[0], str) and domain[0] not in ("AND", "OR") and isinstance(domain[1], str)


def _parts(domain: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (part for part in domain if not isinstance(part, str))


def _key(path: str) -> str:
    """``run.id`` is what ``run`` holds here; a path to anything else of another record cannot be followed."""
    name, _, rest = path.partition(".")
    if rest not in ("", "id", "rec_name"):
        raise UnsearchableError(f"{path} cannot be searched")
    return path if rest == "rec_name" else name


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is not None, value if value is not None else 0


def _like(value: Any, pattern: Any, flags: int) -> bool:
    escaped = re.sub(
        r"\\(.)|([%_])|([^%_\\]+)",
        lambda part: re.escape(part[1]) if part[1] else {"%": ".*", "_": "."}[part[2]] if part[2] else re.escape(part[3]),
        str(pattern or ""),
    )
    return value is not None and re.fullmatch(escaped, str(value), flags | re.DOTALL) is not None


def _compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, given: value is not None and given is not None and test(value, given)


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda value, given: bool(value == given),
    "!=": lambda value, given: bool(value != given),
    "<": _compared(lambda value, given: value < given),
    "<=": _compared(lambda value, given: value <= given),
    ">": _compared(lambda value, given: value > given),
    ">=": _compared(lambda value, given: value >= given),
    "in": lambda value, given: value in given,
    "not in": lambda value, given: value not in given,
    "like": lambda value, given: _like(value, given, 0),
    "not like": lambda value, given: not _like(value, given, 0),
    "ilike": lambda value, given: _like(value, given, re.IGNORECASE),
    "not ilike": lambda value, given: not _like(value, given, re.IGNORECASE),
}


def _clause(clause: Sequence[Any], row: Row) -> bool:
    path, operator, given = clause[:3]
    test = _TESTS.get(operator)
    if test is None:
        raise UnsearchableError(f"{operator} cannot be searched with")
    try:
        return test(row.get(_key(path)), given)
    except TypeError as exc:
        raise UnsearchableError(str(exc)) from None
