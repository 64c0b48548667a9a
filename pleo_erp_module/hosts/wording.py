"""What hosts say alike: next steps, which name what the command line has, in a host's own words; and the state of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_NAMED = re.compile(
    r"`pleo-erp ([a-z][a-z-]*)[^`]*`|pleo-erp ([a-z][a-z-]*)(?: --[a-z-]+)*|--[a-z][a-z-]*|\[[a-z_]+\]|docs/[\w/-]+\.md"
)


def in_words(text: str, word: Callable[[str], str | None]) -> str:
    """``text`` in a host's words: ``word`` is asked for the action of each command ``pleo-erp NAME ...``, for options
    (``--moved``), sections of the configuration (``[pleo]``) and pages (``docs/configuration.md``).

    Where it answers None the text stays: there is no screen for it, and the command is the way.
    """
    return _NAMED.sub(lambda found: word(found[1] or found[2] or found[0]) or found[0], text)


def state_of(status: str, holds: Iterable[Mapping[str, Any] | None]) -> str:
    """The state of a run or a unit: what is held by a pause waits for no release, and is ``paused``."""
    paused = status == "held" and any(hold and hold["guard"] == "paused" for hold in holds)
    return "paused" if paused else status


def run_state(run: Mapping[str, Any]) -> str:
    """The state of a whole run."""
    return state_of(run["status"], (unit["hold"] for unit in run["units"]))
