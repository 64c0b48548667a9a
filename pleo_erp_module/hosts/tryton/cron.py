"""Tryton's scheduler: one method more that a scheduled task can call."""

from __future__ import annotations

from typing import Any

from trytond.pool import PoolMeta


class Cron(metaclass=PoolMeta):
    """The scheduled task runs what is due, company by company."""

    method: Any

    __name__ = "ir.cron"

    @classmethod
    def __setup__(cls) -> None:
        parent: Any = super()  # which class that is, Tryton decides when it loads its modules
        parent.__setup__()
        cls.method.selection.append(("pleo_erp.connection|run_due", "Synchronise with Pleo"))
