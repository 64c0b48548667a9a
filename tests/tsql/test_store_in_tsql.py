"""The store's own tests once more, in T-SQL: each statement is checked, then run."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType

from store import (
    test_lease,
    test_store_changes,
    test_store_connections,
    test_store_migrations,
    test_store_plans,
    test_store_retention,
    test_store_roundtrip,
    test_store_runs,
    test_store_search,
)

# What these need is an engine of its own: two sessions that write at once, or a process that opens the database by itself.
_ELSEWHERE = {"any_database", "database_factory", "mariadb", "pair", "postgresql", "postgresql_database"}


def _suited(module: ModuleType) -> dict[str, Callable[..., object]]:
    tests = {name: made for name, made in vars(module).items() if name.startswith("test_") and inspect.isfunction(made)}
    return {name: test for name, test in tests.items() if not _ELSEWHERE & inspect.signature(test).parameters.keys()}


for _module in (
    test_lease,
    test_store_changes,
    test_store_connections,
    test_store_migrations,
    test_store_plans,
    test_store_retention,
    test_store_roundtrip,
    test_store_runs,
    test_store_search,
):
    globals().update(_suited(_module))
