"""The words that people do not read in this project, and what stands there instead."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

# A pattern (case is ignored) and the words to use instead.
WORDS = {
    r"(?<!there )\b(?:is|are) no\b(?! (?:longer|more|other)\b)": "is not a, is missing, is invalid",
    r"\bmend(?:s|ed|ing)?\b": "fix, correct",
    r"\b(?:afar|anew|afresh)\b": "remote, again",
    r"\bgood (?:for|until)\b": "valid for, valid until",
    r"\b(?:in|into) step\b": "up to date, update",
    r"\blook(?:s|ed|ing)? again\b": "check again, run the checks again",
    r"\bnothing to do:": "the next run will retry",
    r"\b(?:is|are) at work\b": "is running",
    r"\bfaults?\b": "error",
    r"\b(?:refusals?|complain(?:s|ts?|ed)?)\b": "error",
    r"\b(?:told|tells?|telling) of\b": "notified about, reports",
    r"(?<!to )\bsee (?:that|to it)\b": "check that, make sure",
    r"\bany ?more\b": "no longer",
    r"\ba look at\b": "a preview, a check",
    r"\bfit together\b": "match",
    r"\bgive (?:it|them|the \w+) again\b": "enter again, repeat",
    r"\btakes? no notice\b": "ignore",
    r"(?<!make )(?<!made )\brooms?\b(?! for)": "package",
}
_PATTERNS = {re.compile(pattern, re.IGNORECASE): instead for pattern, instead in WORDS.items()}


def misused(text: str) -> Iterator[str]:
    """Each wrong word with what surrounds it, and what to use instead."""
    flat = " ".join(text.split())
    for pattern, instead in _PATTERNS.items():
        for match in pattern.finditer(flat):
            yield f"{flat[max(0, match.start() - 30) : match.end() + 30]} (use: {instead})"


def prose(path: Path) -> str:
    """What people read in a file where a word may be wrong: of Python comments, docstrings and sentences, of SQL and TOML
    comments, else everything."""
    text = path.read_text("utf-8")
    flat = re.sub(r"[\s#-]+", " ", text)
    if not any(pattern.search(flat) for pattern in _PATTERNS):
        return ""  # most files: nothing to look at closely
    match path.suffix:
        case ".py":
            return "\n".join(_python(text))
        case ".sql" | ".toml":
            return "\n".join(re.findall(r"(?:--|#) (.*)$", text, re.M))
        case ".xml":
            return "\n".join(re.findall(r'(?<=>)[^<>]+(?=<)|(?<= string=")[^"]*|(?<= help=")[^"]*|(?<= confirm=")[^"]*', text))
        case ".pot":
            return "\n".join(re.findall(r'^msgid "(.*)"$', text, re.M))
        case ".md":
            return re.sub(r"^ *```.*?^ *```|`[^`\n]*`", " ", text, flags=re.M | re.DOTALL)
    return re.sub(r"\{[%{#].*?[%}#]\}", _quoted, text, flags=re.DOTALL)


def _quoted(code: re.Match[str]) -> str:
    """The sentences in a template's code."""
    return " ".join(text for text in re.findall(r"\"[^\"]*\"|'[^']*'", code[0]) if " " in text)


def _python(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield re.sub(r"``[^`]*``|`[^`]*`", "`", token.string)
        elif token.type == tokenize.STRING and " " in token.string:  # a single word is a name
            yield re.sub(r"``[^`]*``|`[^`]*`|\{[^{}]*\}", "`", token.string)


def prose_of_tests(path: Path) -> str:
    """What people read in a file of tests where a word may be wrong: the names of tests as sentences, and docstrings."""
    text = path.read_text("utf-8")
    flat = re.sub(r"[\s#_-]+", " ", text)
    if not any(pattern.search(flat) for pattern in _PATTERNS):
        return ""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            found.append(re.sub(r"``[^`]*``|`[^`]*`", "`", ast.get_docstring(node) or ""))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.append(node.name.replace("_", " "))
    return "\n".join(found)
