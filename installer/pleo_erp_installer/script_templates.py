"""Writes ``sql/<family>/<engine>/NNN_name.sql`` for every engine from the one file ``sql/tables/<family>/NNN_name.sql``.

A template is SQL with a few words of its own:

=========================  ==========================================================================================
``TEXT``                   text of any length that no query compares
``MOMENT``                 a moment, as text (docs/tables.md)
``KEY(m, s)``              text that a query compares; its length on MariaDB and on SQL Server, ``-`` for no limit
``NOW()``                  the present moment, as text
``INDEX name (columns),``  inside ``CREATE TABLE``; ``LONG column`` marks a column that is too long for an index key
``[engine] line``          a line for this engine only; several engines are separated by blanks
``-- comments at N: e``    not written; says that these engines align comments behind columns at position N
=========================  ==========================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pleo_erp_installer.console import say

ENGINES = ("mariadb", "postgresql", "sqlite", "sqlserver")
_BINARY = "COLLATE Latin1_General_100_BIN2"
_NOW = {
    "mariadb": "DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ')",
    "postgresql": """to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')",
    "sqlserver": "REPLACE(CONVERT(NVARCHAR(26), CAST(SYSUTCDATETIME() AS DATETIME2(6)), 121), ' ', 'T') + 'Z'",
}
_ONLY = re.compile(r"\[([a-z ]+)\] ?(.*)")
_COMMENTS_AT = re.compile(r"-- comments at (\d+): ([a-z ]+)")
_CREATE = re.compile(r"CREATE TABLE (\w+) \(")
_ADD = re.compile(r"(ALTER TABLE \w+) ADD COLUMN (.*)")
_INDEX = re.compile(r"INDEX (\w+) \((.*)\)")
_WORD = re.compile(r"\b(?:(TEXT|MOMENT)\b|KEY\((-|\d+), (-|\d+)\)|(NOW\(\)))")


@dataclass(frozen=True, slots=True)
class Script:
    """One file that a template gives: where it is written, and its text."""

    path: Path
    text: str


def scripts(sql: Path) -> Iterator[Script]:
    """All files that the templates in ``sql/tables`` give. ``sql`` is the folder of that name."""
    for template in sorted((sql / "tables").glob("*/*.sql")):
        text = template.read_text("utf-8")
        for engine in ENGINES:
            yield Script(sql / template.parent.name / engine / template.name, render(text, engine))


def write(sql: Path) -> list[Path]:
    """Write every file whose text differs; the paths of those written."""
    changed = [script for script in scripts(sql) if not _holds(script)]
    for script in changed:
        script.path.parent.mkdir(parents=True, exist_ok=True)
        script.path.write_text(script.text, "utf-8")
    return [script.path for script in changed]


def report(sql: Path) -> int:
    """Write what differs and print which files that were."""
    for path in write(sql):
        say(f"Written: {path.relative_to(sql.parent)}")
    say("sql/ is up to date.")
    return 0


def _holds(script: Script) -> bool:
    return script.path.is_file() and script.path.read_text("utf-8") == script.text


def render(template: str, engine: str) -> str:
    """The SQL of one engine.

    >>> render("CREATE TABLE t (\\n    code KEY(200, 100) NOT NULL,\\n    INDEX ix_t (code)\\n);", "sqlite")
    'CREATE TABLE t (\\n    code TEXT NOT NULL\\n);\\nCREATE INDEX ix_t ON t (code);'
    """
    column = 0
    lines = []
    for line in template.split("\n"):
        if match := _COMMENTS_AT.fullmatch(line):
            column = int(match[1]) if engine in match[2].split() else column
        elif (match := _ONLY.fullmatch(line)) and not set(match[1].split()) - set(ENGINES):
            lines += [match[2]] * (engine in match[1].split())
        else:
            lines.append(line if line.startswith("--") else _WORD.sub(lambda word: _word(engine, word), line))
    return "\n".join(_tables(lines, engine, column))


def _word(engine: str, word: re.Match[str]) -> str:
    plain, mariadb, sqlserver, now = word.groups()
    if now:
        return _NOW[engine]
    if engine in ("postgresql", "sqlite"):
        return "TEXT"
    if engine == "mariadb":
        length = "30" if plain == "MOMENT" else mariadb or "-"
        return "LONGTEXT" if length == "-" else f"VARCHAR({length})"
    if plain == "TEXT":
        return "NVARCHAR(MAX)"
    length = "27" if plain == "MOMENT" else sqlserver.replace("-", "MAX")
    return f"NVARCHAR({length}) {_BINARY}"


def _tables(lines: Sequence[str], engine: str, column: int) -> Iterator[str]:
    """The lines with every CREATE TABLE and ADD COLUMN in the engine's own form."""
    rest = iter(lines)
    for line in rest:
        if match := _CREATE.fullmatch(line):
            body = list(iter(lambda: next(rest), ");"))
            yield from _table(match[1], body, engine, column)
        elif match := _ADD.fullmatch(line):
            yield f"{match[1]} {_ADD_COLUMN.get(engine, 'ADD COLUMN')} {match[2]}"
        else:
            yield line


_ADD_COLUMN: Mapping[str, str] = {"mariadb": "ADD COLUMN IF NOT EXISTS", "sqlserver": "ADD"}


def _table(name: str, body: Sequence[str], engine: str, column: int) -> Iterator[str]:
    columns: list[tuple[str, str]] = []
    indexes = []
    for line in body:
        definition, _, comment = line.strip().partition("  -- ")
        definition = definition.removesuffix(",")
        if match := _INDEX.fullmatch(definition):
            indexes.append((match[1], match[2].split(", ")))
        else:
            columns.append((definition, comment))
    if engine == "mariadb":
        columns += [(f"INDEX {index} ({', '.join(map(_prefix, keys))})", "") for index, keys in indexes]
        yield f"CREATE TABLE IF NOT EXISTS {name} ("
    else:
        yield f"CREATE TABLE {name} ("
    for position, (definition, comment) in enumerate(columns, 1):
        text = f"    {definition}{',' * (position < len(columns))}"
        yield f"{_aligned(text, column)}-- {comment}" if comment else text
    if engine == "mariadb":
        yield ") ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;"
        return
    yield ");"
    for index, keys in indexes:
        yield from _CREATE_INDEX.get(engine, _index)(index, name, keys)


def _aligned(text: str, column: int) -> str:
    return text.ljust(column - 1) + " " if column else text + "  "


def _prefix(key: str) -> str:
    return f"{key.removeprefix('LONG ')}(200)" if key.startswith("LONG ") else key


def _index(index: str, table: str, keys: Sequence[str]) -> Iterator[str]:
    yield f"CREATE INDEX {index} ON {table} ({', '.join(key.removeprefix('LONG ') for key in keys)});"


def _index_with_included_columns(index: str, table: str, keys: Sequence[str]) -> Iterator[str]:
    """SQL Server's: an index key has at most 900 bytes, other columns are only included."""
    long = ", ".join(key.removeprefix("LONG ") for key in keys if key.startswith("LONG "))
    short = ", ".join(key for key in keys if not key.startswith("LONG "))
    if long:
        yield "-- Not in the key, for its length."
    yield f"CREATE INDEX {index} ON {table} ({short}){f' INCLUDE ({long})' * bool(long)};"


_CREATE_INDEX: Mapping[str, Callable[[str, str, Sequence[str]], Iterator[str]]] = {"sqlserver": _index_with_included_columns}
