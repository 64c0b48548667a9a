"""One record per Tryton company: whether it is connected to Pleo; pause, resume and disconnect; and what the scheduler calls."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.transaction import Transaction

from pleo_erp_module.hosts.tryton.activation import forget_removed_records
from pleo_erp_module.hosts.tryton.configuration import has_worker
from pleo_erp_module.hosts.tryton.field_values import moment
from pleo_erp_module.hosts.tryton.module_calls import ask, view
from pleo_erp_module.hosts.tryton.tryton_host import visible_companies
from pleo_erp_module.hosts.tryton.unattended_job import connected, run_unattended
from pleo_erp_module.hosts.tryton.viewdata import ViewData

_WHO_AND_WHEN = ("connected_at", "connected_by", "paused_at", "paused_by")


class ConnectionView(ViewData):
    """Its id is the company's."""

    __name__ = "pleo_erp.connection"
    __string__ = "Pleo Connection"
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
        help="Nothing is written to Pleo until a plan has been released, or while the connection is paused.",
    )
    pleo_company = fields.Char("Pleo Company")
    pleo_company_id = fields.Char("Pleo Company ID")
    attention = fields.Boolean("Needs Attention", help="The last runs left out rows that somebody should correct in the ERP.")
    key_end = fields.Char("API Key Ends With", help="The last characters of the key that is in use.")
    connected_at = fields.DateTime("Connected At")
    connected_by = fields.Char("Connected By")
    paused_at = fields.DateTime("Paused At", states={"invisible": Eval("state") != "paused"}, depends=["state"])
    paused_by = fields.Char("Paused By", states={"invisible": Eval("state") != "paused"}, depends=["state"])

    @classmethod
    def __setup__(cls) -> None:
        super().__setup__()
        for field in ("name", "company", "state", "pleo_company", "pleo_company_id", "attention", "key_end", *_WHO_AND_WHEN):
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
    def __register__(cls, module: str) -> None:
        super().__register__(module)
        forget_removed_records(module)

    @classmethod
    def rows(cls, domain: Sequence[Any]) -> list[dict[str, Any]]:
        return cls.rows_of(visible_companies())

    @classmethod
    def rows_of(cls, ids: Collection[int]) -> list[dict[str, Any]]:
        visible = [company for company in visible_companies() if company in ids]
        connected = {one["company"]: one for one in view("connections")["connections"]} if visible else {}
        return [cls._row(company, connected.get(str(company.id))) for company in Pool().get("company.company").browse(visible)]

    @classmethod
    def _row(cls, company: Any, connection: Any) -> dict[str, Any]:
        row = {"id": company.id, "company": company.id, "state": "none"}
        row["name"] = row["company.rec_name"] = company.rec_name
        if connection is None:
            return row
        state = "paused" if connection["paused"] else "active" if connection["confirmed"] else "unconfirmed"
        pleo = connection["pleo_company"]
        return row | {
            "state": state,
            "pleo_company": pleo["name"],
            "pleo_company_id": pleo["id"],
            "attention": bool(connection["attention"]),
            "key_end": connection["key_end"],
            **{name: moment(connection[name]) if name.endswith("_at") else connection[name] for name in _WHO_AND_WHEN},
        }

    @classmethod
    @ModelView.button
    def pause(cls, connections: Sequence[Any]) -> None:
        """No run writes anything until it is resumed."""
        for company in [one.id for one in connections]:
            ask("pause", company=company)

    @classmethod
    @ModelView.button
    def resume(cls, connections: Sequence[Any]) -> None:
        """End a pause."""
        for company in [one.id for one in connections]:
            ask("resume", company=company)

    @classmethod
    @ModelView.button
    def disconnect(cls, connections: Sequence[Any]) -> None:
        """Forget the key; archives nothing in Pleo."""
        for company in [one.id for one in connections]:
            ask("disconnect", company=company)

    @classmethod
    def run_due(cls) -> None:
        """What the scheduler calls: hand what is due to the worker if there is one, else run it here, for so long and no longer.

        A scheduled task with companies is about those, one without about every connected company. It may be called again for
        the same hour: what is not due is not run again, and two runs of one company never overlap.
        """
        named = Transaction().context.get("company")
        for company in connected():
            if named is None or company == named:
                (cls.__queue__ if has_worker() else cls).run_job([cls(company)], "sync")

    @classmethod
    def run_job(cls, connections: Sequence[Any], job: str, dimension: str | None = None) -> None:
        """Run one job of each connection; see `run_unattended`."""
        for company in [one.id for one in connections]:
            run_unattended(company, job, dimension)
