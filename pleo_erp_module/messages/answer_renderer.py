"""Sentences in a whole answer: where messages and errors leave the module as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pleo_erp_hookspecs import Message
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.messages.renderer import Renderer

_ERROR_FIELDS = ("", "error_")  # what stands before code, facts, message and next of an error in an answer


def rendered(value: Any, renderer: Renderer) -> Any:
    """The answer as plain data, every sentence of it in the renderer's language.

    A message under ``reason`` becomes ``reason`` (the sentence), ``reason_code`` and ``reason_facts``. An error has ``code``,
    ``facts``, ``message``, ``next`` and ``action`` side by side, in history rows with ``error_`` before each.
    """
    if isinstance(value, Message):
        return renderer.sentence(value)
    if isinstance(value, list | tuple):
        return [rendered(part, renderer) for part in value]
    if not isinstance(value, Mapping):
        return value
    answer: dict[str, Any] = {}
    for name, part in value.items():
        message = as_message(part)
        if message is None:
            answer[name] = rendered(part, renderer)
        else:
            answer.update({name: renderer.sentence(message), f"{name}_code": message.code, f"{name}_facts": _plain(message)})
    for before in _ERROR_FIELDS:
        code, facts = answer.get(f"{before}code"), value.get(f"{before}facts")
        if code in ERRORS and isinstance(facts, Mapping) and f"{before}message" in answer:
            message = Message.from_dict({"code": code, "facts": facts})
            answer[f"{before}message"], next_step = renderer.error(message.code, message.facts)
            if f"{before}next" in answer:
                answer[f"{before}next"] = next_step
    return answer


def as_message(value: Any) -> Message | None:
    """A message, be it as data of a table; None of anything else."""
    if isinstance(value, Mapping) and value.keys() == {"code", "facts"}:
        return Message.from_dict(value)
    return value if isinstance(value, Message) else None


def _plain(message: Message) -> dict[str, Any]:
    facts: dict[str, Any] = message.as_dict()["facts"]
    return facts
