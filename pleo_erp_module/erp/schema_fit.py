"""How a profile and a database fit each other: which SELECTs, tables and columns are used, and what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pleo_erp_hookspecs import Dimension, PleoErpError
from pleo_erp_module.erp.parameter_binder import Binder
from pleo_erp_module.erp.profile import Profile


@dataclass(slots=True)
class FoundTable:
    """One table of the database that is read, with its columns in the profile's order; ``seen``: the login can see it."""

    name: str
    seen: bool
    columns: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)  # optional columns that it lacks


class Fitting:
    """Grows with every company and dimension that is tried. Reads the catalogue and no row."""

    def __init__(self, binder: Binder, profile: Profile) -> None:
        self._binder = binder
        self._profile = profile
        self.files: dict[str, str | None] = {}  # the SELECT of each entity; None: left out, since its tables are not there
        self.tables: dict[str, FoundTable] = {}  # by real name
        self.faults: dict[str, PleoErpError] = {}  # what is wrong with an entity, where none of its SELECTs fits

    def try_all(self, values: Mapping[str, str]) -> None:
        """All entities whose tables' names depend on these values and no other; ``values`` as for `Binder.bind`."""
        entities = {}
        for name, entity in self._profile.entities.items():
            needed = self._binder.named(entity)
            if needed <= values.keys() and (needed or name not in self.files):
                entities[name] = entity
        self._binder.look_up(entities.values(), values)
        for name in entities:
            self._try(name, values)

    def try_dimension(self, values: Mapping[str, str], dimension: Dimension) -> None:
        """All entities whose tables' or columns' names depend on the dimension, too."""
        self.try_all({**values, "dimension": dimension.id, "name_column": dimension.name_column or ""})

    def _try(self, name: str, values: Mapping[str, str]) -> None:
        entity = self._profile.entities[name]
        try:
            bound = self._binder.bind(entity, values)
        except PleoErpError as exc:
            self.files.setdefault(name, None)
            self.faults.setdefault(name, exc)
            tables = {logical: None for variant in entity.variants for logical in variant.tables}
            for logical in tables:
                self._found(logical, *self._binder.real(logical, values), values)
            return
        self.files[name] = None if bound is None else bound.file
        for logical, real in bound.tables.items() if bound else ():
            self._found(logical, real, True, values)

    def _found(self, logical: str, real: str, seen: bool, values: Mapping[str, str]) -> None:
        table = self.tables.setdefault(real, FoundTable(real, seen))
        read, absent = self._binder.columns(logical, real, values)
        table.columns += [column for column in read if column not in table.columns]
        table.absent += [column for column in absent if column not in table.absent]
