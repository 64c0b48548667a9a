"""One record per Tryton company: whether it is connected to Pleo; pause, resume and disconnect; and what the scheduler calls."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sequence
from typing import Any

import trytond.config as config
from trytond.exceptions import UserError
from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction

from pleo_erp_hookspecs import StopSignal
from pleo_erp_module.hosts.tryton.calling import ask, look, run
from pleo_erp_module.hosts.tryton.host import visible_companies
from pleo_erp_module.hosts.tryton.viewdata import ViewData, moment

SECONDS = 300.0  # one company's run in the scheduler's own process; the next call goes on
_logger = logging.getLogger("pleo_erp")


class Connection(ViewData):
    """Pleo Connection. Its id is the company's."""

    __name__ = "pleo_erp.connection"
    _rec_name = "name"

    name = fields.Char("Company")
    company = fields.Many2One("company.company", "Company", help="The company of this ERP.")
    state = fields.Selection(
        [
            ("none", "Not Connected"),
            ("unconfirmed", "Waiting for the First Release"),
            ("active", "Active"),
            ("paused", "Paused"),
        ],
        "State",
        sort=False,
        help="Nothing is written to Pleo before a plan was released, nor while the connection is paused.",
    )
    pleo_company = fields.Char("Pleo Company")
    pleo_company_id = fields.Char("Pleo Company ID")
    connected_at = fields.DateTime("Connected At")

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        for field in ("name", "company", "state", "pleo_company", "pleo_company_id", "connected_at"):
            getattr(cls, field).readonly = True
        connected = Eval("state").in_(["unconfirmed", "active"])
        cls._buttons.update(
            {
                "pause": {"invisible": ~connected, "depends": ["state"], "icon": "tryton-pleo-pause"},
                "resume": {"invisible": Eval("state") != "paused", "depends": ["state"], "icon": "tryton-pleo-resume"},
                "disconnect": {"invisible": Eval("state") == "none", "depends": ["state"], "icon": "tryton-pleo-disconnect"},
            }
        )

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> list[dict[str, Any]]:
        return cls.rows_of(visible_companies())

    @classmethod
    def rows_of(cls, ids: Collection[int]) -> list[dict[str, Any]]:
        visible = [company for company in visible_companies() if company in ids]
        connected = {one["company"]: one for one in look("connections")["connections"]} if visible else {}
        return [cls._row(company, connected.get(str(company.id))) for company in Pool().get("company.company").browse(visible)]

    @classmethod
    def _row(cls, company: Any, connection: Any) -> dict[str, Any]:
        row = {"id": company.id, "company": company.id, "name": company.rec_name, "state": "none"}
        if connection is None:
            return row
        state = "paused" if connection["paused"] else "active" if connection["confirmed"] else "unconfirmed"
        pleo = connection["pleo_company"]
        return row | {
            "state": state,
            "pleo_company": pleo["name"],
            "pleo_company_id": pleo["id"],
            "connected_at": moment(connection["connected_at"]),
        }

    @classmethod
    @ModelView.button
    def pause(cls, connections: Sequence[Any]) -> None:
        """No run writes anything until it is resumed."""
        for company in [one.id for one in connections]:
            ask("pause", company)

    @classmethod
    @ModelView.button
    def resume(cls, connections: Sequence[Any]) -> None:
        """End a pause."""
        for company in [one.id for one in connections]:
            ask("resume", company)

    @classmethod
    @ModelView.button
    def disconnect(cls, connections: Sequence[Any]) -> None:
        """Forget the key; archives nothing in Pleo."""
        for company in [one.id for one in connections]:
            ask("disconnect", company)

    @classmethod
    def run_due(cls) -> None:
        """What the scheduler calls: run what is due, in the worker if there is one, else here and for five minutes at most.

        A scheduled task with companies is about those, one without about every connected company. It may be called again for
        the same hour: what is not due is not run again, and two runs of one company never overlap.
        """
        named = Transaction().context.get("company")
        connected = [int(one["company"]) for one in ask("connections")["connections"]]
        for company in connected if named is None else [company for company in connected if company == named]:
            if has_worker():
                cls.__queue__.run_job([cls(company)], "sync")
            else:
                cls.run_job([cls(company)], "sync", limited=True)

    @classmethod
    def run_job(cls, connections: Sequence[Any], job: str, dimension: str | None = None, limited: bool = False) -> None:
        """Run one job of each connection; what goes wrong stands in the module's history, and in Tryton's log."""
        for company in [one.id for one in connections]:
            try:
                run(company, job, dimension, after(SECONDS) if limited else None)
            except UserError as fault:  # the configuration; the other companies can do without
                _logger.error("company %s: %s %s", company, fault.message, fault.description)


def after(seconds: float) -> StopSignal:
    """A signal that asks a run to stop so many seconds from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def has_worker() -> bool:
    """Whether Tryton has a process for long work."""
    return bool(config.getboolean("queue", "worker", default=False))
