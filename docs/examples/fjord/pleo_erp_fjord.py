"""What Fjord & Søn adds to pleo-erp-module: projects from a file, no internal departments, no archives while closing a year."""

from __future__ import annotations

import csv
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pleo_erp_hookspecs import Dimension, DimensionValue, LeaveOut, ReadContext, hookimpl

logger = logging.getLogger("pleo_erp_fjord")


class FjordExtension:
    """The hooks that Fjord & Søn implements. ``projects`` is the file that the planning system exports every night."""

    def __init__(self, projects: Path | None = None) -> None:
        self._projects = projects

    @hookimpl
    def pleo_erp_read_values(self, context: ReadContext, dimension: Dimension) -> Iterable[DimensionValue] | None:
        """The projects come from the planning system; every other dimension is left to the SQL profile."""
        if dimension.code != "PRJ":
            return None
        return list(self._read_projects(context.company, context.today))

    def _read_projects(self, company: str, today: date) -> Iterable[DimensionValue]:
        path = self._projects or Path(os.environ["FJORD_PROJECTS"])
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["company"] != company:
                    continue
                ended = bool(row["ends"]) and date.fromisoformat(row["ends"]) < today
                yield DimensionValue(row["code"], row["name"], not ended, "expired" if ended else None)

    @hookimpl
    def pleo_erp_leave_out(self, unit: str, rows: Sequence[Any]) -> Iterable[LeaveOut]:
        """Internal departments stay out of Pleo."""
        if unit != "tags:DEP":
            return []
        return [LeaveOut(row.code, "internal") for row in rows if row.code.startswith("INT")]

    @hookimpl
    def pleo_erp_review_plan(self, plan: Mapping[str, Any]) -> str | None:
        """No archives while the books of a year are being closed."""
        closing = os.environ.get("FJORD_CLOSING") == "1"
        if closing and any(change["action"] == "archive" for change in plan["changes"]):
            return "the year is being closed"
        return None

    @hookimpl
    def pleo_erp_run_finished(self, company: str, report: Mapping[str, Any]) -> None:
        """Leave a line in Fjord's own log."""
        logger.info("company %s: %s", company, report["status"])


plugin = FjordExtension()
