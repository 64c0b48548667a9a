"""The world of whole runs, in which the example extension is tried."""

from world_fixtures import contract, erp_template, new_world, world

__all__ = ["contract", "erp_template", "new_world", "world"]
