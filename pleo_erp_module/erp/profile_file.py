"""From ``profile.toml`` and its SQL files to a Profile; every mistake is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Annotated

from msgspec import Meta, field

from pleo_erp_module.erp.profile import (
    BUILT_IN,
    AccountKey,
    Entity,
    OptionalColumn,
    Profile,
    ProfileParameter,
    Table,
    Variant,
    VersionPlace,
)
from pleo_erp_module.erp.row_reader import ENTITIES
from pleo_erp_module.erp.select_template import Template, TemplateError
from pleo_erp_module.messages.message_error import MessageError
from pleo_erp_module.record_reader import Record, RecordError, parse_toml, read_record

_Text = Annotated[str, Meta(min_length=1)]
_Texts = _Text | tuple[_Text, ...]  # one, or a list of them
NAMED = re.compile(r"\{(\w+)\}")  # {company} in the name of a table


class ProfileError(MessageError):
    """What is wrong with a profile."""


def _in_file(file: str, reason: MessageError) -> ProfileError:
    return ProfileError("in_file", file=file, what=reason.message)


class _Optional(Record, frozen=True, kw_only=True):
    names: _Texts = ()
    otherwise: str


class _Table(Record, frozen=True):
    name: _Texts
    columns: _Texts
    optional: dict[str, str | _Optional] = field(default_factory=dict)

    def table(self) -> Table:
        return Table(_all(self.name), _all(self.columns), {key: _optional(key, one) for key, one in self.optional.items()})


class _Entity(Record, frozen=True):
    files: _Texts = ()
    narrow: str = ""
    optional: bool = False


class _File(Record, frozen=True, kw_only=True):
    title: str
    engines: _Texts
    versions: str = ""
    verified: str = ""
    recognise: _Texts = ()
    account_key: AccountKey = "id"
    version: VersionPlace | None = None
    tables: dict[str, _Table] = field(default_factory=dict)
    parameters: dict[str, ProfileParameter] = field(default_factory=dict)
    entities: dict[str, _Entity] = field(default_factory=dict)


def parse_profile(name: str, read: Callable[[str], str]) -> Profile:
    """The profile whose files ``read(file name)`` gives. Raises ProfileError, and what ``read`` raises for a missing file."""
    try:
        file = read_record(parse_toml(read("profile.toml")), _File)
    except RecordError as reason:
        raise _in_file("profile.toml", reason) from None
    tables = {logical: one.table() for logical, one in file.tables.items()}
    _check_names(tables, file.parameters)
    profile = Profile(
        name=name,
        title=file.title,
        engines=_all(file.engines),
        versions=file.versions,
        verified=file.verified,
        tables=tables,
        entities={},
        parameters=file.parameters,
        recognise=_all(file.recognise),
        version=file.version,
        account_key=file.account_key,
    )
    if unknown := set(profile.recognise) - set(tables):
        raise ProfileError("recognise_unknown_table", table=min(unknown))
    if not file.entities:
        raise ProfileError("no_entities")
    entities = {key: _entity(profile, key, one, read) for key, one in file.entities.items()}
    if "companies" not in entities:
        raise ProfileError("no_companies")
    if ("dimensions" in entities) != ("values" in entities):
        raise ProfileError("dimensions_and_values")
    return replace(profile, entities=entities)


def named_in(tables: Iterable[Table]) -> frozenset[str]:
    """The parameters that the names of these tables and of their columns depend on."""
    names = (name for t in tables for names in (t.names, *(column.names for column in t.optional.values())) for name in names)
    return frozenset(parameter for name in names for parameter in NAMED.findall(name))


def _all(texts: _Texts) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else texts


def _optional(key: str, column: str | _Optional) -> OptionalColumn:
    if isinstance(column, str):
        return OptionalColumn((key,), column)
    return OptionalColumn(_all(column.names) or (key,), column.otherwise)


def _check_names(tables: Mapping[str, Table], parameters: Mapping[str, ProfileParameter]) -> None:
    taken: set[str] = set()
    for name in [*tables, *(column for table in tables.values() for column in table.optional)]:
        if not re.fullmatch(r"\w+", name):
            raise ProfileError("placeholder_name", name=name)
        if name in taken:
            raise ProfileError("placeholder_twice", name=name)
        taken.add(name)
    for key, parameter in parameters.items():
        if unknown := set(NAMED.findall(parameter.default or "")) - {"company"}:
            raise ProfileError("default_names", key=key, name=min(unknown))
    for name in parameters:
        if name in (*BUILT_IN, "dimension", "name_column") or not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise ProfileError("parameter_name", name=name)
    for logical, table in tables.items():
        for key, column in table.optional.items():
            if unknown := set(NAMED.findall(" ".join(column.names))) - {"name_column"}:
                raise ProfileError("column_names", key=key, name=min(unknown))
        for named in {named for pattern in table.names for named in NAMED.findall(pattern)}:
            if named not in ("company", "dimension") and named not in parameters:
                raise ProfileError("table_name_parameter", table=logical, name=named)


def _entity(profile: Profile, name: str, entity: _Entity, read: Callable[[str], str]) -> Entity:
    if name not in ENTITIES:
        raise ProfileError("entity_unknown", entity=name, known=list(ENTITIES))
    variants = []
    for file in (*(_all(entity.files) or (f"{name}.sql",)), *filter(None, [entity.narrow])):
        try:
            template = Template.parse(read(file))
        except TemplateError as exc:
            raise _in_file(file, exc) from None
        variants.append(Variant(file, template, _tables_of(profile, name, file, template)))
    return Entity(name, tuple(variants), entity.optional, bool(entity.narrow))


def _tables_of(profile: Profile, entity: str, file: str, template: Template) -> tuple[str, ...]:
    """The logical tables that a SELECT reads, in order; and a check of all that it names."""
    allowed = set() if entity == "companies" else {*BUILT_IN, *profile.parameters}
    if entity == "values":
        allowed.add("dimension")
    if unknown := template.parameters - allowed:
        raise _in_file(file, ProfileError("sql_parameter_unknown", name=min(unknown), known=sorted(allowed)))
    found: dict[str, None] = {}
    for placeholder in template.placeholders:
        column = profile.optional_column(placeholder.name)
        if placeholder.name in profile.tables and placeholder.alias is None:
            found[placeholder.name] = None
        elif column is not None:
            found[column[0]] = None
        else:
            raise _in_file(file, ProfileError("sql_placeholder_unknown", name=placeholder.name))
    named = named_in(profile.tables[logical] for logical in found)
    if entity == "companies" and named:
        raise _in_file(file, ProfileError("companies_by_company"))
    if entity != "values" and named & {"dimension", "name_column"}:
        raise _in_file(file, ProfileError("only_values_by_dimension"))
    return tuple(found)
