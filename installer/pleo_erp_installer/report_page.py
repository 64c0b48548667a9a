"""docs/reports.md, written from the types of the answers in the contract.

The types are read as source, so that this needs no package: each file ``*_answers.py`` is a section, each class in it a part of
the section, with its docstring, its shape and a table of its fields.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pleo_erp_installer.console import say

SECTIONS = ("plan", "run", "connection", "dimension", "setting", "schedule", "kind", "why", "installation", "bundle", "error")
_WIDTH = 100
_HEAD = """# Plans and reports

What actions, views and jobs answer, `--json` prints, extensions receive and the tables store. With
`--json`, standard output carries exactly one object; progress and logs go to standard error.

Moments are ISO 8601 in UTC. Sentences are in the language of the call. An error that ends a command
is `{error: ErrorAnswer}`, and `run --all` prints `{runs: [RunReport]}`. Fields may be added in
later versions.

Exit codes: 0 success, 1 failed, 2 usage or configuration, 3 partial, 4 held, 5 already running.

This page is written by `python3 installer reports` from the types in `hookspecs`.
"""


_WORDS = {"str": "text", "int": "number", "bool": "true or false", "Any": "any value", "None": "null"}


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One field of an answer. ``optional``: it may be absent."""

    name: str
    type: ast.expr
    text: str
    optional: bool


@dataclass(frozen=True, slots=True)
class AnswerType:
    """One type of answer. ``bases`` are the types whose fields it also has."""

    name: str
    bases: Sequence[str]
    text: str
    fields: Sequence[AnswerField]


@dataclass(frozen=True, slots=True)
class AnswerTypes:
    """All types by name, the aliases that they use, and which file of which area they stand in."""

    types: Mapping[str, AnswerType]
    aliases: Mapping[str, ast.expr]
    areas: Mapping[str, tuple[str, Sequence[str]]]  # the file's docstring, the names of its types

    def fields(self, name: str) -> list[AnswerField]:
        """All fields of a type, those of its base first."""
        kind = self.types[name]
        return [*(field for base in kind.bases for field in self.fields(base)), *kind.fields]

    def held_by(self, kind: ast.expr) -> str | None:
        """The first type of answer within an annotation."""
        names = (node.id for node in ast.walk(kind) if isinstance(node, ast.Name))
        return next((name for name in names if name in self.types), None)

    def words(self, kind: ast.expr) -> str:
        """An annotation in words, with links to other types."""
        match kind:
            case ast.Name(id=name) if name in self.types:
                return f"[{name}](#{name.lower()})"
            case ast.Name(id=name) if name in self.aliases:
                return self.words(self.aliases[name])
            case ast.BinOp(left=left, right=ast.Constant(value=None)):
                return f"{self.words(left)}, or null"
            case ast.BinOp(left=left, right=right):
                return f"{self.words(left)} or {self.words(right)}"
            case ast.Subscript(value=ast.Name(id="list"), slice=inner):
                return f"list of {self.words(inner)}"
            case ast.Subscript(value=ast.Name(id="dict"), slice=ast.Tuple(elts=[_, inner])):
                return f"object with {self.words(inner)}"
            case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=members)):
                return ", ".join(f"`{ast.literal_eval(member)}`" for member in members)
            case _:
                return _WORDS[ast.unparse(kind)]


def report(checkout: Path) -> int:
    """Write the page."""
    target = checkout / "docs" / "reports.md"
    target.write_text(page(checkout), encoding="utf-8")
    say(f"{target.relative_to(checkout)} is written.")
    return 0


def page(checkout: Path) -> str:
    """The whole page."""
    found = read_types(checkout / "hookspecs" / "pleo_erp_hookspecs")
    return "\n".join([_HEAD, *(line for area in found.areas for line in _section(found, area))]).rstrip() + "\n"


def read_types(folder: Path) -> AnswerTypes:
    """The types of answers, area by area in the order of the page."""
    paths = {path.stem.removesuffix("_answers"): path for path in sorted(folder.glob("*_answers.py"))}
    types: dict[str, AnswerType] = {}
    aliases: dict[str, ast.expr] = {}
    areas: dict[str, tuple[str, Sequence[str]]] = {}
    for area in sorted(paths, key=lambda name: SECTIONS.index(name) if name in SECTIONS else len(SECTIONS)):
        tree = ast.parse(paths[area].read_text("utf-8"))
        classes = [_class(node) for node in tree.body if isinstance(node, ast.ClassDef)]
        types.update({kind.name: kind for kind in classes})
        areas[area] = ast.get_docstring(tree) or "", [kind.name for kind in classes]
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                aliases[node.targets[0].id] = node.value
    return AnswerTypes(types, aliases, areas)


def _class(node: ast.ClassDef) -> AnswerType:
    bases = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id != "TypedDict"]
    return AnswerType(node.name, bases, ast.get_docstring(node) or "", list(_own_fields(node)))


def _own_fields(node: ast.ClassDef) -> Iterator[AnswerField]:
    optional = any(keyword.arg == "total" for keyword in node.keywords)
    for declared, after in pairwise(node.body):
        if isinstance(declared, ast.AnnAssign) and isinstance(declared.target, ast.Name):
            text = ast.literal_eval(after.value) if isinstance(after, ast.Expr) else ""
            kind, left_out = declared.annotation, optional
            if isinstance(kind, ast.Subscript) and isinstance(kind.value, ast.Name) and kind.value.id == "NotRequired":
                kind, left_out = kind.slice, True
            yield AnswerField(declared.target.id, kind, " ".join(text.split()), left_out)


def _section(found: AnswerTypes, area: str) -> Iterator[str]:
    text, names = found.areas[area]
    yield f"## {area.capitalize()}\n\n{_prose(text)}\n"
    for name in names:
        kind = found.types[name]
        yield f"### {name}\n\n{_prose(kind.text)}\n"
        if kind.bases:
            links = " and ".join(f"[{base}](#{base.lower()})" for base in kind.bases)
            yield f"All fields of {links}, and:\n"
        elif any(found.held_by(field.type) for field in kind.fields):
            yield f"```\n{_shape(found, kind)}\n```\n"
        yield "| Field | Type | Meaning |\n|---|---|---|"
        for field in kind.fields:
            absent = ", may be absent" if field.optional else ""
            yield f"| `{field.name}`{absent} | {found.words(field.type)} | {field.text} |"
        yield ""


def _shape(found: AnswerTypes, kind: AnswerType) -> str:
    """``{a, b, c: [{...}]}``: a field that holds another type is on a line of its own."""
    lines: list[list[str]] = [[]]
    for field in kind.fields:
        inner = found.held_by(field.type)
        if inner is None:
            lines[-1].append(field.name)
            continue
        content = f"{{{', '.join(each.name for each in found.fields(inner))}}}"
        many = isinstance(field.type, ast.Subscript)
        lines += [[f"{field.name}: [{content}]" if many else f"{field.name}: {content}"], []]
    told = [textwrap.fill(", ".join(line), _WIDTH, subsequent_indent="    ") for line in lines if line]
    return "{" + ",\n ".join(told) + "}"


def _prose(text: str) -> str:
    return "\n\n".join(textwrap.fill(part, _WIDTH, break_on_hyphens=False) for part in text.split("\n\n"))
