"""Text of an ERP as one line for a mail's header, its body and the log."""

from __future__ import annotations


def one_line(text: str) -> str:
    """Without anything that is not text: line breaks, control characters, and those that turn the direction of writing."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
