"""What the pages need to know of the module's codes beside their labels."""

from __future__ import annotations

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
