"""From a code and its facts to a sentence in the reader's language: the one place where sentences are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.messages.catalogue import catalogue
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.messages.labels import LABELS, label
from pleo_erp_module.messages.local_format import grouped
from pleo_erp_module.messages.sentence import Plural, Sentence
from pleo_erp_module.messages.sentence_index import EMPTY, NONE, OR, SENTENCES
from pleo_erp_module.messages.vocabulary import Vocabulary, plain_term

QUOTES = {"en": "“{}”", "da": "»{}«", "de": "„{}“", "fr": "« {} »"}
_PARSED = Formatter()
_COUNTS = frozenset({"active", "before", "count", "matched", "others", "sealed"})  # facts that count something


def render(message: Message, language: str = "en", vocabulary: Vocabulary | None = None) -> str:
    """The sentence of a message.

    ``vocabulary`` is the host's: what it calls an action, an option, a key of the configuration or a document.
    """
    return Renderer(language, vocabulary or {}).sentence(message)


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes sentences in one language and in one host's words."""

    language: str = "en"
    vocabulary: Vocabulary = field(default_factory=dict)

    def sentence(self, message: Message) -> str:
        """The sentence of a message; ``CODE.next`` is an error's next step. A code that nobody knows says its text, or itself."""
        if message.code in SENTENCES:
            return self._filled(SENTENCES[message.code], message.facts)
        code, _, part = message.code.partition(".")
        if code in ERRORS:
            return self.error(code, message.facts)[1 if part == "next" else 0]
        return str(message.facts.get("text", message.code))

    def error(self, code: str, facts: Mapping[str, Any]) -> tuple[str, str]:
        """The sentence of a known error and its next step."""
        known = ERRORS[code]
        message = self._filled(known.message, facts)
        if known.more and facts.get("detail"):
            message += " " + self._filled(known.more, facts)
        return message, self._filled(known.next_step, facts)

    def localise(self, error: PleoErpError) -> PleoErpError:
        """The same error, its sentences in this language; one whose code is not known keeps its own."""
        if error.code in ERRORS:
            error.message, error.next_step = self.error(error.code, error.facts)
        return error

    def _filled(self, sentence: Sentence, facts: Mapping[str, Any]) -> str:
        parts: list[str] = []
        for text, name, spec, _ in _PARSED.parse(self._translated(sentence, facts)):
            if text.startswith(".") and parts:
                parts[-1] = parts[-1].rstrip(". ")  # what is told inside a sentence has no full stop of its own
            parts.append(text)
            if name:
                parts.append(self._value(name, spec or "", facts))
        return "".join(parts)

    def _translated(self, sentence: Sentence, facts: Mapping[str, Any]) -> str:
        texts = catalogue(self.language)
        if isinstance(sentence, Plural):
            return texts.ngettext(sentence.one, sentence.many, int(facts.get(sentence.by) or 0))
        return texts.gettext(sentence) if sentence else ""

    def _value(self, name: str, spec: str, facts: Mapping[str, Any]) -> str:
        if "." in name:
            return self._term(name, facts)
        value = facts.get(name, f"{{{name}}}")  # of another version's message it may be missing
        if spec == "quoted":
            return self._quotes(str(value)) if value else self._filled(EMPTY, {})
        if spec == "or" and isinstance(value, list | tuple) and len(value) > 1:
            *some, last = map(self._said, value)
            return self._filled(OR, {"some": ", ".join(some), "last": last})
        if name in _COUNTS and isinstance(value, int):
            return grouped(value, self.language)
        if spec in LABELS:
            return label(spec, str(value), self.language)
        return self._said(value)

    def _said(self, value: Any) -> str:
        if isinstance(value, Message):
            return self.sentence(value)
        if isinstance(value, list | tuple):
            between = "; " if any(isinstance(part, Message) for part in value) else ", "
            return between.join(map(self._said, value)) or self._filled(NONE, {})
        return f"{value:.15g}" if isinstance(value, float) else "" if value is None else str(value)

    def _quotes(self, text: str) -> str:
        return QUOTES.get(self.language[:2].lower(), QUOTES["en"]).format(text)

    def _term(self, name: str, facts: Mapping[str, Any]) -> str:
        """What the host calls an action, option, key or document; the facts of the sentence may stand in it."""
        term = self.vocabulary.get(name)
        if term is None:
            return plain_term(name)
        return "".join(text + (str(facts.get(fact) or fact.upper()) if fact else "") for text, fact, _, _ in _PARSED.parse(term))


def placeholders(text: str) -> list[str]:
    """What a sentence has to be filled in with, in the form that a translation must repeat."""
    return sorted(f"{name}:{spec}" if spec else name for _, name, spec, _ in _PARSED.parse(text) if name)
