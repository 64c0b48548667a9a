"""Numbers for records that Tryton does not store: stable, reversible, and exact in a browser (below 2 ** 53).

A run's own id says when it began and four random hexadecimal digits: ``20261124T193809Z-4f2a``.
"""

from __future__ import annotations

import calendar
import time

_FORMAT = "%Y%m%dT%H%M%SZ"
_START = 1_577_836_800  # 2020-01-01; 31 bits of seconds last until 2088
_SECONDS = 31
_RANDOM = 16
_UNITS = 4  # bits: a run has at most sixteen units
_SHARE = 3  # bits of a run's random part that a change's number has room for
_POSITIONS = 19  # bits: changes of one run


def run_number(run: str) -> int:
    """The number of a run. Raises ValueError for what is not a run id."""
    moment, _, random = run.partition("-")
    seconds = calendar.timegm(time.strptime(moment, _FORMAT)) - _START
    if not 0 <= seconds < 1 << _SECONDS:
        raise ValueError(f"{run} is out of range")
    return seconds << _RANDOM | int(random, 16)


def run_id(number: int) -> str:
    """The run of a number."""
    return f"{begin(number)}-{number & ((1 << _RANDOM) - 1):04x}"


def begin(number: int, later: int = 0) -> str:
    """When the run of a number began, as its id has it; or so many seconds later (or, below zero, earlier)."""
    return time.strftime(_FORMAT, time.gmtime((number >> _RANDOM) + _START + later))


def unit_number(run: int, index: int) -> int:
    """The number of the ``index``-th unit of a run."""
    return run << _UNITS | index


def unit_place(number: int) -> tuple[int, int]:
    """Run and index of a unit."""
    return number >> _UNITS, number & ((1 << _UNITS) - 1)


def change_number(run: int, position: int) -> int:
    """The number of the change at ``position`` of a run. It keeps three bits of the run's random part; see `may_be_of`."""
    seconds, random = run >> _RANDOM, run & ((1 << _SHARE) - 1)
    return (seconds << _SHARE | random) << _POSITIONS | position & ((1 << _POSITIONS) - 1)


def change_place(number: int) -> tuple[int, int]:
    """What is known of the run of a change (see `may_be_of`), and its position."""
    return number >> _POSITIONS, number & ((1 << _POSITIONS) - 1)


def may_be_of(share: int, run: int) -> bool:
    """Whether the run is one that a change's number may mean: it began in the same second, and an eighth of those fit."""
    return share == ((run >> _RANDOM) << _SHARE | run & ((1 << _SHARE) - 1))


def oldest_of(share: int) -> int:
    """The lowest number of a run that a change's number may mean."""
    return share >> _SHARE << _RANDOM
