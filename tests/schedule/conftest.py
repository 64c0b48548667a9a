"""Worlds for the scheduler and for messages."""

from world_fixtures import erp_template, new_world, world

__all__ = ["erp_template", "new_world", "world"]
