"""The module's history, read page by page and no farther than is needed: it may be years long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import takewhile
from typing import Any

from pleo_erp_module.hosts.tryton import ids
from pleo_erp_module.hosts.tryton.field_values import moment
from pleo_erp_module.hosts.tryton.module_calls import Refusal, view
from pleo_erp_module.hosts.tryton.tryton_host import visible_companies

Told = Mapping[str, Any]
Found = tuple[int, Told]  # a company, and one of its runs

_FEW = 4  # runs that are asked for one by one
# Seconds. The history is in the order in which runs began, and their moments are those of the servers' clocks.
_SKEW = 86_400


def newest(companies: Iterable[int]) -> Iterator[Found]:
    """The runs of several companies, the latest first."""
    return merge(*map(_of, companies), key=lambda found: str(found[1]["started_at"]), reverse=True)


def count(company: int, most: int | None) -> int:
    """How many runs a company has, of at most so many: found by halving, without reading them."""
    return _first(company, lambda run: run is None, most)


def numbered(numbers: Collection[int]) -> Iterator[Found]:
    """The runs of these numbers, as far as the user may see them, the latest first."""
    if len(numbers) <= _FEW:
        asked = (one for number in numbers if (one := _one(ids.run_id(number))))
        yield from sorted(asked, key=lambda found: str(found[1]["started_at"]), reverse=True)
        return
    # One that repeats keeps its number and begins again, so it is somewhere before its own moment.
    since = ids.begin(min(numbers), -_SKEW)
    for company in visible_companies():
        for found in takewhile(lambda found: _began(found[1]) >= since, _of(company)):
            if ids.run_number(found[1]["id"]) in numbers:
                yield found


def begun(shares: Collection[int]) -> Iterator[Found]:
    """The runs that the numbers of changes may mean (`ids.may_be_of`). Such a run has changes, so it never begins again."""
    if not shares:
        return
    oldest, latest = ids.begin(ids.oldest_of(min(shares)), -_SKEW), ids.begin(ids.oldest_of(max(shares)), _SKEW)
    for company in visible_companies():
        offset = _first(company, lambda run: run is None or _began(run) <= latest)
        for found in takewhile(lambda found: _began(found[1]) >= oldest, _of(company, offset)):
            if any(ids.may_be_of(share, ids.run_number(found[1]["id"])) for share in shares):
                yield found


def changes(company: int, run: str) -> Iterator[Told]:
    """The changes of a run."""
    offset = 0
    while page := view("history", company=company, run=run, offset=offset)["changes"]:
        yield from page
        offset += len(page)


def _page(company: int, offset: int) -> Sequence[Told]:
    try:
        found: Sequence[Told] = view("history", company=company, offset=offset)["runs"]
    except Refusal as refusal:
        if refusal.fault.code != "not_connected":
            raise
        return ()
    return found


def _of(company: int, offset: int = 0) -> Iterator[Found]:
    seen: set[str] = set()  # a run that begins meanwhile moves the others into the next page
    while page := _page(company, offset):
        yield from ((company, run) for run in page if run["id"] not in seen)
        seen.update(run["id"] for run in page)
        offset += len(page)


def _first(company: int, holds: Callable[[Told | None], bool], most: int | None = None) -> int:
    """How many of the latest runs, of at most so many, there are before the first one that ``holds`` is true of.

    It must be true of all that are older, and of None, which follows the last. Recent ones are found soonest.
    """

    def reached(offset: int) -> bool:
        return holds(next(iter(_page(company, offset)), None))

    low, high = 0, 1
    while (most is None or high < most) and not reached(high):
        low, high = high, high * 2
    return bisect_left(range(high if most is None else min(high, most)), True, lo=low, key=reached)


def _one(run: str) -> Found | None:
    for company in visible_companies():
        try:
            return company, view("history", company=company, run=run)["run"]
        except Refusal as refusal:
            if refusal.fault.code != "unknown_run":
                raise
    return None


def _began(run: Told) -> str:
    return f"{moment(run['started_at']):%Y%m%dT%H%M%SZ}"
