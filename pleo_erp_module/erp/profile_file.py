"""From ``profile.toml`` and its SQL files to a Profile; every mistake is named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from pleo_erp_module.erp.profile import BUILT_IN, Entity, OptionalColumn, Profile, ProfileParameter, Table, Variant
from pleo_erp_module.erp.row_reader import ENTITIES
from pleo_erp_module.erp.select_template import Template, TemplateError

NAMED = re.compile(r"\{(\w+)\}")  # {company} in the name of a table


class ProfileError(ValueError):
    """What is wrong with a profile, in a few words."""


class _Section:
    """One table of the TOML file; whatever is not asked for is a mistake."""

    def __init__(self, where: str, content: object) -> None:
        if not isinstance(content, dict):
            raise ProfileError(f"{where} must be a table")
        self.where = where
        self._content: dict[str, Any] = dict(content)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._content.pop(key, default)
        if not isinstance(value, str):
            raise ProfileError(f"{self.where}: {key} must be a text")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, or a single one."""
        value = self._content.pop(key, default)
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
            raise ProfileError(f"{self.where}: {key} must be a text or a list of texts")
        return tuple(value)

    def flag(self, key: str) -> bool:
        value = self._content.pop(key, False)
        if not isinstance(value, bool):
            raise ProfileError(f"{self.where}: {key} must be true or false")
        return value

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def sections(self, key: str) -> dict[str, object]:
        value = self._content.pop(key, {})
        if not isinstance(value, dict):
            raise ProfileError(f"{self.where}: {key} must be a table")
        return value

    def done(self) -> None:
        if self._content:
            raise ProfileError(f"{self.where}: nothing is known of {', '.join(sorted(self._content))}")


def parse_profile(name: str, read: Callable[[str], str]) -> Profile:
    """The profile whose files ``read(file name)`` gives. Raises ProfileError, and what ``read`` raises for a missing file."""
    try:
        top = _Section("profile.toml", tomllib.loads(read("profile.toml")))
    except tomllib.TOMLDecodeError as exc:
        raise ProfileError(f"profile.toml is no TOML: {exc}") from None
    tables = {logical: _table(logical, content) for logical, content in top.sections("tables").items()}
    parameters = {key: _parameter(key, content) for key, content in top.sections("parameters").items()}
    _check_names(tables, parameters)
    declared = top.sections("entities")
    profile = Profile(
        name=name,
        title=top.text("title"),
        engines=top.texts("engines"),
        versions=top.text("versions", ""),
        verified=top.text("verified", ""),
        tables=tables,
        entities={},
        parameters=parameters,
        recognise=top.texts("recognise", ()),
    )
    top.done()
    if unknown := set(profile.recognise) - set(tables):
        raise ProfileError(f"recognise names the unknown table {min(unknown)}")
    if not declared:
        raise ProfileError("it has no [entities]")
    entities = {key: _entity(profile, key, content, read) for key, content in declared.items()}
    if "companies" not in entities:
        raise ProfileError("it has no entity companies")
    if ("dimensions" in entities) != ("values" in entities):
        raise ProfileError("dimensions and values need each other")
    return replace(profile, entities=entities)


def _table(logical: str, content: object) -> Table:
    section = _Section(f"tables.{logical}", content)
    optional = {key: _optional(f"tables.{logical}.optional.{key}", key, o) for key, o in section.sections("optional").items()}
    table = Table(section.texts("name"), section.texts("columns"), optional)
    section.done()
    return table


def _optional(where: str, key: str, content: object) -> OptionalColumn:
    if isinstance(content, str):
        return OptionalColumn((key,), content)
    section = _Section(where, content)
    column = OptionalColumn(section.texts("names", (key,)), section.text("otherwise"))
    section.done()
    return column


def _parameter(key: str, content: object) -> ProfileParameter:
    section = _Section(f"parameters.{key}", content)
    default = section.text("default") if "default" in section else None
    parameter = ProfileParameter(section.text("help"), default, section.text("replace", ""), section.text("by", "_"))
    section.done()
    if unknown := set(NAMED.findall(default or "")) - {"company"}:
        raise ProfileError(f"the default of the parameter {key} names {min(unknown)}; it may name the company only")
    return parameter


def _check_names(tables: Mapping[str, Table], parameters: Mapping[str, ProfileParameter]) -> None:
    taken: set[str] = set()
    for name in [*tables, *(column for table in tables.values() for column in table.optional)]:
        if not re.fullmatch(r"\w+", name):
            raise ProfileError(f"'{name}' is no name for a placeholder")
        if name in taken:
            raise ProfileError(f"the placeholder {name} stands for two things")
        taken.add(name)
    for name in parameters:
        if name in (*BUILT_IN, "dimension") or not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise ProfileError(f"'{name}' cannot be the name of a parameter")
    for logical, table in tables.items():
        for named in {named for pattern in table.names for named in NAMED.findall(pattern)}:
            if named not in ("company", "dimension") and named not in parameters:
                raise ProfileError(f"the name of the table {logical} contains the unknown parameter {named}")


def _entity(profile: Profile, name: str, content: object, read: Callable[[str], str]) -> Entity:
    if name not in ENTITIES:
        raise ProfileError(f"there is no entity {name}; there are {', '.join(ENTITIES)}")
    section = _Section(f"entities.{name}", content)
    files, optional = section.texts("files", (f"{name}.sql",)), section.flag("optional")
    section.done()
    variants = []
    for file in files:
        try:
            template = Template.parse(read(file))
        except TemplateError as exc:
            raise ProfileError(f"{file}: {exc}") from None
        variants.append(Variant(file, template, _tables_of(profile, name, file, template)))
    return Entity(name, tuple(variants), optional)


def _tables_of(profile: Profile, entity: str, file: str, template: Template) -> tuple[str, ...]:
    """The logical tables that a SELECT reads, in order; and a check of all that it names."""
    allowed = set() if entity == "companies" else {*BUILT_IN, *profile.parameters}
    if entity == "values":
        allowed.add("dimension")
    if unknown := template.parameters - allowed:
        known = f"there are {', '.join(sorted(allowed))}" if allowed else "there are none for companies"
        raise ProfileError(f"{file}: nothing is known of the parameter :{min(unknown)}; {known}")
    found: dict[str, None] = {}
    for placeholder in template.placeholders:
        column = profile.optional_column(placeholder.name)
        if placeholder.name in profile.tables and placeholder.alias is None:
            found[placeholder.name] = None
        elif column is not None:
            found[column[0]] = None
        else:
            raise ProfileError(f"{file}: {{{placeholder.name}}} is neither a table nor an optional column")
    named = {named for logical in found for name in profile.tables[logical].names for named in NAMED.findall(name)}
    if entity == "companies" and named:
        raise ProfileError(f"{file}: the companies cannot come from a table whose name depends on the company")
    if entity != "values" and "dimension" in named:
        raise ProfileError(f"{file}: only values can come from a table whose name depends on the dimension")
    return tuple(found)
