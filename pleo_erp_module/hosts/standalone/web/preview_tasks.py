"""Plans are made in threads of their own, since reading both sides may take minutes; pages ask how far they are."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pleo_erp_hookspecs import ModuleClient, PleoErpError, Progress, User
from pleo_erp_module.errors import error

AT_ONCE = 4  # previews; more wait
_REMEMBERED = 100  # previews
_logger = logging.getLogger("pleo_erp.web")
Answer = Mapping[str, Any]


@dataclass(slots=True, eq=False)
class PreviewTask:
    """One plan that is being made: by the action ``name``. At its end there is ``plan``, its hash, or ``fault``."""

    client: ModuleClient
    company: str
    name: str
    arguments: Answer
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    progress: Progress | None = None
    plan: str | None = None
    fault: PleoErpError | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def user(self) -> User:
        """Who asked for it."""
        return self.client.host.user

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._ended.is_set()

    def note(self, step: Progress) -> None:
        """The module's progress callback."""
        self.progress = step

    def end(self) -> None:
        """It has ended."""
        self._ended.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False if it did not come in time."""
        return self._ended.wait(seconds)


class PreviewTasks:
    """The plans that are being made. Threads are daemons: a preview writes nothing to Pleo."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._tasks: OrderedDict[str, PreviewTask] = OrderedDict()

    def start(self, client: ModuleClient, company: str, name: str, arguments: Answer) -> tuple[PreviewTask, bool]:
        """Have a plan made, and follow it; whether it is new: what this user has asked for already is not begun again."""
        with self._guard:
            for known in self._tasks.values():
                same = (known.company, known.name, known.arguments, known.user) == (company, name, arguments, client.host.user)
                if same and not known.ended:
                    return known, False
            task = PreviewTask(client, company, name, arguments)
            self._tasks[task.id] = task
            while len(self._tasks) > _REMEMBERED:
                self._tasks.popitem(last=False)
        threading.Thread(target=self._make, args=(task,), name="pleo-erp-preview", daemon=True).start()
        return task, True

    def find(self, task_id: str) -> PreviewTask | None:
        """A task by its id, as long as it is remembered."""
        with self._guard:
            return self._tasks.get(task_id)

    def _make(self, task: PreviewTask) -> None:
        try:
            with self._slots:
                answer = task.client.run_action(task.name, company=task.company, progress=task.note, **task.arguments)
                task.plan = answer["plan"]
        except PleoErpError as exc:
            task.fault = exc
        except Exception as exc:
            _logger.exception("company %s: a preview met an unknown error", task.company)
            task.fault = error("internal", detail=type(exc).__name__)
        finally:
            task.end()
