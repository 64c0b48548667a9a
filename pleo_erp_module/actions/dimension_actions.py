"""Choosing the dimensions that become tag groups (T-11 to T-22)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, cast

from pleo_erp_hookspecs import Dimension, DimensionValue, Parameter, Role
from pleo_erp_hookspecs.dimension_answers import DimensionsAnswer, SelectionAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.tag_groups import TAG_GROUPS, dimension_row, group_record, spelled_codes
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.messages import cause
from pleo_erp_module.reconcile.approval import approval, archive_approval
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, TargetRecord
from pleo_erp_module.reconcile.engine import plan_unit
from pleo_erp_module.reconcile.selection import MAX_DIMENSIONS, DimensionState, offers, propose, resolve
from pleo_erp_module.store import Connection, Selected, Selection, Store
from pleo_erp_module.sync import identity
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import PLAN_LIFE
from pleo_erp_module.sync.situation import Situation, checked_client, situation
from pleo_erp_module.text import fold, sent_name, similar, visible_code


@action("dimensions", "The ERP's dimensions, and which are selected", Role.BOOKKEEPER, view=True)
def dimensions(runtime: Runtime, company: str) -> DimensionsAnswer:
    """Every dimension of the ERP: ``{dimensions: [{code, name, values, selected, proposed, selectable, why_not}], missing}``.

    ``values`` counts those that would be tags; ``proposed`` are the matches with Pleo's tag groups before the first selection;
    ``missing`` are selected codes that the ERP does not show today (T-22).
    """
    with runtime.store() as store:
        connection = store.connections.get(company)
        selection = connection.selection if connection is not None else None
        chosen = [one.code for one in selection.dimensions] if selection is not None else []
        with runtime.source() as source:
            context = source.context(source.company(company).id, runtime.now())
            with source.snapshot():
                found = source.dimensions(context)
                usable = {
                    offer.dimension.id: _tags(source.values(context, offer.dimension))
                    for offer in offers(found)
                    if offer.why_not is None
                }
        proposed: Sequence[str] = ()
        if connection is not None and selection is None:
            proposed, _ = propose(found, _groups(runtime, store, connection))
        selected = set(map(fold, chosen))

        def is_selected(dimension: Dimension) -> bool:
            return fold(dimension.code) in selected

        return {
            "dimensions": [
                {
                    "code": visible_code(offer.dimension.code),
                    "name": sent_name(offer.dimension.name) or visible_code(offer.dimension.code),
                    "values": usable.get(offer.dimension.id, 0),
                    "selected": is_selected(offer.dimension),
                    "proposed": offer.why_not is None and offer.dimension.code in proposed,
                    "suggested": offer.why_not is None and (is_selected(offer.dimension) or offer.dimension.code in proposed),
                    "selectable": offer.why_not is None,
                    "why_not": cast(Any, offer.why_not),  # a sentence where it leaves the module
                }
                for offer in offers(found)
            ],
            "missing": [one.code for one in resolve(chosen, found) if one.state is DimensionState.MISSING],
            "most": MAX_DIMENSIONS,
        }


def _tags(values: Iterable[DimensionValue]) -> int:
    """How many of the values would be tags: usable, with a code that no other has (Q-10)."""
    codes = Counter(fold(value.code) for value in values if value.usable and fold(value.code))
    return sum(1 for count in codes.values() if count == 1)


@action(
    "select",
    "Choose the dimensions to synchronise, at most five",
    Role.ADMINISTRATOR,
    Parameter("codes", "codes", "the codes of the dimensions; none at all is a choice, too", required=True),
    Parameter("dry_run", "flag", "answer what saving would answer, and save nothing"),
)
def select(runtime: Runtime, company: str, codes: Sequence[str], dry_run: bool = False) -> SelectionAnswer:
    """Save which dimensions are synchronised; an empty list is the explicit choice of none. Starts no run.

    Answers ``{selected: [codes in ERP spelling], will_archive: [{unit, code, name}]}``: every group that the next run would
    archive. Groups that were selected until now are approved with it (T-20); all others meet the guards. With ``dry_run``
    nothing is saved: the same answer, for a person to see before.
    """
    wanted = list({fold(code): visible_code(code) for code in codes}.values())
    if len(wanted) > MAX_DIMENSIONS:
        raise error("too_many_dimensions", count=len(wanted), limit=MAX_DIMENSIONS)
    with runtime.store() as store:
        here = situation(store, company)
        with runtime.source() as source:
            identity.check_erp(here.stored, source, company)
            context = source.context(company, runtime.now())
            with source.snapshot():
                found = source.dimensions(context)
        chosen, missing = _chosen(here, wanted, found)
        groups = _groups(runtime, store, here.connection)
        archives = _archives(chosen, found, groups)
        kept = (*(Selected(visible_code(d.code), sent_name(d.name) or visible_code(d.code)) for d in chosen), *missing)
        if not dry_run:
            _save(runtime, store, here, kept, archives, groups)
        return {
            "selected": [one.code for one in kept],
            "will_archive": [
                {"unit": change.unit, "code": str(change.before["code"]), "name": str(change.before["name"])}
                for change in archives
                if change.before is not None
            ],
        }


def _chosen(here: Situation, wanted: Sequence[str], found: Sequence[Dimension]) -> tuple[list[Dimension], list[Selected]]:
    """The dimensions to select, and those of the present selection that the ERP does not show today and that stay (T-22)."""
    chosen: list[Dimension] = []
    missing: list[Selected] = []
    selected = {fold(one.code): one for one in (here.selection.dimensions if here.selection else ())}
    for one in resolve(wanted, found):
        if one.dimension is not None:
            chosen.append(one.dimension)
            continue
        match one.state:
            case DimensionState.MISSING if fold(one.code) in selected:
                missing.append(selected[fold(one.code)])
            case DimensionState.MISSING:
                close = similar(one.code, [visible_code(dimension.code) for dimension in found if visible_code(dimension.code)])
                raise error("unknown_dimension", company=here.connection.company, code=one.code, close=close)
            case DimensionState.AMBIGUOUS:
                raise error("ambiguous_dimension", code=one.code)
            case _:
                raise error("inactive_dimension", code=one.code, why_not=cause(one.rows[0].why_not or "inactive"))
    return chosen, missing


def _groups(runtime: Runtime, store: Store, connection: Connection) -> list[TargetRecord]:
    with checked_client(runtime, store, connection, runtime.free_control()) as client:
        return [group_record(group) for group in client.tag_groups(connection.pleo_company)]


def _archives(chosen: Sequence[Dimension], found: Sequence[Dimension], groups: Sequence[TargetRecord]) -> list[Change]:
    rows = [dimension_row(dimension) for dimension in chosen]
    plan = plan_unit("tag_groups", TAG_GROUPS.declaration({}), rows, groups, known=spelled_codes(found))
    return [change for change in plan.changes if change.action is ChangeAction.ARCHIVE]


def _save(
    runtime: Runtime,
    store: Store,
    here: Situation,
    kept: tuple[Selected, ...],
    archives: Sequence[Change],
    groups: Sequence[TargetRecord],
) -> None:
    company, user, now = here.connection.company, runtime.host.user.name, runtime.now()
    before = here.selection
    staying = {fold(one.code) for one in kept}
    deselected = [one.code for one in (before.dimensions if before else ()) if fold(one.code) not in staying]
    leaving = {fold(code) for code in deselected}
    approved = [approval(TAG_GROUPS.declaration({}), change) for change in archives if fold(change.key) in leaving]
    # An earlier deselection approved these archives; selecting again takes that back.
    withdrawn = [archive_approval(group.id) for group in groups if fold(group.key) in staying]

    def write() -> None:
        store.selections.put(Selection(company, kept, now, user, before.confirmed if before else False))
        store.plans.use(company, withdrawn)
        if approved and here.confirmed:
            store.plans.approve(company, str(Unit(TAG_GROUPS)), approved, user, now + PLAN_LIFE)
        left = [unit.key for code in deselected for unit in registry.units_of_dimension(code)]
        store.holds.replace(company, {unit: {} for unit in left}, "")
        store.units.due_now(company, str(Unit(TAG_GROUPS)))

    store.atomically(write)
