"""What hosts say alike: next steps, which name what the command line has, in a host's own words."""

from __future__ import annotations

import re
from collections.abc import Callable

_NAMED = re.compile(
    r"`pleo-erp ([a-z][a-z-]*)[^`]*`|pleo-erp ([a-z][a-z-]*)(?: --[a-z-]+)*|--[a-z][a-z-]*|\[[a-z_]+\]|docs/[\w/-]+\.md"
)


def in_words(text: str, word: Callable[[str], str | None]) -> str:
    """``text`` in a host's words: ``word`` is asked for the action of each command ``pleo-erp NAME ...``, for options
    (``--moved``), sections of the configuration (``[pleo]``) and pages (``docs/configuration.md``).

    Where it answers None the text stays: there is no screen for it, and the command is the way.
    """
    return _NAMED.sub(lambda found: word(found[1] or found[2] or found[0]) or found[0], text)
