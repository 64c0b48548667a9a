"""Notices whose sentences can be made again for each reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pleo_erp_hookspecs import TEXT, Message, Notice
from pleo_erp_module.messages.catalogue import ENGLISH
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.messages.renderer import Renderer
from pleo_erp_module.messages.vocabulary import Vocabulary

Words = Callable[[str], Vocabulary]  # a host's vocabulary in a language


def make_notice(company: str, code: str, message: Message, next_step: Message, words: Words, language: str = ENGLISH) -> Notice:
    """The notice in one language; `Notice.in_language` says it in others."""
    facts = {**message.as_dict()["facts"], **next_step.as_dict()["facts"], "company": company}
    following = Message(next_step.code, {**next_step.facts, "company": company})

    def say(language: str) -> tuple[str, str]:
        renderer = Renderer(language, words(language))
        return renderer.sentence(message), renderer.sentence(following)

    return Notice(company, code, *say(language), facts, say)


def error_messages(error: Mapping[str, Any]) -> tuple[Message, Message]:
    """What happened and what to do, of an error in an answer; one of an extension keeps its own sentences."""
    code, facts = error["code"], error.get("facts")
    if code in ERRORS and facts is not None:
        message = Message.from_dict({"code": code, "facts": facts})
        return message, Message(f"{code}.next", message.facts)
    return Message(TEXT, {"text": error["message"]}), Message(TEXT, {"text": error["next"] or ""})
