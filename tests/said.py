"""Every sentence in an answer was made from a code that has a sentence; the catalogues' completeness is tested elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.messages.sentence_index import SENTENCES

FIELDS = ("reason", "limit", "explanation", "why_not", "caution", "message", "error_message")


def assert_said(answer: Any) -> None:
    """No field of an answer holds a sentence without the code that it was made from."""
    if isinstance(answer, Mapping):
        for name in FIELDS:
            if answer.get(name):
                assert _code(answer, name) in _CODES, (name, answer)
        for name, part in answer.items():
            if not name.endswith("facts"):  # what others call things
                assert_said(part)
    elif isinstance(answer, list | tuple):
        for part in answer:
            assert_said(part)


_CODES = frozenset((*SENTENCES, *ERRORS))


def _code(answer: Mapping[str, Any], name: str) -> Any:
    of_error = {"message": "code", "error_message": "error_code"}.get(name, "")
    return answer.get(f"{name}_code") or answer.get(of_error)
