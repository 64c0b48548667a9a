"""Connecting a company: the key, then which companies it brings together, and whether that is right."""

from __future__ import annotations

from trytond.model import ModelView, fields
from trytond.wizard import Button, StateAction, StateTransition, StateView

from pleo_erp_module.hosts.tryton.company_choice import CompanyWizard
from pleo_erp_module.hosts.tryton.field_mixins import OfCompany, if_filled
from pleo_erp_module.hosts.tryton.field_values import faults_text
from pleo_erp_module.secret_text import SecretText


class ConnectStart(OfCompany, ModelView):
    __name__ = "pleo_erp.connect.start"
    __string__ = "Connect to Pleo"

    # Tryton's log of requests hides values only of fields that are called token, password or secret.
    api_token = fields.Char("API Key", required=True, help="Pleo shows it only once. It is encrypted and never shown again.")
    pleo_company = fields.Char("Pleo Company ID", help="Only if the key does not name its company, or to switch to another one.")
    moved = fields.Boolean("Database Was Moved", help="This database was moved here and is not a copy of one in use.")
    take_over = fields.Boolean("Take Over", help="The other installation of this Pleo company is no longer in use.")


class ConnectDone(OfCompany, ModelView):
    __name__ = "pleo_erp.connect.done"
    __string__ = "Connected to Pleo"

    pleo_name = fields.Char("Pleo Company", readonly=True)
    pleo_id = fields.Char("Pleo Company ID", readonly=True)
    proposed = fields.Char("Proposed Dimensions", readonly=True, states=if_filled("proposed"))
    also_matching = fields.Char("Also Matching", readonly=True, states=if_filled("also_matching"))
    language = fields.Char("Language of Names", readonly=True, states=if_filled("language"))
    settings = fields.Text("Settings", readonly=True, states=if_filled("settings"))
    warnings = fields.Text("Warnings", readonly=True, states=if_filled("warnings"))


class Connect(CompanyWizard):
    """Connect to Pleo."""

    __name__ = "pleo_erp.connect"

    start = StateView(
        "pleo_erp.connect.start",
        "pleo_erp.connect_start_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Connect", "connect", "tryton-ok", default=True)],
    )
    connect = StateTransition()
    done = StateView(
        "pleo_erp.connect.done",
        "pleo_erp.connect_done_view_form",
        [
            Button("No, Disconnect", "disconnect", "tryton-cancel"),
            Button("Later", "end", "tryton-back"),
            Button("Yes, Choose Dimensions", "select", "tryton-ok", default=True),
        ],
    )
    disconnect = StateTransition()
    select = StateAction("pleo_erp.wizard_select")

    def transition_connect(self) -> str:
        key, self.start.api_token = self.start.api_token, None  # Tryton stores what a wizard's forms hold
        answer = self.ask(
            "connect",
            key=SecretText(key or ""),
            pleo_company=self.start.pleo_company,
            moved=bool(self.start.moved),
            take_over=bool(self.start.take_over),
        )
        done = self.done
        done.company_name = self.company_name
        done.pleo_name, done.pleo_id = answer["pleo_company"]["name"], answer["pleo_company"]["id"]
        done.proposed = ", ".join(answer["proposed"])
        done.also_matching = ", ".join(answer["also_matching"])
        done.language = answer["language"]
        done.settings = "\n".join(f"{setting['label']}: {setting['value']}" for setting in answer["settings"])
        done.warnings = faults_text(answer["warnings"])
        return "done"

    def transition_disconnect(self) -> str:
        self.ask("disconnect")
        return "end"
