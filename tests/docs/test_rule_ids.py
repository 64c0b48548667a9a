"""A rule id that code, tests or documents cite stands in docs/rules.md, whatever its letter."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"\b(?:[A-Z]-\d{1,3}|[GKQ]\d{1,2})\b")
RANGE = re.compile(r"\b([A-Z]-?)(\d+) to \1(\d+)\b")
# Ids of records in fixtures and examples look like rules.
FIXTURES = re.compile(r"tests/(profiles|tryton_erp|tsql)/")


def documented() -> set[str]:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    ranges = {f"{letter}{n}" for letter, first, last in RANGE.findall(text) for n in range(int(first), int(last) + 1)}
    return ranges | set(RULE.findall(text))


def prose(path: Path) -> Iterator[str]:
    """Comments and texts of a Python file, all of any other."""
    text = path.read_text("utf-8")
    if path.suffix != ".py" or not RULE.search(text):
        yield text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING):
            yield token.string


def test_every_cited_rule_is_documented() -> None:
    cited = {
        (rule, path.relative_to(ROOT).as_posix())
        for folder in ("pleo_erp_module", "hookspecs", "sql", "tests", "installer", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sql", ".toml", ".md", ".html"} and not FIXTURES.search(path.as_posix())
        for text in prose(path)
        for rule in RULE.findall(text)
    }
    assert len(cited) > 100
    known = documented()
    assert sorted(one for one in cited if one[0] not in known) == []
