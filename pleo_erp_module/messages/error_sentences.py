"""Every error a user can meet, by code: its kind, its sentence and the next step (documented in docs/errors.md).

The sentences are in files by area: ``*_error_sentences.py``.
"""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.call_error_sentences import CALL_ERRORS
from pleo_erp_module.messages.connection_error_sentences import CONNECTION_ERRORS
from pleo_erp_module.messages.erp_error_sentences import ERP_ERRORS
from pleo_erp_module.messages.pleo_error_sentences import PLEO_ERRORS
from pleo_erp_module.messages.run_error_sentences import RUN_ERRORS
from pleo_erp_module.messages.sentence import ErrorSentence
from pleo_erp_module.messages.store_error_sentences import STORE_ERRORS
from pleo_erp_module.messages.web_error_sentences import WEB_ERRORS

ERRORS: Mapping[str, ErrorSentence] = {
    **CALL_ERRORS,
    **WEB_ERRORS,
    **CONNECTION_ERRORS,
    **RUN_ERRORS,
    **ERP_ERRORS,
    **STORE_ERRORS,
    **PLEO_ERRORS,
}
