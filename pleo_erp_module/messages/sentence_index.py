"""All sentences but those of errors, by code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from pleo_erp_hookspecs import TEXT, Message
from pleo_erp_module.messages.change_reasons import CHANGE_REASONS
from pleo_erp_module.messages.detail_sentences import DETAILS
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.messages.explanation_sentences import EXPLANATIONS
from pleo_erp_module.messages.finding_sentences import FINDINGS
from pleo_erp_module.messages.hold_limits import HOLD_LIMITS
from pleo_erp_module.messages.label_sentences import LABEL_SENTENCES
from pleo_erp_module.messages.mistake_sentences import MISTAKES
from pleo_erp_module.messages.notice_sentences import NOTICES
from pleo_erp_module.messages.sentence import Plural, Sentences
from pleo_erp_module.messages.why_not_sentences import WHY_NOT

EMPTY = "empty"  # a missing value, where a sentence asks for it as {name:quoted}
NONE = "none"  # a list of nothing
LEFT_OUT_BY = "left_out_by"  # this code, a colon and a name as ``why_not``: an extension gave no reason of its own
OR = "{some} or {last}"  # a list, where a sentence asks for it as {name:or}

SENTENCES: Sentences = {
    TEXT: "{text}",
    **CHANGE_REASONS,
    **HOLD_LIMITS,
    **EXPLANATIONS,
    **FINDINGS,
    **NOTICES,
    **WHY_NOT,
    **LABEL_SENTENCES,
    **DETAILS,
    **MISTAKES,
}


def cause(why_not: str) -> Message:
    """Why a row of the ERP is not usable: one of the known codes, or the words of a custom profile or an extension."""
    code, _, name = why_not.partition(":")
    if code == LEFT_OUT_BY and name:
        return Message(code, {"extension": name})
    return Message(why_not) if why_not in WHY_NOT else Message(TEXT, {"text": why_not})


def texts() -> Iterator[str | tuple[str, str]]:
    """Every text that translators translate; one that depends on a number is (one, many). What is only a fact is none."""
    errors = ((error.message, error.next_step, error.more) for error in ERRORS.values())
    for text in (EMPTY, NONE, OR, *SENTENCES.values(), *chain.from_iterable(errors)):
        if isinstance(text, Plural):
            yield text.one, text.many
        elif re.search(r"\w", re.sub(r"\{[^{}]*\}", "", text)):
            yield text
