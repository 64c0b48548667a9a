"""Making errors: a code and its facts; the sentences are in `messages.error_sentences`."""

from __future__ import annotations

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.messages import Renderer
from pleo_erp_module.messages.error_sentences import ERRORS

_ENGLISH = Renderer()


def error(code: str, /, **facts: object) -> PleoErpError:
    """The error ``code`` with its facts, said in English until it leaves the module.

    >>> str(error("unknown_job", job="sync-all-of-it"))
    "There is no job 'sync-all-of-it'. [unknown_job]"
    """
    message, next_step = _ENGLISH.error(code, facts)
    known = ERRORS[code]
    return PleoErpError(code, message, next_step, known.kind, facts, known.action)
