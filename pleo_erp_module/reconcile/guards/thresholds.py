"""The limits of the guards. Why each is as it is: docs/design.md, measured by tests/simulation/test_ordinary_year.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits of one connection. Counts are records, percentages are of the unit's active records (`blind`: of ERP rows)."""

    blind_percent: int = 50
    wipe_active: int = 2
    rewind_changes: int = 5
    swap_creates: int = 5
    share_vanished: int = 5
    share_vanished_percent: int = 20
    share_gone: int = 10
    share_gone_percent: int = 50
    count_gone: int = 100
    spread_records: int = 10
    spread_percent: int = 10
    drip_vanished: int = 8
    drip_percent: int = 20
    shift_updates: int = 10
    shift_percent: int = 30
    flood_creates: int = 500
    flood_percent: int = 50
    flood_active: int = 50
    flood_small_creates: int = 40
    flood_small_percent: int = 75
    flood_small_active: int = 20
