"""Plans are made in threads of their own, since a look at both sides may take minutes; pages ask how far they are."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pleo_erp_hookspecs import Host, PleoErpError, Progress, User
from pleo_erp_module.errors import error

AT_ONCE = 4  # looks; more wait
_REMEMBERED = 100  # looks, and what plans told besides what is stored
_CODES = 20  # of the rows that are left out for one reason
_logger = logging.getLogger("pleo_erp.web")
Answer = Mapping[str, Any]


class Actions(Protocol):
    """What is needed of the module."""

    def pleo_erp_run_action(self, host: Host, name: str, arguments: Mapping[str, Any]) -> Any: ...


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are left out for the same reason, with the first of their codes."""

    unit: str
    reason: str
    count: int
    codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a plan told that is not stored with it."""

    holds: Sequence[Answer]
    errors: Sequence[Answer]
    warnings: Sequence[Answer]
    left_out: Sequence[LeftOut]
    undoes: str | None

    @classmethod
    def of(cls, answer: Answer) -> Told:
        """The part of the answer of `plan` or `undo` that is kept."""
        rows: dict[tuple[str, str], list[str]] = {}
        for row in answer["skipped"]:
            rows.setdefault((row["unit"], row["reason"]), []).append(row["key"])
        left_out = [LeftOut(unit, reason, len(keys), keys[:_CODES]) for (unit, reason), keys in rows.items()]
        return cls(answer["holds"], answer["errors"], answer["warnings"], left_out, answer.get("undoes"))


@dataclass(slots=True, eq=False)
class Look:
    """One plan that is being made: by the action ``name``. At its end there is ``plan``, its hash, or ``fault``."""

    company: str
    name: str
    arguments: Answer
    user: User
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    progress: Progress | None = None
    plan: str | None = None
    fault: PleoErpError | None = None
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self._ended.is_set()

    def note(self, step: Progress) -> None:
        """The module's progress callback."""
        self.progress = step

    def end(self) -> None:
        """Nothing will change any more."""
        self._ended.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end; False if it did not come in time."""
        return self._ended.wait(seconds)


class Looks:
    """The plans that are being made, and what the latest told. Threads are daemons: a look writes nothing to Pleo."""

    def __init__(self, module: Actions, host: Callable[[User], Host]) -> None:
        self._module = module
        self._host = host
        self._guard = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._looks: OrderedDict[str, Look] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], Told] = OrderedDict()

    def start(self, company: str, name: str, arguments: Answer, user: User) -> tuple[Look, bool]:
        """Have a plan made, and follow it; whether it is new: what this person has asked for already is not begun again."""
        with self._guard:
            for known in self._looks.values():
                same = (known.company, known.name, known.arguments, known.user) == (company, name, arguments, user)
                if same and not known.ended:
                    return known, False
            look = Look(company, name, arguments, user)
            self._looks[look.id] = look
            while len(self._looks) > _REMEMBERED:
                self._looks.popitem(last=False)
        threading.Thread(target=self._make, args=(look,), name="pleo-erp-look", daemon=True).start()
        return look, True

    def find(self, look_id: str) -> Look | None:
        """A look by its id, as long as it is remembered."""
        with self._guard:
            return self._looks.get(look_id)

    def told(self, company: str, plan: str) -> Told | None:
        """What this plan told, if it was made here and lately."""
        with self._guard:
            return self._told.get((company, plan))

    def _make(self, look: Look) -> None:
        try:
            with self._slots:
                arguments = {**look.arguments, "company": look.company, "progress": look.note}
                answer = self._module.pleo_erp_run_action(self._host(look.user), look.name, arguments)
            with self._guard:
                self._told[look.company, answer["plan"]] = Told.of(answer)
                self._told.move_to_end((look.company, answer["plan"]))
                while len(self._told) > _REMEMBERED:
                    self._told.popitem(last=False)
            look.plan = answer["plan"]
        except PleoErpError as fault:
            look.fault = fault
        except Exception as fault:
            _logger.exception("company %s: a look met a fault that nobody knows", look.company)
            look.fault = error("internal", detail=type(fault).__name__)
        finally:
            look.end()
