"""A year of ordinary days: hires, closes, renames, deletions, a reorganisation, a new year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from random import Random

from reconcile.company import CC, CHART, DEP, PRJ, UNITS, Company, Row

REORGANISED, NEW_YEAR = 100, 330


@dataclass
class Year:
    """What people do in the ERP, day by day."""

    company: Company
    random: Random
    number: int = 0
    away: tuple[str, tuple[Row, ...]] | None = None  # rows that a view did not show for one run

    def day(self, day: int) -> None:
        """A morning's work."""
        self._new(PRJ, self._some(0.4, 3))
        self._new(DEP, self._some(0.04, 1))
        self._new(CC, self._some(0.06, 2))
        self._new(CHART, self._some(0.03, 4))
        for unit, often in ((PRJ, 0.3), (CC, 0.04), (DEP, 0.03), (CHART, 0.03)):
            self._each(unit, self._some(often, 3), lambda row: replace(row, usable=False))
            self._each(unit, self._some(often / 6, 2), lambda row: replace(row, usable=True))
            self._each(unit, self._some(often / 3, 2), lambda row: replace(row, name=f"{row.name.split(' /')[0]} / {day}"))
            self._each(unit, self._some(often / 9, 2), lambda row: replace(row, name=row.name.split(" /")[0]))
        if self.random.random() < 0.04:
            self._delete(self.random.choice(UNITS), self.random.randint(1, 3), newest=self.random.random() < 0.5)
        if day == REORGANISED:
            self._delete(DEP, 3, newest=False)
            self._each(DEP, 4, lambda row: replace(row, name=f"{row.name} (new)"))
            self._each(CC, 5, lambda row: replace(row, name=f"{row.name} (new)"))
            self._new(DEP, 4)
        if day == NEW_YEAR:
            self._new(PRJ, 40)
            self._new(CHART, 6)
        if NEW_YEAR < day <= NEW_YEAR + 5:
            self._each(PRJ, len(self.company.rows[PRJ]) // 20, lambda row: replace(row, usable=False))

    def _some(self, often: float, most: int) -> int:
        return self.random.randint(1, most) if self.random.random() < often else 0

    def _new(self, unit: str, count: int) -> None:
        for _ in range(count):
            self.number += 1
            key = f"{90000 + self.number}"
            code = key if unit != PRJ else f"Q{key}"
            self.company.rows[unit].append(Row(key if unit == CHART else code, code, f"New {unit} {self.number}"))

    def _each(self, unit: str, count: int, by: Callable[[Row], Row]) -> None:
        rows = self.company.rows[unit]
        for index in self.random.sample(range(len(rows)), min(count, len(rows))):
            rows[index] = by(rows[index])

    def _delete(self, unit: str, count: int, *, newest: bool) -> None:
        rows = self.company.rows[unit]
        gone: Iterable[Row] = rows[-count:] if newest else self.random.sample(rows, count)
        lost = set(gone)
        self.company.change(unit, by=lambda rows: [row for row in rows if row not in lost])
        if self.random.random() < 0.3:
            self.away = unit, tuple(lost)

    def evening(self) -> None:
        """Some deletions were a mistake."""
        if self.away is not None:
            unit, rows = self.away
            self.company.rows[unit].extend(rows)
            self.away = None
