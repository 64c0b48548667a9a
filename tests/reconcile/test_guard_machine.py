"""Any course of plans, holds, releases and runs: nothing unapproved passes while its guard fires or while it stays held."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pleo_erp_module.reconcile.approval import approval, identity, shown_as_done
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, SourceRow, UnitPlan
from pleo_erp_module.reconcile.guards import Thresholds, Verdict
from reconcile.figures import ALONG, OWN, WHOLE, Figures, expected, guard
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import TAGS

LIMITS = Thresholds(
    share_vanished=2,
    share_gone=3,
    count_gone=4,
    shift_updates=2,
    flood_creates=2,
    flood_active=3,
)
KIND = TAGS.kind
CODES = [f"C{number}" for number in range(9)]
NAMES = ["One", "Two"]
rows = st.dictionaries(
    st.sampled_from(CODES), st.tuples(st.sampled_from(NAMES), st.sampled_from(["A", "A", "A", "closed"])), max_size=9
)
Who = tuple[str, str]  # what a held change is remembered by, in this model


def who(change: Change) -> Who:
    """Archives and updates by record, creates by key."""
    match change.action:
        case ChangeAction.CREATE:
            return "create", change.key.lower()
        case ChangeAction.ARCHIVE:
            return "archive", str(change.id)
        case _:
            return "put", str(change.id)


class Life(RuleBasedStateMachine):
    """One unit of a connection that a person confirmed, beside a model of what has to be held."""

    def __init__(self) -> None:
        super().__init__()
        self.erp: dict[str, tuple[str, str]] = {}
        self.pleo = Pleo(TAGS)
        self.rows_before: int | None = None
        self.approved: set[str] = set()
        self.sticky: dict[str, str] = {}
        self.waiting: dict[Who, str] = {}  # the model's own memory of what stays held
        self.shown: tuple[Change, ...] = ()

    @initialize(erp=rows, pleo=st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(NAMES), st.booleans()), max_size=9))
    def begin(self, erp: dict[str, tuple[str, str]], pleo: list[tuple[str, str, bool]]) -> None:
        self.erp = erp
        for code, name, archived in pleo:
            self.pleo.add((code, name), archived=archived)

    # -- the world moves

    @rule(erp=rows)
    def the_erp_shows_other_rows(self, erp: dict[str, tuple[str, str]]) -> None:
        self.erp = erp

    @rule(code=st.sampled_from(CODES), row=st.tuples(st.sampled_from(NAMES), st.sampled_from(["A", "closed"])))
    def one_row_changes(self, code: str, row: tuple[str, str]) -> None:
        self.erp = {**self.erp, code: row}

    @rule(code=st.sampled_from(CODES))
    def one_row_vanishes(self, code: str) -> None:
        self.erp = {known: row for known, row in self.erp.items() if known != code}

    @rule(number=st.integers(0, 30), name=st.sampled_from(NAMES), archived=st.booleans())
    def somebody_edits_a_tag_in_pleo(self, number: int, name: str, archived: bool) -> None:
        if self.pleo.stored:
            stored = self.pleo.stored[number % len(self.pleo.stored)]
            stored.values["name"], stored.archived = name, archived

    # -- people and runs

    @rule()
    def a_plan_is_shown(self) -> None:
        self.shown = self._plan().changes

    @rule()
    def the_shown_plan_is_released(self) -> None:
        self.approved |= {approval(KIND, change) for change in self.shown}

    @rule()
    def approvals_run_out(self) -> None:
        self.approved = set()

    @rule()
    def a_run(self) -> None:
        records = self.pleo.read()
        self.approved -= set(shown_as_done(TAGS.unit, KIND, records))
        plan = self._plan()
        guarded = guard(
            plan,
            LIMITS,
            rows=len(self.erp),
            rows_before=self.rows_before,
            confirmed=True,
            approved=frozenset(self.approved),
            sticky=self.sticky,
        )
        self._judge(plan, guarded)
        free = [change for change in plan.changes if identity(KIND, change) not in guarded.held]
        self.pleo.apply(free)
        used = {approval(KIND, change) for change in free} & self.approved
        if not guarded.whole or used:
            self.rows_before = len(self.erp)
        self.approved -= used
        self.sticky = dict(guarded.sticky)
        self.shown = plan.changes

    @invariant()
    def what_stays_held_is_what_the_model_remembers(self) -> None:
        assert len(self.sticky) == len(self.waiting)

    def _plan(self) -> UnitPlan:
        found: list[SourceRow] = TAGS.rows([(code, *row) for code, row in self.erp.items()])
        return planned(self.pleo, found)

    def _judge(self, plan: UnitPlan, guarded: Verdict) -> None:
        """What docs/design.md says of this plan, from figures counted here."""
        open_ = [change for change in plan.changes if approval(KIND, change) not in self.approved]
        passing = {change.id for change in plan.changes if approval(KIND, change) in self.approved and change.id}
        offered = {code for code, (_, state) in self.erp.items() if state == "A"}
        active = [one for one in self.pleo.stored if not one.archived and one.id not in passing]
        gone = [one for one in active if one.text("code") not in offered]
        vanished = [one for one in gone if one.text("code") not in self.erp]
        figures = Figures(
            len(active),
            len(vanished),
            len(gone) - len(vanished),
            sum(1 for change in open_ if change.action is ChangeAction.UPDATE),
            sum(1 for change in open_ if change.action is ChangeAction.CREATE),
        )
        guards = expected(figures, LIMITS, rows=len(self.erp), rows_before=self.rows_before)
        held = {who(change) for change in plan.changes if identity(KIND, change) in guarded.held}
        assert held == self._what_is_held(open_, guards)
        assert guarded.whole == bool(guards & WHOLE)

    def _what_is_held(self, open_: Sequence[Change], guards: set[str]) -> set[Who]:
        """Also remembers what of it stays held, and by which guard."""
        own = {name: {who(change) for change in open_ if change.action in actions} for name, actions in OWN.items()}
        fresh = {name for name in guards if own[name] - self.waiting.keys()}
        lasting = {name for name in OWN if own[name] and (name in guards or own[name] & self.waiting.keys())}
        held: set[Who] = set()
        stays: dict[Who, str] = {}
        for change in open_:
            before = self.waiting.get(who(change))
            if before and change.action not in OWN[before] and before not in lasting:
                before = None
            firm = [name for name in OWN if name in guards and change.action in OWN[name]]
            along = [name for name in OWN if name in fresh and change.action in ALONG[name]]
            if before or firm or along or guards & WHOLE:
                held.add(who(change))
            if before or firm or along:
                stays[who(change)] = before or min(firm + along, key=list(OWN).index)
        self.waiting = stays
        return held


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=2 * settings().max_examples, stateful_step_count=25)
