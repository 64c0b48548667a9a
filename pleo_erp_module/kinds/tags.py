"""Tags: in each tag group one for each value of its dimension."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from pleo_erp_hookspecs import DimensionValue, Message, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.kinds.erp_view import ErpView, UnitSource
from pleo_erp_module.kinds.kind import CODE_AND_NAME, Parent, RecordKind
from pleo_erp_module.kinds.neutral_form import moment, source_row
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.setting import SettingValues
from pleo_erp_module.kinds.tag_groups import TAG_GROUPS, TAGS_AREA
from pleo_erp_module.kinds.target import Created, Landing, ReadProgress, Target, landing_of, text_of
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.kinds.usage_query import UsageQuery
from pleo_erp_module.messages.catalogue import mark
from pleo_erp_module.pleo import PleoClient, PleoError, Tag
from pleo_erp_module.reconcile.change_model import Change, Kind, Rekey, Rules, SourceRow, TargetRecord
from pleo_erp_module.reconcile.engine import choose
from pleo_erp_module.text import fold

FLIPPED_TAGS = 100  # tags that one request archives or unarchives at most (T-42)
_DECLARATION = Kind(
    name="tags",
    fold=fold,
    compared=("name",),
    same_name_first=True,
    limits=CODE_AND_NAME,
    rules=Rules(create="T-34", update="T-32", unarchive="T-33", archive="T-36", duplicate="T-35"),
    # One code alone that is another is another value (K20).
    rekey=Rekey(by={"name": 2}, field="code", rule="T-43"),
)


def value_rows(values: Iterable[DimensionValue]) -> list[SourceRow]:
    """Dimension values as rows of tags; an empty name becomes the code, a value without a code is left out (Q-9)."""
    return [source_row(value.code, value.name, value.usable, value.why_not, code=value.code) for value in values]


def tag_record(tag: Tag) -> TargetRecord:
    """A tag."""
    return TargetRecord(tag.id, tag.code, {"code": tag.code, "name": tag.name}, tag.archived, moment(tag.created_at))


class Tags(RecordKind):
    """Dimension values become the tags of their dimension's group (T-1)."""

    name = "tags"
    order = 40
    area = TAGS_AREA
    question = "tag"
    label = mark("Tag")
    unit_label = mark("Tags of {code}")
    parent = Parent(TAG_GROUPS, "group_missing", "group", Message("group_held"))
    guards: ClassVar[Mapping[str, str]] = {"group": mark("The tag group is held")}
    flip_batch = FLIPPED_TAGS

    def declaration(self, settings: SettingValues) -> Kind:
        """The same under all settings."""
        return _DECLARATION

    def read(self, view: ErpView) -> Iterator[UnitSource]:
        """The values of each selected dimension that is active; if dimensions cannot be read, every selected one fails."""

        def is_meant(code: str) -> bool:
            return view.dimension is None or fold(view.dimension) == fold(code)

        dimensions = TAG_GROUPS.dimensions(view)
        if isinstance(dimensions, PleoErpError):
            fault = error("dimension_read_failed", detail=dimensions.as_message)
            yield from (UnitSource(Unit(self, code), error=fault) for code in view.selected or () if is_meant(code))
            return
        for one in TAG_GROUPS.chosen(view):
            dimension, unit = one.dimension, Unit(self, one.code)
            if dimension is None or not is_meant(one.code):
                continue
            values = view.read(unit, partial(view.source.values, view.context, dimension))
            if isinstance(values, PleoErpError):
                yield UnitSource(unit, error=values)
            else:
                yield UnitSource(unit, value_rows(values))

    def target(self, pleo: PleoSide, unit: Unit, declaration: Kind) -> Target:
        """The tags of one group."""
        return TagsTarget(pleo.client, pleo.company, unit.code, pleo.parents, declaration)

    def ask_usage(self, query: UsageQuery, unit: Unit, records: Sequence[str]) -> None:
        """How many expenses carry the tag; unknown where its group is not there."""
        groups = query.records(Unit(TAG_GROUPS))
        same = [group for group in groups if fold(group.key) == unit.parent_key]
        if same:
            query.of_group(choose(TAG_GROUPS.declaration({}), same, None).id, records)


TAGS = Tags()


@dataclass(slots=True)
class TagsTarget:
    """The tags of one group. The group may be created by the same run: its id is looked up when it is needed."""

    client: PleoClient
    pleo_company: str
    dimension: str
    groups: Mapping[str, str]
    kind: Kind
    create_batch: int = 1
    flip_batch: int = FLIPPED_TAGS

    @property
    def group(self) -> str | None:
        """The id of the group, or None while there is none."""
        return self.groups.get(fold(self.dimension))

    def _group(self) -> str:
        if self.group is None:
            raise error("group_missing", code=self.dimension)
        return self.group

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """All pages; no request for a group that is not there yet."""
        return [tag_record(tag) for tag in self.client.tags(self.group, progress)] if self.group else []

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """A tag with the value's code and name (T-34). Any 400 may mean that the group is full (T-41)."""
        results = []
        for change in changes:
            try:
                tag = self.client.create_tag(self._group(), text_of(change, "code"), text_of(change, "name"))
            except PleoError as exc:
                results.append(Created(Landing.FULL if exc.status == 400 else landing_of(exc), error=exc))
            else:
                results.append(Created(Landing.CREATED, tag_record(tag)))
        return results

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """The code goes back as stored (T-10)."""
        archived = change.after["archived"] is True
        return tag_record(self.client.update_tag(str(change.id), text_of(change, "code"), text_of(change, "name"), archived))

    def flip(self, ids: Sequence[str], archived: bool) -> list[TargetRecord]:
        """One request for up to a hundred tags (T-42)."""
        return [tag_record(tag) for tag in self.client.archive_tags(self.pleo_company, ids, archived)]
