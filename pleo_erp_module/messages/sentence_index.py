"""All sentences but those of errors, by code."""

from __future__ import annotations

from pleo_erp_module.messages.sentence import Sentences

SENTENCES: Sentences = {"text": "{text}"}
