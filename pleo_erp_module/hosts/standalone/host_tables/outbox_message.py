"""One message to people, on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """What is told. ``id`` is the same however often it is sent, so that a receiver can tell a repeat."""

    id: str
    company: str
    code: str
    text: str
    next_step: str
    created_at: datetime
