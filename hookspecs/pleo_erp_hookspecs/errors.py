"""The one exception that crosses the contract."""

from __future__ import annotations

from enum import StrEnum


class ErrorKind(StrEnum):
    """What a host does with an error: which exit code, whether it alarms anybody."""

    FAULT = "fault"  # something outside failed: exit code 1
    USAGE = "usage"  # the caller or the configuration is wrong: exit code 2
    BUSY = "busy"  # another run holds the connection: exit code 5, never an alarm
    STOPPED = "stopped"  # the host asked a run to stop


class PleoErpError(Exception):
    """A refusal or a fault, ready to be shown.

    ``code`` is stable and documented, ``message`` is one sentence for a person, ``next_step`` says what that person can do.
    None of them ever contains a secret.
    """

    def __init__(self, code: str, message: str, next_step: str, kind: ErrorKind = ErrorKind.FAULT) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next_step = next_step
        self.kind = kind

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"

    def as_dict(self) -> dict[str, str]:
        """``{code, message, next}``, the form in which errors are stored, printed as JSON and shown on screens."""
        return {"code": self.code, "message": self.message, "next": self.next_step}
