"""An exception that is a message: what is wrong, as a code with facts."""

from __future__ import annotations

from pleo_erp_hookspecs import Message
from pleo_erp_module.messages.renderer import Renderer


class MessageError(ValueError):
    """What is wrong. ``message`` says it in any language, ``str`` in English."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.message = Message(code, facts)

    def __str__(self) -> str:
        return Renderer().sentence(self.message)
