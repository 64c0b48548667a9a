"""The words that people do not read in this project, and what stands there instead."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# A pattern (case is ignored) and the words to use instead.
WORDS = {
    r"(?<!there )\b(?:is|are) no\b(?! longer)": "is not a, is missing, is invalid",
    r"\bmend(?:s|ed|ing)?\b": "fix, correct",
    r"\b(?:afar|anew|afresh)\b": "remote, again",
    r"\bgood (?:for|until)\b": "valid for, valid until",
    r"\b(?:in|into) step\b": "up to date, update",
    r"\blook(?:s|ed|ing)? again\b": "check again, run the checks again",
    r"\bnothing to do:": "the next run will retry",
    r"\bat work\b": "running",
    r"\bfaults?\b": "error",
    r"\b(?:refusals?|complain(?:s|ts?|ed)?)\b": "error",
    r"\b(?:told|tells?|telling) of\b": "notified about, reports",
    r"\bsee (?:that|to it)\b": "check that, make sure",
    r"\bany ?more\b": "no longer",
    r"\ba look at\b": "a preview, a check",
    r"\bfit together\b": "match",
    r"\bgive (?:it|them|the \w+) again\b": "enter again, repeat",
    r"\btake no notice\b": "ignore",
    r"\bof its word\b": "trusted",
}
_PATTERNS = {re.compile(pattern, re.IGNORECASE): instead for pattern, instead in WORDS.items()}


def misused(text: str) -> Iterator[tuple[str, str]]:
    """(the words as they stand there, what to use instead)."""
    flat = " ".join(text.split())
    for pattern, instead in _PATTERNS.items():
        for match in pattern.finditer(flat):
            yield flat[max(0, match.start() - 30) : match.end() + 30], instead


def prose(path: Path) -> str:
    """What people read in a file: of Python its comments and texts, of SQL and TOML its comments, of all else everything."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return "\n".join(token.string for token in tokens if token.type in (tokenize.COMMENT, tokenize.STRING))
    if path.suffix in (".sql", ".toml"):
        return "\n".join(re.findall(r"(?:--|#) (.*)$", text, re.M))
    if path.suffix == ".md":
        return re.sub(r"^ *```.*?^ *```|`[^`\n]*`", " ", text, flags=re.M | re.DOTALL)
    return text
