"""What may come of sending."""

from __future__ import annotations


class NotSentError(Exception):
    """It did not arrive, or nobody knows; the text says why, without any secret."""
