"""What a kind of record declares: all that a run, an undo and a screen have to know about it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.erp.row_reader import EntityKind
from pleo_erp_module.kinds.erp_view import ErpView, UnitSource
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.setting import SWITCH, Setting, SettingValues, number
from pleo_erp_module.kinds.target import Target
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.kinds.usage_query import UsageQuery
from pleo_erp_module.messages.setting_labels import MINUTES, SettingLabel
from pleo_erp_module.reconcile.change_model import Kind, SourceRow

MAX_LENGTH = 255  # documented for accounts, assumed for the rest (Q4)
CODE_AND_NAME = {"code": MAX_LENGTH, "name": MAX_LENGTH}
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Area:
    """Kinds that are switched on, due and run together, by a job of their own.

    ``name`` is the setting that switches it; ``place`` is where it stands in lists. ``of_selection``: nothing of it is planned
    before dimensions were selected. ``switch_label`` and the hints are what a form shows of the two settings.
    """

    name: str
    place: int
    label: str
    job_help: str
    switch_help: str
    switch_label: str
    switch_hint: str
    interval: int  # minutes
    interval_help: str
    interval_hint: str
    longest_interval: int
    of_selection: bool = False

    @property
    def job(self) -> str:
        """The job that runs this area now."""
        return f"sync-{self.name}"

    @property
    def interval_setting(self) -> str:
        """The setting that holds the minutes between two runs."""
        return f"{self.name}_interval"

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Its switch and its interval."""
        interval_label = SettingLabel(self.label, MINUTES, self.interval_hint)
        switch = Setting(True, SWITCH, self.switch_help, SettingLabel(self.switch_label, "", self.switch_hint))
        interval = Setting(self.interval, number(_HOUR, self.longest_interval), self.interval_help, interval_label)
        return {self.name: switch, self.interval_setting: interval}


@dataclass(frozen=True, slots=True)
class Parent:
    """The kind whose records the units of another belong to, and what is said where such a record is missing or waits."""

    kind: RecordKind
    missing: str  # the error's code
    guard: str
    limit: Message


@dataclass(frozen=True, slots=True)
class Proposed:
    """Values of settings that fit what both sides have, and what may be wrong with them."""

    settings: Mapping[str, str] = field(default_factory=dict)
    warnings: Sequence[PleoErpError] = ()


Proposal: TypeAlias = Callable[[PleoSide], Proposed]


class RecordKind(ABC):
    """One kind of record.

    ``order``: kinds of a smaller one go first in a run, and last in an undo (S-19). ``question`` is what `why` calls a record.
    ``label`` and ``unit_label`` are what people call a record and a unit, in English; ``{code}`` is the unit's.
    ``entities`` is what it reads of the ERP beyond what every profile knows, by the name of the SELECT; ``guards`` are its own
    reasons to wait, with what people call them.
    """

    name: ClassVar[str]
    order: ClassVar[int]
    area: ClassVar[Area]
    question: ClassVar[str]
    label: ClassVar[str]
    unit_label: ClassVar[str]
    parent: ClassVar[Parent | None] = None
    settings: ClassVar[Mapping[str, Setting]] = {}
    entities: ClassVar[Mapping[str, EntityKind]] = {}
    guards: ClassVar[Mapping[str, str]] = {}
    create_batch: ClassVar[int] = 1  # creates in one request
    flip_batch: ClassVar[int] = 1  # archives or unarchives in one request
    codeless: ClassVar[bool] = False  # rows without a code are usual, such as the root of a chart, and need no warning

    @abstractmethod
    def declaration(self, settings: SettingValues) -> Kind:
        """What the engine has to know, under these settings of the connection."""

    @abstractmethod
    def read(self, view: ErpView) -> Iterator[UnitSource]:
        """The ERP's side of every unit that is to be planned, those that cannot be read with their error."""

    @abstractmethod
    def target(self, pleo: PleoSide, unit: Unit, declaration: Kind) -> Target:
        """Pleo's side of one unit."""

    def propose(self, view: ErpView) -> Proposal | PleoErpError | None:
        """At `connect`: what looks at Pleo and proposes values of the settings that are proposable, or why the ERP's side of it
        could not be read.
        """
        return None

    def names(self, key: str, fields: Mapping[str, str | None]) -> set[str]:
        """What a person may call a record, folded."""
        return {self.declaration({}).fold(key)}

    def called(self, key: str, fields: Mapping[str, object]) -> str:
        """What people call a record: its key, unless they know it by something else."""
        return key

    def unselected(self, view: ErpView, key: str) -> Sequence[SourceRow]:
        """Rows of this key that the ERP has and that are not selected."""
        return ()

    def ask_usage(self, query: UsageQuery, unit: Unit, records: Sequence[str]) -> None:
        """Ask Pleo what hangs on these records of a unit."""
        return
