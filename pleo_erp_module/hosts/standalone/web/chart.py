"""A small chart of what the latest runs changed, drawn on the server: one bar for each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 60  # runs
WIDTH, HEIGHT = 720, 120
KINDS = ("created", "updated", "archived")
_COUNTED = {"created": ("created",), "updated": ("updated", "unarchived"), "archived": ("archived",)}


@dataclass(frozen=True, slots=True)
class ChartSegment:
    """A piece of a bar."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One run."""

    x: float
    width: float
    started_at: str
    counts: Mapping[str, int]
    parts: Sequence[ChartSegment]


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars, the oldest first; ``highest`` is what the height of the chart stands for."""

    bars: Sequence[Bar]
    highest: int
    totals: Mapping[str, int]
    width: int = WIDTH
    height: int = HEIGHT


def chart(runs: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Of these runs (the newest first) the latest, if any of them changed anything."""
    counted = [(run["started_at"], _counts(run)) for run in reversed(runs[:MOST])]
    highest = max((sum(counts.values()) for _, counts in counted), default=0)
    if not highest:
        return None
    step = WIDTH / MOST
    bars = [
        Bar(round(place * step + 1, 2), round(step - 2, 2), at, counts, _parts(counts, highest))
        for place, (at, counts) in enumerate(counted)
    ]
    return Chart(bars, highest, {kind: sum(counts[kind] for _, counts in counted) for kind in KINDS})


def _counts(run: Mapping[str, Any]) -> dict[str, int]:
    return {kind: sum(int(unit[name]) for unit in run["units"] for name in _COUNTED[kind]) for kind in KINDS}


def _parts(counts: Mapping[str, int], highest: int) -> list[ChartSegment]:
    parts, top = [], float(HEIGHT)
    for kind in KINDS:
        if counts[kind]:
            height = max(counts[kind] / highest * (HEIGHT - 4), 1.0)
            top -= height
            parts.append(ChartSegment(kind, round(top, 2), round(height, 2)))
    return parts
