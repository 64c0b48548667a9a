"""What a path holds, where the system may refuse to say."""

from __future__ import annotations

from collections.abc import Callable


def holds_or_hidden(check: Callable[[], bool]) -> bool:
    """What ``check``, such as ``path.is_file``, answers. True where the system does not let it look: reading then says why."""
    try:
        return check()
    except OSError:
        return True
