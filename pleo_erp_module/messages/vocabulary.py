"""What hosts call the things that a next step names: actions, options, keys of the configuration, documents.

A sentence names them as ``{action.select}``, ``{option.moved}``, ``{config.erp.profile}`` and ``{document.profiles}``. A host's
vocabulary gives its own words for these names, such as ``{"action.select": "pleo-erp select --company {company}"}``; the facts
of the sentence may stand in them.
"""

from __future__ import annotations

from collections.abc import Mapping

Vocabulary = Mapping[str, str]


def plain_term(name: str) -> str:
    """The words for a name of which the host says nothing."""
    sort, _, rest = name.partition(".")
    if sort == "config":
        section, _, key = rest.partition(".")
        return f"[{section}] {key}" if key else f"[{section}]"
    return f"docs/{rest}.md" if sort == "document" else f"{sort} '{rest}'"
