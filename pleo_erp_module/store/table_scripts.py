"""The numbered SQL files: found, split into statements, and printed for a DBA."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pleo_erp_module.errors import error
from pleo_erp_module.odbc import DIALECTS
from pleo_erp_module.store.module_tables import qualify

_FILE = re.compile(r"(\d{3})_([a-z0-9_]+)\.sql")
# One piece of SQL: a comment, a quoted text or name, the end of a statement, or anything else up to one of those.
_PIECE = re.compile(r"(--[^\n]*\n?|/\*.*?\*/)|('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|(;)|([^-/'\";]+|.)", re.DOTALL)


MODULE = "module"  # the family of the module's own tables


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the tables' history."""

    number: int
    name: str


def folder(engine: str, family: str = MODULE) -> Path:
    """Where the files of an engine are: inside the installed package, or in the checkout. Raises ``engine_unsupported``."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_sql"
    engines = (installed if installed.is_dir() else package.parent / "sql") / family
    known = sorted(path.name for path in engines.iterdir() if path.is_dir())
    if engine not in known:
        raise error("engine_unsupported", engine=engine, known=known)
    return engines / engine


def available(engine: str, family: str = MODULE) -> dict[Migration, Path]:
    """All steps of an engine, in order."""
    found = {}
    for path in sorted(folder(engine, family).glob("*.sql")):
        if match := _FILE.fullmatch(path.name):
            found[Migration(int(match[1]), match[2])] = path
    return found


def statements(text: str) -> Iterator[str]:
    """The single statements of a script, without its comments. A semicolon inside quotes ends nothing."""
    parts: list[str] = []
    for comment, quoted, end, other in _PIECE.findall(text):
        if end:
            yield from _whole(parts)
            parts = []
        else:
            parts.append(" " if comment else quoted or other)
    yield from _whole(parts)


def _whole(parts: Sequence[str]) -> Iterator[str]:
    statement = "".join(parts).strip()
    if statement:
        yield statement


def script(engine: str, prefix: str = "", steps: Sequence[Migration] | None = None, family: str = MODULE) -> str:
    """The SQL of ``steps`` (None: all) for a DBA, each in its own transaction, with the quoted schema ``prefix`` filled in.

    It needs no database. It includes the rows that record the steps, so that the module finds them applied.
    """
    files = available(engine, family)
    texts = [files[step].read_text("utf-8") for step in (files if steps is None else steps)]
    dialect = DIALECTS[engine]
    return "\n".join(f"{dialect.script_begin}\n\n{_qualified(text, prefix)}\n{dialect.script_end}\n" for text in texts)


def _qualified(text: str, prefix: str) -> str:
    """The script with its tables qualified, but not the words of its comments and quoted texts."""
    pieces = _PIECE.findall(text)
    return "".join(comment or quoted or end or qualify(other, prefix) for comment, quoted, end, other in pieces)
