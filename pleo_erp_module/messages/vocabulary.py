"""What hosts call the things that a next step names: actions, options, keys of the configuration, documents.

A sentence names them as ``{action.select}``, ``{option.moved}``, ``{config.erp.profile}`` and ``{document.profiles}``. A host's
vocabulary gives its own words for these names, such as ``{"action.select": "pleo-erp select --company {company}"}``; the facts
of the sentence may stand in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from pleo_erp_module.messages.sentence_index import texts

Vocabulary = Mapping[str, str]


def plain_term(name: str) -> str:
    """The words for a name of which the host says nothing."""
    sort, _, rest = name.partition(".")
    if sort == "config":
        section, _, key = rest.partition(".")
        return f"[{section}] {key}" if key else f"[{section}]"
    return f"docs/{rest}.md" if sort == "document" else f"{sort} '{rest}'"


def named_terms() -> frozenset[str]:
    """All names that sentences ask a host's vocabulary for."""
    forms = (form for text in texts() for form in (text if isinstance(text, tuple) else (text,)))
    return frozenset(name for form in forms for _, name, _, _ in Formatter().parse(form) if name and "." in name)
