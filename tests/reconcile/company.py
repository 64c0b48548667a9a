"""A company in memory, with its three dimensions and its accounts on both sides, and runs that remember as real ones do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from pleo_erp_module.reconcile.approval import approval, identity
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, UnitPlan
from pleo_erp_module.reconcile.guards import VANISHED, PastChange, RunCase, Thresholds, UnitCase, Verdict, judge, lost_lately
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import ACCOUNTS, TAGS, Cell

DEP, CC, PRJ, CHART = "tags:DEP", "tags:CC", "tags:PRJ", "accounts"
UNITS = (CHART, CC, DEP, PRJ)
_NAMES = ("Administration", "Løn", "Rejser", "Måltider", "Kørsel", "Travel", "IT", "Køkken", "Sales", "Materials")


@dataclass(frozen=True)
class Row:
    """A row of the ERP. ``key`` is the row id of an account, the code of a value."""

    key: str
    code: str
    name: str
    usable: bool = True

    def cell(self, unit: str) -> Cell:
        """As the scenarios write it."""
        state = "A" if self.usable else "closed"
        return (self.key, self.code, self.name, state) if unit == CHART else (self.code, self.name, state)


Rows = dict[str, list[Row]]


def value(code: str, name: str) -> Row:
    """A value of a dimension."""
    return Row(code, code, name)


def rows_of_a_company() -> Rows:
    """20 departments, 30 cost centres, 40 projects, 80 accounts."""

    def name(number: int, sort: str) -> str:
        return f"{sort} {_NAMES[number % 10]} {number}"

    return {
        CHART: [Row(str(501 + n), str(1000 + 25 * n), name(n, "Konto")) for n in range(80)],
        CC: [value(f"{100 + 10 * n}", name(n, "Sted")) for n in range(30)],
        DEP: [value(f"{10 * n + 10}", name(n, "Afdeling")) for n in range(20)],
        PRJ: [value(f"P{2600 + n}", name(n, "Projekt")) for n in range(40)],
    }


@dataclass
class Company:
    """Both sides, and what runs leave behind. The first load has been released."""

    rows: Rows = field(default_factory=rows_of_a_company)
    limits: Thresholds = field(default_factory=Thresholds)
    now: datetime = datetime(2026, 1, 1, 8, tzinfo=UTC)
    pleo: dict[str, Pleo] = field(default_factory=dict)
    rows_before: dict[str, int] = field(default_factory=dict)
    sticky: dict[str, dict[str, str]] = field(default_factory=dict)
    past: dict[str, list[tuple[datetime, PastChange]]] = field(default_factory=dict)
    runs: int = 0
    _planned: dict[str, tuple[list[Row], UnitPlan]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pleo = {unit: Pleo(ACCOUNTS if unit == CHART else replace(TAGS, unit=unit)) for unit in UNITS}
        self.run(release=True)
        self.now += timedelta(days=60)

    def run(self, *units: str, release: bool = False) -> dict[str, Verdict]:
        """One run of these units, or of all; ``release``: a person has released what it plans."""
        chosen = units or UNITS
        plans = {unit: self._plan(unit) for unit in chosen}
        keys = {approval(plan.kind, change) for plan in plans.values() for change in plan.changes}
        approved = frozenset(keys if release else ())
        busy = any(plan.changes for plan in plans.values())
        cases = [self._case(unit, plan, approved, busy=busy) for unit, plan in plans.items()]
        others = [unit for unit in UNITS if unit not in chosen]
        elsewhere = frozenset(guard for unit in others for guard in self.sticky.get(unit, {}).values())
        beside = [(len(lost_lately(self._lately(unit), VANISHED)), self.rows_before.get(unit, 0)) for unit in others]
        verdicts = judge(RunCase(cases, self.limits, True, elsewhere, beside))
        self.runs += 1
        for unit, plan in plans.items():
            self._apply(unit, plan, verdicts[unit], approved)
        return verdicts

    def records(self) -> dict[str, list[tuple[dict[str, str | None], bool]]]:
        """All that Pleo shows."""
        return {unit: [(dict(each.values), each.archived) for each in pleo.stored] for unit, pleo in self.pleo.items()}

    def change(self, *units: str, by: Callable[[list[Row]], Iterable[Row]]) -> None:
        """Change the ERP's rows of these units, or of all."""
        for unit in units or UNITS:
            self.rows[unit] = list(by(self.rows[unit]))

    def copy(self) -> Company:
        """The same company, to go another way with."""
        return deepcopy(self)

    def _plan(self, unit: str) -> UnitPlan:
        rows, plan = self._planned.get(unit, ([], None))
        if plan is None or plan.changes or rows != self.rows[unit]:
            pleo = self.pleo[unit]
            plan = planned(pleo, pleo.shape.rows([row.cell(unit) for row in self.rows[unit]]))
            self._planned[unit] = (list(self.rows[unit]), plan)
        return plan

    def _case(self, unit: str, plan: UnitPlan, approved: frozenset[str], *, busy: bool) -> UnitCase:
        return UnitCase.of(
            plan,
            rows=plan.erp,
            rows_before=self.rows_before.get(unit),
            approved=approved,
            sticky=self.sticky.get(unit),
            records=self.pleo[unit].read() if busy else (),
            past=self._lately(unit) if busy else (),
        )

    def _lately(self, unit: str) -> list[PastChange]:
        lately = takewhile(lambda made: made[0] > self.now - timedelta(days=31), reversed(self.past.get(unit, [])))
        return [replace(each, age=self.now - at) for at, each in lately]

    def _apply(self, unit: str, plan: UnitPlan, verdict: Verdict, approved: frozenset[str]) -> None:
        free = [change for change in plan.changes if identity(plan.kind, change) not in verdict.held]
        known = len(self.pleo[unit].stored)
        self.pleo[unit].apply(free)
        made = iter(self.pleo[unit].stored[known:])
        for change in free:
            id_ = next(made).id if change.action is ChangeAction.CREATE else str(change.id)
            self._remember(unit, change, id_, approval(plan.kind, change) in approved)
        self.sticky[unit] = dict(verdict.sticky)
        if not verdict.whole:
            self.rows_before[unit] = plan.erp

    def _remember(self, unit: str, change: Change, id_: str, released: bool) -> None:
        past = PastChange(
            f"{self.runs:06}", timedelta(0), change.action, id_, change.before, change.after, change.reason.code, released
        )
        self.past.setdefault(unit, []).append((self.now, past))
