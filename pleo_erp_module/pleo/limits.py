"""How much the client waits for and takes in."""

from __future__ import annotations

from dataclasses import dataclass

PAGE_SIZE = 100
SMALL_PAGE_SIZE = 20  # when Pleo refuses the other one (Q7)
MOST_TAGS_AT_ONCE = 100  # T-42
MOST_ACCOUNTS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one request, and on one read of many pages. Times are seconds, sizes bytes."""

    connect_seconds: float = 10.0
    read_seconds: float = 60.0  # between two pieces of an answer
    answer_seconds: float = 120.0  # for a whole answer
    idle_seconds: float = 4.0  # a connection unused for longer is not used again: the shortest usual keep-alive is 5
    answer_bytes: int = 32 * 1024 * 1024
    error_bytes: int = 64 * 1024
    tries: int = 5
    wait_seconds: float = 60.0  # the longest Retry-After that is waited for
    pages: int = 10_000
    threads: int = 32  # connections that are kept
