"""A profile meets a database: which tables and columns are really there, and the SQL that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.erp.profile import Entity, OptionalColumn, Profile, Variant
from pleo_erp_module.erp.profile_file import NAMED, named_in
from pleo_erp_module.erp.read_errors import hidden_table, translated
from pleo_erp_module.erp.select_template import Concat, NamedParameter, Placeholder
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database


@dataclass(frozen=True, slots=True)
class Bound:
    """A SELECT for this database; ``parameters`` are the names of its markers, in order."""

    sql: str
    parameters: tuple[str, ...]
    file: str
    tables: Mapping[str, str]  # the real name of each logical table


class Binder:
    """Looks every table up once."""

    def __init__(self, database: Database, profile: Profile) -> None:
        self._database = database
        self._profile = profile
        self._columns: dict[str, frozenset[str] | None] = {}  # by folded name; None: no such table

    def named(self, entity: Entity) -> frozenset[str]:
        """The parameters that the names of its tables and columns depend on."""
        tables = [self._profile.tables[logical] for variant in entity.variants for logical in variant.tables]
        return named_in(tables)

    def look_up(self, entities: Iterable[Entity], values: Mapping[str, str]) -> None:
        """Look up the tables of all these entities at once; ``values`` fill in their names."""
        self._look_up(real for e in entities for v in e.variants for t in v.tables for real in self._names(t, values))

    def bind(self, entity: Entity, values: Mapping[str, str]) -> Bound | None:
        """The SQL of the first variant that fits; None if an optional entity has no tables here.

        ``values`` fill in the names of tables. Raises PleoErpError ``erp_table_missing`` or ``erp_column_missing``.
        """
        self.look_up([entity], values)
        problems: list[tuple[int, PleoErpError]] = []
        for variant in entity.variants:
            try:
                tables = {logical: self._find(logical, values) for logical in variant.tables}
                return self._render(variant, tables, values)
            except PleoErpError as exc:
                problems.append((sum(self._lacking(logical, values) for logical in variant.tables), exc))
        # Of several versions' SELECTs the one that lacks least is the one that was meant.
        _, nearest = min(problems, key=lambda problem: problem[0])
        if entity.optional and nearest.code == "erp_table_missing":
            return None
        raise nearest

    def real(self, logical: str, values: Mapping[str, str]) -> tuple[str, bool]:
        """The name of a table here, and whether it is seen: else the first that it could have."""
        names = self._names(logical, values)
        self._look_up(names)
        fold = self._database.dialect.fold
        return next(((name, True) for name in names if self._columns[fold(name)] is not None), (names[0], False))

    def columns(self, logical: str, real: str, values: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """The columns that are read of a table which is here, and the optional ones that it lacks."""
        fold, table = self._database.dialect.fold, self._profile.tables[logical]
        present = self._columns[fold(real)] or frozenset()
        read = [column for column in table.columns if fold(column) in present]
        absent: list[str] = []
        for column in table.optional.values():
            names = _filled(column, values)
            name = next((name for name in names if fold(name) in present), None)
            if name is not None:
                read.append(name)
            else:
                absent += names[:1]
        return read, absent

    def _names(self, logical: str, values: Mapping[str, str]) -> list[str]:
        table = self._profile.tables[logical]
        return [NAMED.sub(lambda match: values[match[1]], name) for name in table.names]

    def _look_up(self, names: Iterable[str]) -> None:
        fold = self._database.dialect.fold
        new = {fold(name) for name in names} - self._columns.keys()
        if new:
            with translated("the list of tables"):
                found = self._database.dialect.table_columns(self._database, new)
            self._columns.update({name: found.get(name) for name in new})

    def _find(self, logical: str, values: Mapping[str, str]) -> str:
        """The real name of a table that has all its columns."""
        table, names = self._profile.tables[logical], self._names(logical, values)
        fold = self._database.dialect.fold
        for real in names:
            columns = self._columns[fold(real)]
            if columns is not None:
                for column in table.columns:
                    if fold(column) not in columns:
                        raise error("erp_column_missing", table=real, column=column)
                return real
        if hidden := self._hidden(names):
            raise hidden_table(hidden)
        raise error("erp_table_missing", table=list(names))

    def _lacking(self, logical: str, values: Mapping[str, str]) -> int:
        """How many needed columns are not there; 1 for a table that is not there."""
        fold, needed = self._database.dialect.fold, self._profile.tables[logical].columns
        present = (self._columns[fold(real)] for real in self._names(logical, values))
        columns = next((columns for columns in present if columns is not None), None)
        return 1 if columns is None else sum(fold(column) not in columns for column in needed)

    def _hidden(self, names: Iterable[str]) -> list[str]:
        with translated("the list of tables"):
            hidden = self._database.dialect.hidden(self._database, names)
        return [name for name in names if name in hidden]

    def _render(self, variant: Variant, tables: Mapping[str, str], values: Mapping[str, str]) -> Bound:
        sql: list[str] = []
        parameters: list[str] = []
        for part in variant.template.parts:
            if isinstance(part, NamedParameter):
                sql.append("?")
                parameters.append(part.name)
            elif isinstance(part, Placeholder):
                sql.append(self._placeholder(part, tables, values))
            elif isinstance(part, Concat):
                sql.append(self._database.dialect.concat)
            else:
                sql.append(part)
        return Bound("".join(sql), tuple(parameters), variant.file, tables)

    def _placeholder(self, part: Placeholder, tables: Mapping[str, str], values: Mapping[str, str]) -> str:
        dialect = self._database.dialect
        if part.name in tables and part.alias is None:
            return dialect.quote(tables[part.name])
        declared = self._profile.optional_column(part.name)
        assert declared is not None  # the profile was checked when it was loaded
        logical, column = declared
        present = self._columns[dialect.fold(tables[logical])] or frozenset()
        for name in _filled(column, values):
            if dialect.fold(name) in present:
                return f"{part.alias}.{dialect.quote(name)}" if part.alias else dialect.quote(name)
        return column.otherwise


def _filled(column: OptionalColumn, values: Mapping[str, str]) -> list[str]:
    """The names that a column can have; a dimension may name none."""
    return list(filter(None, (NAMED.sub(lambda match: values[match[1]], name) for name in column.names)))
