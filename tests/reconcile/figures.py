"""Units with given figures, and the guards of docs/design.md written down once more as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from pleo_erp_hookspecs import Message
from pleo_erp_module.kinds.tags import TAGS as _TAGS
from pleo_erp_module.reconcile.approval import approval
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, SourceRow, TargetRecord, UnitPlan
from pleo_erp_module.reconcile.engine import plan_unit
from pleo_erp_module.reconcile.guards import RunCase, Thresholds, UnitCase, Verdict, judge

UNIT = "tags:DEPT"
TAGS = _TAGS.declaration({})
OTHER = Thresholds(
    blind_percent=70,
    wipe_active=4,
    share_vanished=3,
    share_vanished_percent=10,
    share_gone=7,
    share_gone_percent=40,
    count_gone=60,
    shift_updates=6,
    shift_percent=25,
    flood_creates=90,
    flood_percent=80,
    flood_active=20,
    flood_small_creates=30,
    flood_small_percent=90,
    flood_small_active=10,
)


@dataclass(frozen=True)
class Figures:
    """A unit by its numbers: ``active`` records, of which ``vanished`` have no row, ``blocked`` an unusable one, the rest a
    usable one, ``renamed`` with another name; besides, ``created`` new rows and ``returning`` archived records."""

    active: int
    vanished: int = 0
    blocked: int = 0
    renamed: int = 0
    created: int = 0
    returning: int = 0

    @property
    def gone(self) -> int:
        """Active records without a usable row."""
        return self.vanished + self.blocked

    @property
    def rows(self) -> int:
        """All ERP rows."""
        return self.active - self.vanished + self.created + self.returning

    def plan(self) -> UnitPlan:
        """A plan with these figures."""
        rows: list[SourceRow] = []
        records: list[TargetRecord] = []
        for number in range(self.active):
            code = f"R{number:05}"
            records.append(_record(code))
            if number >= self.vanished:
                stays = number >= self.gone
                name = "New" if stays and number < self.gone + self.renamed else "Name"
                rows.append(_row(code, name, usable=stays))
        for number in range(self.returning):
            rows.append(_row(f"Z{number:05}"))
            records.append(replace(_record(f"Z{number:05}"), archived=True))
        rows.extend(_row(f"N{number:05}") for number in range(self.created))
        return plan_unit(UNIT, TAGS, rows, records)

    def judged(
        self,
        limits: Thresholds | None = None,
        *,
        rows: int | None = None,
        rows_before: int | None = None,
        confirmed: bool = True,
        approved: frozenset[str] = frozenset(),
        sticky: Mapping[str, str] | None = None,
    ) -> Verdict:
        """What the guards say."""
        return guard(
            self.plan(),
            limits or Thresholds(),
            rows=self.rows if rows is None else rows,
            rows_before=rows_before,
            confirmed=confirmed,
            approved=approved,
            sticky=sticky,
        )


def guard(
    plan: UnitPlan,
    limits: Thresholds,
    *,
    rows: int,
    rows_before: int | None,
    confirmed: bool,
    approved: frozenset[str] = frozenset(),
    sticky: Mapping[str, str] | None = None,
) -> Verdict:
    """The verdict over one unit that is alone in its run."""
    case = UnitCase.of(plan, rows=rows, rows_before=rows_before, approved=approved, sticky=sticky)
    return judge(RunCase([case], limits, confirmed))[plan.unit]


def _row(code: str, name: str = "Name", *, usable: bool = True) -> SourceRow:
    return SourceRow(code, {"code": code, "name": name}, usable, None if usable else Message("blocked"))


def _record(code: str) -> TargetRecord:
    return TargetRecord(f"id-{code}", code, {"code": code, "name": "Name"})


def fired(guarded: Verdict) -> set[str]:
    """The guards that a verdict names."""
    return {hold.guard for hold in guarded.holds}


def approvals(changes: tuple[Change, ...], *actions: ChangeAction) -> frozenset[str]:
    """The approvals of all changes of these actions."""
    return frozenset(approval(TAGS, change) for change in changes if change.action in actions)


def expected(figures: Figures, limits: Thresholds, *, rows: int, rows_before: int | None, confirmed: bool = True) -> set[str]:
    """The guards that hold, by the table of docs/design.md."""
    active, gone, vanished = figures.active, figures.gone, figures.vanished

    def over(part: int, percent: int) -> bool:
        return part > Fraction(percent, 100) * active

    table = {
        "blind": gone > 0
        and (rows == 0 or (rows_before is not None and rows < Fraction(limits.blind_percent, 100) * rows_before)),
        "wipe": gone > 0 and gone == active and active >= limits.wipe_active,
        "share": gone > 0
        and (
            (vanished >= limits.share_vanished and over(vanished, limits.share_vanished_percent))
            or (gone >= limits.share_gone and over(gone, limits.share_gone_percent))
        ),
        "count": gone > limits.count_gone,
        "shift": figures.renamed >= limits.shift_updates and over(figures.renamed, limits.shift_percent),
        "flood": confirmed
        and any(
            known
            and figures.created > most
            and over(figures.created, percent)
            and min(active, active if rows_before is None else rows_before) >= least
            for most, percent, least, known in (
                (limits.flood_creates, limits.flood_percent, limits.flood_active, True),
                (limits.flood_small_creates, limits.flood_small_percent, limits.flood_small_active, rows_before is not None),
            )
        ),
    }
    return {name for name, holds in table.items() if holds}


EVERY = {"create", "update", "unarchive", "archive"}
WHOLE = {"blind", "wipe"}
#: What each guard holds, and what it holds along with that.
OWN = {name: {"archive"} for name in ("blind", "wipe", "share", "count")} | {"shift": {"update"}, "flood": {"create"}}
ALONG: dict[str, set[str]] = {
    "blind": set(),
    "wipe": set(),
    "share": {"create"},
    "count": {"create"},
    "shift": EVERY - {"update"},
    "flood": {"archive"},
}


def holds_what(guards: set[str]) -> set[str]:
    """The actions that are held when these guards fire for the first time."""
    return set().union(*(EVERY if name in WHOLE else OWN[name] | ALONG[name] for name in guards))
