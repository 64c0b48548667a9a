"""Worlds for tests of whole runs; every request is held against the contract."""

from world_fixtures import contract, erp_template, new_world, world

__all__ = ["contract", "erp_template", "new_world", "world"]
