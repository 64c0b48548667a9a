"""Three checks of a statement, each for what the others let pass: a strict parser, a round trip, a list of refused words."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

if TYPE_CHECKING:
    from sqlfluff.core import Linter

# Of these only the strict parser knows what they mean.
_SESSION = re.compile(r"(?i)\s*(SET|SAVE|IF|BEGIN|COMMIT)\b")
_STATEMENTS = (exp.Select, exp.SetOperation, exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Alter, exp.Drop)

# What parsers take for T-SQL though it is none, what SQL Server 2012 does not know yet, and what the module must not do.
_REFUSED = {
    "another engine's word": r"\b(ILIKE|LIMIT|TRUE|FALSE|RETURNING|ON\s+CONFLICT|BOOLEAN|TEXT|SUBSTR|LENGTH|IFNULL|NOW\s*\()\b"
    r"|\|\||::|`",
    "newer than SQL Server 2012": r"\b(STRING_AGG|STRING_SPLIT|TRIM\s*\(|TRANSLATE\s*\(|DATEDIFF_BIG|JSON_VALUE|JSON_QUERY"
    r"|OPENJSON|CONCAT_WS|GREATEST|LEAST|DATETRUNC|GENERATE_SERIES|DROP\s+\w+\s+IF\s+EXISTS|CREATE\s+OR\s+ALTER)",
    "a hint, or a statement with a bad name": r"\b(NOLOCK|READUNCOMMITTED|READ\s+UNCOMMITTED|MERGE|DENY)\b|\bWITH\s*\(",
    "a page without an order": r"(?is)^(?!.*\bORDER\s+BY\b).*\bOFFSET\b",
    "a name in double quotes": r'"',
    "a bare ORDER BY in a derived table": r"(?is)\(\s*SELECT\b(?!\s+TOP\b)[^()]*\bORDER\s+BY\b(?![^()]*\bOFFSET\b)[^()]*\)",
}
_TEXTS = re.compile(r"N?'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]")


@cache
def problems(sql: str) -> tuple[str, ...]:
    """What is wrong with one statement; ``?`` stands for a parameter.

    The strict parser takes a tenth of a second for it and always finds the same, so the tests' cache folder keeps the answer.
    """
    kept = _answers() / hashlib.sha256(sql.encode()).hexdigest()
    if not kept.is_file():
        named = _named_parameters(sql)
        new = kept.with_suffix(f".{os.getpid()}")
        new.write_text(json.dumps([*unparsable(named), *lost(named), *refused(sql)]), "utf-8")
        new.replace(kept)
    return tuple(json.loads(kept.read_text("utf-8")))


@cache
def _answers() -> Path:
    """The folder for the answers of this file with these versions of the parsers."""
    root = Path(os.environ.get("PLEO_ERP_CACHE") or Path(__file__).parents[2] / ".cache")
    key = hashlib.sha256(Path(__file__).read_bytes() + f"{version('sqlfluff')} {version('sqlglot')}".encode()).hexdigest()
    folder = root / "tsql" / key[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def unparsable(sql: str) -> list[str]:
    """What the strict parser cannot make anything of."""
    parsed = _linter().parse_string(sql)
    variant = parsed.root_variant()
    found = [str(violation) for violation in parsed.violations]
    return found if variant is not None and variant.tree is not None else [*found, "nothing could be parsed"]


def lost(sql: str) -> list[str]:
    """The words of the statement that do not come back when it is read as T-SQL and written again."""
    if _SESSION.match(sql):
        return []
    try:
        tree = sqlglot.parse_one(sql, read="tsql")
    except (ParseError, TokenError) as exc:
        return [f"it cannot be read: {exc}"]
    if not isinstance(tree, _STATEMENTS):
        return [f"it is no statement but {type(tree).__name__}"]
    missing = _words(sql) - _words(tree.sql(dialect="tsql"))
    return [f"'{word}' is not T-SQL" for word in sorted(missing)]


def refused(sql: str) -> list[str]:
    """The refused words in it, outside of texts and quoted names."""
    bare = _TEXTS.sub("x", sql)
    found = ((why, re.search(pattern, bare, re.IGNORECASE)) for why, pattern in _REFUSED.items())
    return [f"{why}: {match[0][:60]!r}" for why, match in found if match]


@cache
def _linter() -> Linter:
    from sqlfluff.core import FluffConfig, Linter

    return Linter(config=FluffConfig(overrides={"dialect": "tsql", "templater": "raw"}))


def _named_parameters(sql: str) -> str:
    """With @p1, @p2 … for each ``?`` and without doubled brackets in names: the strict parser knows neither."""
    number = 0

    def named(match: re.Match[str]) -> str:
        nonlocal number
        if match[0] != "?":
            return match[0][:-1].replace("]]", "_") + match[0][-1] if match[0][0] == "[" else match[0]
        number += 1
        return f"@p{number}"

    return re.sub(rf"{_TEXTS.pattern}|\?", named, sql)


def _words(sql: str) -> Counter[str]:
    return Counter(token.text.upper() for token in sqlglot.tokenize(sql, read="tsql"))
