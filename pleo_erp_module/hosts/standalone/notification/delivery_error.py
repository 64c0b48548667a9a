"""What may come of sending."""

from __future__ import annotations

from pleo_erp_module.messages.message_error import MessageError


class NotSentError(MessageError):
    """It did not arrive, or nobody knows; the message says why, without any secret."""
