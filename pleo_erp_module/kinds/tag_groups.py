"""Tag groups: one for each selected dimension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from pleo_erp_hookspecs import Dimension, Message, PleoErpError
from pleo_erp_module.kinds.erp_view import ErpView, Read, UnitSource
from pleo_erp_module.kinds.kind import CODE_AND_NAME, Area, RecordKind
from pleo_erp_module.kinds.neutral_form import moment, source_row
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.setting import SWITCH, Setting, SettingValues
from pleo_erp_module.kinds.target import Created, Landing, ReadProgress, Target, landing_of, text_of
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.kinds.usage_query import UsageQuery
from pleo_erp_module.messages.catalogue import mark
from pleo_erp_module.messages.setting_labels import SettingLabel
from pleo_erp_module.pleo import PleoClient, PleoError, TagGroup
from pleo_erp_module.reconcile.change_model import Change, Kind, Rules, SourceRow, TargetRecord
from pleo_erp_module.reconcile.selection import Chosen, resolve
from pleo_erp_module.text import fold, visible_code

TAGS_AREA = Area(
    name="tags",
    place=10,
    label=mark("Tags"),
    job_help="tag groups and tags, now; of one dimension if it is named",
    switch_help="synchronise tag groups and tags",
    switch_label=mark("Tag groups and tags"),
    switch_hint=mark("From the selected dimensions."),
    interval=60,
    interval_help="minutes between two runs of the tags",
    interval_hint=mark("Between two runs. From 60 minutes to one day (1440)."),
    longest_interval=24 * 60,
    of_selection=True,
)
#: In the metadata of a tag group: the installation that created it, by its id and a name for people.
MARK, MARK_NAME = "pleoErpInstallation", "pleoErpInstallationName"
#: A group's name is never updated, not even when it returns (T-26, Q-2).
_DECLARATION = Kind(
    name="tag_groups",
    fold=fold,
    compared=(),
    same_name_first=False,
    limits=CODE_AND_NAME,
    rules=Rules(create="T-24", update="Q-2", unarchive="T-24", archive="T-25", duplicate="T-29"),
)
_IN_STEP = replace(_DECLARATION, compared=("name",))


def dimension_row(dimension: Dimension) -> SourceRow:
    """A dimension as the row of a tag group (T-1)."""
    return source_row(dimension.code, dimension.name, dimension.usable, dimension.why_not, code=dimension.code)


def spelled_codes(dimensions: Sequence[Dimension]) -> dict[str, str]:
    """The codes that the ERP has, as it spells them, by what they are matched by."""
    return {fold(dimension.code): visible_code(dimension.code) for dimension in dimensions if visible_code(dimension.code)}


def group_record(group: TagGroup) -> TargetRecord:
    """A tag group."""
    fields = {"code": group.code, "name": group.name}
    return TargetRecord(group.id, group.code, fields, group.archived, moment(group.created_at), {"metadata": group.metadata})


class TagGroups(RecordKind):
    """Dimensions become tag groups (T-1)."""

    name = "tag_groups"
    order = 30
    area = TAGS_AREA
    question = "tag-group"
    label = mark("Tag group")
    unit_label = mark("Tag groups")
    settings: ClassVar[Mapping[str, Setting]] = {
        "group_names": Setting(
            False,
            SWITCH,
            "update the names of tag groups from the ERP",
            SettingLabel(mark("Names of tag groups"), "", mark("on: names follow the ERP. off: groups can be renamed in Pleo.")),
        )
    }

    def declaration(self, settings: SettingValues) -> Kind:
        """With or without the setting that updates names (Q-2)."""
        return _IN_STEP if settings.get("group_names") is True else _DECLARATION

    def dimensions(self, view: ErpView) -> Read[list[Dimension]]:
        """All dimensions of the ERP."""
        return view.read(Unit(self), lambda: view.source.dimensions(view.context))

    def chosen(self, view: ErpView) -> list[Chosen]:
        """What the selection stands for today."""
        dimensions = self.dimensions(view)
        return [] if isinstance(dimensions, PleoErpError) else resolve(view.selected or (), dimensions)

    def read(self, view: ErpView) -> Iterator[UnitSource]:
        """The rows of the selected dimensions. Several dimensions, and not one of them active, is a glitch, as if none had been
        read (T-19, Q-21)."""
        dimensions = self.dimensions(view)
        if isinstance(dimensions, PleoErpError):
            yield UnitSource(Unit(self), error=dimensions)
            return
        chosen = self.chosen(view)
        rows = [dimension_row(row) for one in chosen for row in one.rows]
        blind = len(dimensions) > 1 and not any(dimension.usable for dimension in dimensions)
        counted = 0 if blind else len(dimensions)
        yield UnitSource(Unit(self), rows, known=spelled_codes(dimensions), counted=counted, chosen=chosen)

    def target(self, pleo: PleoSide, unit: Unit, declaration: Kind) -> Target:
        """The tag groups of the company."""
        return TagGroupsTarget(pleo.client, pleo.company, declaration, mark=pleo.mark)

    def unselected(self, view: ErpView, key: str) -> Sequence[SourceRow]:
        """Dimensions that are not selected."""
        dimensions = self.dimensions(view)
        if isinstance(dimensions, PleoErpError):
            raise dimensions
        found = [dimension_row(dimension) for dimension in dimensions if fold(dimension.code) == key]
        return [replace(row, usable=False, why_not=row.why_not or Message("not_selected")) for row in found]

    def ask_usage(self, query: UsageQuery, unit: Unit, records: Sequence[str]) -> None:
        """How many expenses carry any tag of the group."""
        if query.records(unit):
            for record in records:
                query.of_group(record, [record])


TAG_GROUPS = TagGroups()


@dataclass(slots=True)
class TagGroupsTarget:
    """The tag groups of the company."""

    client: PleoClient
    pleo_company: str
    kind: Kind
    create_batch: int = 1
    mark: Mapping[str, str] = field(default_factory=dict)

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """One request; the list is not paged (S-15)."""
        return [group_record(group) for group in self.client.tag_groups(self.pleo_company)]

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """A group with the dimension's code and name, and the installation's mark (T-24)."""
        results = []
        for change in changes:
            try:
                group = self.client.create_tag_group(
                    self.pleo_company, text_of(change, "code"), text_of(change, "name"), self.mark
                )
            except PleoError as fault:
                results.append(Created(landing_of(fault), error=fault))
            else:
                results.append(Created(Landing.CREATED, group_record(group)))
        return results

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """Code and metadata go back as stored (T-9)."""
        metadata = extra.get("metadata")
        group = self.client.update_tag_group(
            str(change.id),
            text_of(change, "code"),
            text_of(change, "name"),
            change.after["archived"] is True,
            metadata if isinstance(metadata, Mapping) else {},
        )
        return group_record(group)
