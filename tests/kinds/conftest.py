"""Worlds whose ERP has projects, too: a kind that no shipped file knows."""

from __future__ import annotations

from world_fixtures import contract, erp_template, new_world, world

__all__ = ["contract", "erp_template", "new_world", "world"]
