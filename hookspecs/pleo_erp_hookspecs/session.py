"""What stays open while a host serves one request."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any, TypeVar

_T = TypeVar("_T")


class Session:
    """Opens each thing once, when it is first needed, and closes all of it at the end. For one thread.

    The module makes one for each call. A host that calls the module several times for one request may offer its own as the
    attribute ``session`` of its `Host`: then all these calls share one connection to the database.

    >>> with Session() as session:
    ...     client = ModuleClient(load_modules(), MyHost(user, session))
    ...     client.run_action("connections")
    ...     client.run_action("schedule")
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._kept: dict[Hashable, Any] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def keep(self, key: Hashable, opened: Callable[[], AbstractContextManager[_T]]) -> _T:
        """What is kept under ``key``; at first what ``opened`` opens. What cannot be opened is not kept."""
        if key not in self._kept:
            self._kept[key] = self._stack.enter_context(opened())
        kept: _T = self._kept[key]
        return kept

    def close(self) -> None:
        """Close everything, the last first. What is needed afterwards is opened again."""
        self._kept.clear()
        self._stack.close()
