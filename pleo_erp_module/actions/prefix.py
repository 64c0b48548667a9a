"""Naming a plan or a run by the beginning of its hash or id."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pleo_erp_module.errors import error

_SHORTEST = 8  # characters; fewer could come to mean another one by chance
_MOST_NAMED = 5


def whole(given: str, known: Callable[[str], Iterable[str]]) -> str:
    """The one name that begins with ``given``, of those that ``known`` answers for it; ``given`` itself if there is none.

    Raises ``ambiguous_prefix``.
    """
    given = given.strip()
    if len(given) < _SHORTEST:
        return given
    found = [name for name in known(given) if name.startswith(given)]
    if given in found or not found:
        return given
    if len(found) > 1:
        named = found[:_MOST_NAMED] + (["…"] if len(found) > _MOST_NAMED else [])
        raise error("ambiguous_prefix", prefix=given, found=named)
    return found[0]
