"""Pleo as the kinds reach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pleo_erp_module.pleo import PleoClient


@dataclass(frozen=True, slots=True)
class PleoSide:
    """One Pleo company. ``parents`` are the ids of the records that units belong to, by folded key; a run adds those that it
    creates. ``mark`` is the metadata of tag groups that are created."""

    client: PleoClient
    company: str
    parents: Mapping[str, str] = field(default_factory=dict)
    mark: Mapping[str, str] = field(default_factory=dict)
