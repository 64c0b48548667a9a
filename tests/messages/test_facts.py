"""A fact is data: a name, a code, a figure, another message. Words of ours among the facts would never be translated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pleo_erp_module

ROOT = Path(pleo_erp_module.__file__).parent
#: What takes facts, or the text of an error: what is in capitals is a class of errors.
_FUNCTIONS = frozenset({"error", "_error", "Message"})
#: What a programmer reads: misuse of a class, and what a hook of an extension did.
_FOR_PROGRAMMERS = frozenset({"TypeError", "RuntimeError", "ValueError", "UnsearchableError"})


def sentences(source: str) -> Iterator[str]:
    """Every fact in a source that has words in it, and every text of an error of ours."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in _FUNCTIONS and (not name.endswith("Error") or name in _FOR_PROGRAMMERS):
            continue
        given = [*node.args[1 if name in _FUNCTIONS else 0 :], *(keyword.value for keyword in node.keywords)]
        for value in given:
            facts = value.values if isinstance(value, ast.Dict) else [value]
            yield from (ast.unparse(fact) for fact in facts if _has_words(fact))


def _has_words(fact: ast.expr) -> bool:
    parts = fact.values if isinstance(fact, ast.JoinedStr) else [fact]
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value.strip() for part in parts)


@pytest.mark.parametrize("folder", sorted({path.parent for path in ROOT.rglob("*.py")}), ids=lambda path: path.name)
def test_no_fact_is_a_sentence(folder: Path) -> None:
    found = [f"{path.name}: {text}" for path in folder.glob("*.py") for text in sentences(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'error("config_invalid", path=path, detail="it is too long")',
        'error("config_invalid", detail=f"{name} is too long")',
        'Message("held", {"limit": "a great many"})',
        'RecordError(f"{place} is missing")',
    ],
)
def test_a_sentence_among_the_facts_is_found(source: str) -> None:
    assert len(list(sentences(source))) == 1


@pytest.mark.parametrize("source", ['error("busy", owner=f"{user}, {job}")', 'Message("held", {"unit": Message("unit_tags")})'])
def test_data_is_not_a_sentence(source: str) -> None:
    assert list(sentences(source)) == []
