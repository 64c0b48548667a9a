"""The one exception that crosses the contract."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_hookspecs.message import Message, plain_facts


class ErrorKind(StrEnum):
    """What a host does with an error: which exit code, whether it alarms anybody."""

    FAULT = "fault"  # something outside failed: exit code 1
    USAGE = "usage"  # the caller or the configuration is wrong: exit code 2
    BUSY = "busy"  # another run holds the connection: exit code 5, never an alarm
    STOPPED = "stopped"  # the host asked a run to stop


class PleoErpError(Exception):
    """An error as data, with the sentences that say it.

    ``code`` is stable and documented, ``facts`` fill in its sentence. ``message`` is that sentence, ``next_step`` what the reader
    can do, ``action`` the module's action that does it, if one does. They are English until the error leaves the module: what a
    host gets is in the language of its call. None of them ever contains a secret.
    """

    def __init__(
        self,
        code: str,
        message: str,
        next_step: str,
        kind: ErrorKind = ErrorKind.FAULT,
        facts: Mapping[str, Any] | None = None,
        action: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next_step = next_step
        self.kind = kind
        self.facts: Mapping[str, Any] = facts or {}
        self.action = action

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"

    @property
    def as_message(self) -> Message:
        """Code and facts: what is stored, and what a sentence is made of."""
        return Message(self.code, self.facts)

    @property
    def next_message(self) -> Message:
        """The next step likewise."""
        return Message(f"{self.code}.next", self.facts)

    def as_dict(self) -> ErrorAnswer:
        """``{code, facts, message, next, action}``, the form in which errors are printed as JSON and shown on screens."""
        return {
            "code": self.code,
            "facts": plain_facts(self.facts),
            "message": self.message,
            "next": self.next_step,
            "action": self.action,
        }
