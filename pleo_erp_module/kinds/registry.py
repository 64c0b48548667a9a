"""The kinds that are there, in the order of a run: whoever needs a kind, a unit, an area, a job or a setting asks here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from pleo_erp_module.erp.row_reader import ENTITIES
from pleo_erp_module.errors import error
from pleo_erp_module.kinds.accounts import ACCOUNTS
from pleo_erp_module.kinds.kind import Area, RecordKind
from pleo_erp_module.kinds.setting import Setting
from pleo_erp_module.kinds.tag_groups import TAG_GROUPS
from pleo_erp_module.kinds.tags import TAGS
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.messages.labels import LABELS
from pleo_erp_module.messages.setting_labels import COMMON_GROUPS, SCHEDULE, SYNCHRONISED, SettingLabel

_kinds: list[RecordKind] = [ACCOUNTS, TAG_GROUPS, TAGS]


@contextmanager
def registered(kind: RecordKind) -> Iterator[None]:
    """One kind more, as long as the block lasts."""
    _kinds.append(kind)
    ENTITIES.update(kind.entities)
    try:
        yield
    finally:
        _kinds.remove(kind)
        for name in kind.entities:
            del ENTITIES[name]


def kinds() -> list[RecordKind]:
    """All kinds, in the order of a run (S-19)."""
    return sorted(_kinds, key=lambda kind: kind.order)


def in_lists() -> list[RecordKind]:
    """All kinds, in the order of lists: those that people ask about most first."""
    return sorted(_kinds, key=lambda kind: (kind.area.place, -kind.order))


def areas() -> list[Area]:
    """All areas, in the order of lists."""
    return sorted({kind.area for kind in kinds()}, key=lambda area: area.place)


def leading_units() -> dict[str, Unit]:
    """The unit of each area whose last check tells when the area was last run."""
    first: dict[str, Unit] = {}
    for kind in kinds():
        first.setdefault(kind.area.name, Unit(kind))
    return first


def settings() -> Mapping[str, Setting]:
    """The settings that areas and kinds bring with them."""
    found: dict[str, Setting] = {}
    for area in areas():
        found.update(area.settings)
    for kind in kinds():
        found.update(kind.settings)
    return found


def setting_groups() -> list[tuple[str, Mapping[str, SettingLabel]]]:
    """The settings that a form shows with a label, in groups; what the kinds bring first."""
    found = settings()
    intervals = {area.interval_setting for area in areas()}
    labels = {name: setting.label for name, setting in found.items() if setting.label}
    synchronised = {name: label for name, label in labels.items() if name not in intervals}
    schedule = {name: label for name, label in labels.items() if name in intervals}
    return [(SYNCHRONISED, synchronised), (SCHEDULE, schedule), *COMMON_GROUPS]


def guard_label(guard: str) -> str:
    """What people call a guard, in English; one that is not known keeps its own name."""
    own = {name: text for kind in kinds() for name, text in kind.guards.items()}
    return own.get(guard) or LABELS["guard"].get(guard, guard)


def shaping_settings() -> frozenset[str]:
    """The settings that change what Pleo should show."""
    return frozenset({*(area.name for area in areas()), *(name for kind in kinds() for name in kind.settings)})


def kind_asked_for(question: str) -> RecordKind:
    """The kind that a person means. Raises ``unknown_kind``."""
    for kind in kinds():
        if kind.question == question:
            return kind
    raise error("unknown_kind", kind=question, known=[kind.question for kind in kinds()])


def unit_named(name: str) -> Unit:
    """The unit that is written so in a table or an answer. Raises ``unknown_unit``."""
    kind_name, _, code = name.partition(":")
    for kind in kinds():
        if kind.name == kind_name and bool(code) == (kind.parent is not None):
            return Unit(kind, code)
    raise error("unknown_unit", unit=name)


def units_of_dimension(code: str) -> list[Unit]:
    """The units of one dimension."""
    return [Unit(kind, code) for kind in kinds() if kind.parent]


def in_undo_order(names: Iterable[str]) -> list[Unit]:
    """These units in the order in which they are undone: the other way round than a run goes (S-19). Raises ``unknown_unit``."""
    return sorted(map(unit_named, set(names)), key=lambda unit: (-unit.kind.order, str(unit)))
