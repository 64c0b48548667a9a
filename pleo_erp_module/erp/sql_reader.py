"""Reading an ERP as its profile says: every row, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pleo_erp_hookspecs import Company, Dimension, Message, PleoErpError, ReadContext
from pleo_erp_module.erp.company_page import CompanyPage
from pleo_erp_module.erp.parameter_binder import Binder, Bound
from pleo_erp_module.erp.profile import Entity, Profile
from pleo_erp_module.erp.read_errors import translate, translated
from pleo_erp_module.erp.row_reader import ENTITIES, RowError, RowReader
from pleo_erp_module.erp.schema_fit import Fitting
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database, DatabaseError, DatabaseErrorKind

_REFUSED = frozenset({DatabaseErrorKind.OTHER, DatabaseErrorKind.COLUMN_MISSING})  # the SELECT itself
_ANSWERED: dict[tuple[str, str], tuple[str, ...]] = {}  # the columns of each SELECT on each database, as it once answered


@dataclass(frozen=True, slots=True)
class _Select:
    """SQL, and what makes records of its rows."""

    sql: str
    rows: RowReader


@dataclass(frozen=True, slots=True)
class _Statement:
    """``exact`` is for texts that ``plain`` cannot bring: where a row is ``marked``, and to name one that is not text."""

    parameters: tuple[str, ...]
    columns: tuple[str, ...]
    sql: str
    plain: _Select
    exact: _Select | None
    marked: bool  # the last column of ``plain`` says so


class SqlReader:
    """One profile on one database. Reads stream; nothing is ever written.

    Every read raises PleoErpError: ``erp_table_missing``, ``erp_column_missing``, ``erp_permission``, ``erp_row_invalid``,
    ``erp_read_failed``, ``erp_unreachable``, ``profile_invalid``.
    """

    def __init__(self, database: Database, profile: Profile) -> None:
        if database.dialect.name not in profile.engines:
            known = Message("engines_of_profile", {"engines": list(profile.engines), "profile": profile.name})
            raise error("engine_unsupported", engine=database.dialect.dbms_name, known=known)
        self.profile = profile
        self._database = database
        self._binder = Binder(database, profile)
        self._statements: dict[tuple[str, tuple[tuple[str, str], ...]], _Statement | None] = {}

    def check(self, context: ReadContext | None = None) -> None:
        """Check that tables, columns and SELECTs of all entities fit this database, before anything is read.

        Without a context those are left out whose tables' names depend on the company, and always those whose tables' names
        depend on the dimension. A missing right is not raised here: it costs only the entity that needs it.
        """
        entities = self.profile.entities.values()
        self._binder.look_up((entity for entity in entities if not self._binder.named(entity)), {})
        for entity in entities:
            named = self._binder.named(entity)
            if not named or (context is not None and "dimension" not in named):
                try:
                    self._statement(entity.name, _values(context, None))
                except PleoErpError as exc:
                    if exc.code != "erp_permission":
                        raise

    def fitting(self) -> Fitting:
        """How the profile fits this database, from what is looked up for reading it."""
        return Fitting(self._binder, self.profile)

    def has(self, entity: str, context: ReadContext | None = None) -> bool:
        """Whether the profile reads ``entity`` and the ERP has the tables for it."""
        if entity not in self.profile.entities:
            return False
        if "dimension" in self._binder.named(self.profile.entities[entity]):
            return True  # each dimension's own read tells
        try:
            return self._statement(entity, _values(context, None)) is not None
        except PleoErpError as exc:
            if exc.code == "erp_permission":
                return True
            raise

    def some_companies(self, wanted: CompanyPage) -> list[Company] | None:
        """Those companies alone, picked by the database: also a few that are not wanted, but none that is wanted is missing.

        None where the profile's SELECT cannot be asked for a part.
        """
        whole = self._statement("companies", {})
        if whole is None or whole.parameters:
            return None
        dialect = self._database.dialect
        part = dialect.page(dialect.part(whole.sql, wanted.condition, "name, id"), wanted.limit, wanted.offset)
        statement = self._made("companies", part, whole.columns, tuple(wanted.parameters))
        try:
            return list(self._run(statement, list(wanted.parameters.values()), "the companies"))
        except PleoErpError as exc:
            if isinstance(exc.__cause__, DatabaseError) and exc.__cause__.kind in _REFUSED:
                return None
            raise

    def rows(self, entity: str, context: ReadContext | None = None, dimension: Dimension | None = None) -> Iterator[Any]:
        """All records of an entity, usable or not; none where the ERP has no tables for them.

        The companies need no context; all others that of a company, and values also their dimension.
        """
        if entity not in self.profile.entities:
            return
        values = _values(context, dimension)
        statement = self._statement(entity, values)
        if statement is None:
            return
        yield from self._run(statement, [values[name] for name in statement.parameters], entity)

    def _run(self, statement: _Statement, parameters: list[str | None], entity: str) -> Iterator[Any]:
        with translated(entity):
            try:
                yield from self._plain(statement, parameters, entity)
            except DatabaseError as exc:
                if exc.kind is DatabaseErrorKind.INVALID_TEXT and statement.exact is not None:
                    for _ in self._records(statement.exact, parameters, entity):
                        pass  # until the row that is to blame, which raises
                if exc.kind in _REFUSED:
                    _ANSWERED.pop((self._database.identity, statement.sql), None)  # the next read says what is wrong with it
                raise

    def _plain(self, statement: _Statement, parameters: list[str | None], entity: str) -> Iterable[Any]:
        if not statement.marked or statement.exact is None:
            return self._records(statement.plain, parameters, entity)
        rows = list(self._database.rows(statement.plain.sql, parameters))  # the driver holds all of them anyway
        select = statement.exact if any(row[-1] for row in rows) else statement.plain
        return self._records(select, parameters, entity, None if select is statement.exact else rows)

    def _records(
        self, select: _Select, parameters: list[str | None], entity: str, rows: Iterable[Any] | None = None
    ) -> Iterator[Any]:
        """``rows``: those of the SELECT, where they are read already."""
        for number, row in enumerate(self._database.rows(select.sql, parameters) if rows is None else rows, 1):
            try:
                record = select.rows.record(row)
            except RowError as exc:
                wrong = Message("row_invalid", {"row": number, "what": exc.found})
                raise error("erp_row_invalid", entity=Message(f"entity_{entity}"), detail=wrong) from None
            yield record

    def _statement(self, entity: str, values: Mapping[str, str | None]) -> _Statement | None:
        """The SELECT, prepared once; where the names of tables depend on company or dimension, once for each."""
        declared = self.profile.entities[entity]
        in_names = self._binder.named(declared)
        known = {name: value for name, value in values.items() if value is not None and name in in_names}
        key = (entity, tuple(sorted(known.items())))
        if key not in self._statements:
            bound = self._binder.bind(declared, known)
            try:
                self._statements[key] = None if bound is None else self._prepare(entity, bound, values)
            except PleoErpError as exc:
                narrow = declared.variants[-1]
                if exc.code != "erp_permission" or not declared.narrow or (bound and bound.file == narrow.file):
                    raise
                self._statements[key] = self._narrow(replace(declared, variants=(narrow,)), known, values, exc)
        return self._statements[key]

    def _narrow(
        self, declared: Entity, known: Mapping[str, str], values: Mapping[str, str | None], fault: PleoErpError
    ) -> _Statement:
        """The SELECT for a login with fewer rights, or the error that the other one met."""
        try:
            bound = self._binder.bind(declared, known)
            if bound is not None:
                return self._prepare(declared.name, bound, values)
        except PleoErpError:  # also where the first error spoiled the transaction
            pass
        raise fault

    def _prepare(self, entity: str, bound: Bound, values: Mapping[str, str | None]) -> _Statement:
        kind = ENTITIES[entity]
        answered = self._answered(entity, bound, values)
        columns = tuple(name.casefold() for name in answered)
        if missing := [name for name in kind.needed if name not in columns]:
            raise self._invalid(bound.file, f"it answers no column {missing[0]}")
        if unknown := [name for name in columns if name not in kind.columns]:
            raise self._invalid(bound.file, f"it answers the column {unknown[0]}; known are {', '.join(kind.columns)}")
        if twice := [name for name in columns if columns.count(name) > 1]:
            raise self._invalid(bound.file, f"it answers the column {twice[0]} twice")
        return self._made(entity, bound.sql, answered, bound.parameters)

    def _answered(self, entity: str, bound: Bound, values: Mapping[str, str | None]) -> tuple[str, ...]:
        """The columns of a SELECT. The same SQL answers the same ones, but for a star: they are asked for once in a process."""
        key, dialect = (self._database.identity, bound.sql), self._database.dialect
        if key not in _ANSWERED:
            try:
                answered = self._database.columns(dialect.probe(bound.sql), [values.get(name) for name in bound.parameters])
            except DatabaseError as exc:
                if exc.kind in _REFUSED:
                    raise self._invalid(bound.file, f"the database refuses it: {exc.detail}") from exc
                raise translate(exc, entity) from exc
            if "*" in bound.sql:
                return answered
            _ANSWERED[key] = answered
        return _ANSWERED[key]

    def _made(self, entity: str, sql: str, answered: tuple[str, ...], parameters: tuple[str, ...]) -> _Statement:
        """``sql`` answers these columns."""
        kind, dialect = ENTITIES[entity], self._database.dialect
        columns = tuple(name.casefold() for name in answered)
        text = {name for name in answered if name.casefold() in kind.text}
        decode = dialect.decoder()
        exact = None if decode is None else _Select(dialect.exact(sql, answered, text), RowReader(kind, columns, decode))
        marked = dialect.marked(sql, answered, text)
        plain = _Select(marked or sql, RowReader(kind, columns, None))
        return _Statement(parameters, answered, sql, plain, exact, marked is not None)

    def _invalid(self, file: str, detail: str) -> PleoErpError:
        return error("profile_invalid", profile=self.profile.name, detail=f"{file}: {detail}")


def _values(context: ReadContext | None, dimension: Dimension | None) -> dict[str, str | None]:
    """The value of every parameter that a SELECT may name."""
    if context is None:
        return {}
    return {
        **context.parameters,
        "company": context.company,
        "today": context.today.isoformat(),
        "language": context.language,
        "base_language": re.split(r"[_@-]", context.language)[0] if context.language else None,
        "dimension": dimension.id if dimension else None,
        "name_column": (dimension.name_column or "") if dimension else None,
    }
