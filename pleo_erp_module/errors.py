"""Making errors: a code and its facts; the sentences are in `messages.error_sentences`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.messages import Renderer
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.secret_text import masked_facts

_ENGLISH = Renderer()


def stored_error(known: Mapping[str, Any]) -> PleoErpError:
    """The error that was stored as ``{code, facts, message, next}``; one of another version keeps its sentences."""
    if known["code"] in ERRORS and known["facts"] is not None:
        return error(known["code"], **Message.from_dict(known).facts)
    return PleoErpError(known["code"], known["message"] or "", known["next"] or "")


def error(code: str, /, **facts: object) -> PleoErpError:
    """The error ``code`` with its facts, said in English until it leaves the module. No fact shows a secret.

    >>> str(error("unknown_job", job="sync-all-of-it"))
    "There is no job 'sync-all-of-it'. [unknown_job]"
    """
    shown = masked_facts(facts)
    message, next_step = _ENGLISH.error(code, shown)
    known = ERRORS[code]
    return PleoErpError(code, message, next_step, known.kind, shown, known.action)
