"""Making errors: a code and its facts; the sentences are in `messages.error_sentences`."""

from __future__ import annotations

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.messages import Renderer
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.secret_text import masked_facts

_ENGLISH = Renderer()


def error(code: str, /, **facts: object) -> PleoErpError:
    """The error ``code`` with its facts, said in English until it leaves the module. No fact shows a secret.

    >>> str(error("unknown_job", job="sync-all-of-it"))
    "There is no job 'sync-all-of-it'. [unknown_job]"
    """
    shown = masked_facts(facts)
    message, next_step = _ENGLISH.error(code, shown)
    known = ERRORS[code]
    return PleoErpError(code, message, next_step, known.kind, shown, known.action)
