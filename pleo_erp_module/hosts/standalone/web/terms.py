"""What the pages need to know of the module's codes beside their labels."""

from __future__ import annotations

from pleo_erp_module.hosts.standalone.web.words import _

#: What users can preview and run, in the order in which it is offered.
OFFERED_JOBS = ("sync-all", "sync-tags", "sync-accounts")
#: Guards whose limit has no figures, so that their name says it all.
PLAIN_GUARDS = frozenset({"unconfirmed", "paused", "selection", "group", "undo"})
#: The colour of a state (macro `state`).
COLOURS = {
    "success": "ok",
    "done": "ok",
    "held": "wait",
    "paused": "wait",
    "partial": "bad",
    "failed": "bad",
    "interrupted": "bad",
    "unknown": "bad",
}


def unit_name(unit: str) -> str:
    """A unit as people call it."""
    if unit == "accounts":
        return _("Accounts")
    return _("Tag groups") if unit == "tag_groups" else _("Tags of {dimension}", dimension=unit.removeprefix("tags:"))
