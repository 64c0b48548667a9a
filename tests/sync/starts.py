"""Where a test begins: a connection that has been in use."""

from __future__ import annotations

from typing import Any

from world import World


def connected(world: World, *values: Any, dimensions: tuple[str, ...] = ("DEP",)) -> World:
    """A confirmed connection; the first dimension has ``values``."""
    world.erp.set_dimensions(*dimensions)
    world.erp.set_values(dimensions[0], values)
    world.go(*dimensions)
    return world


def numbered(count: int, first: int = 0) -> list[str]:
    return [f"A{number:04}" for number in range(first, first + count)]


def chart(count: int, first: int = 0) -> list[tuple[str, ...]]:
    return [(f"e{number}", str(1000 + number), f"Account {number}") for number in range(first, first + count)]
