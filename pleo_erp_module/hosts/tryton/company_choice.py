"""Which company a wizard is about."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from trytond.exceptions import UserError
from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction
from trytond.wizard import Wizard

from pleo_erp_hookspecs.action_call import ActionCall
from pleo_erp_module.hosts.tryton.module_calls import ask


class CompanyWizard(Wizard):
    """The company of the connection it was opened from, else the one that the user works in."""

    @property
    def company(self) -> int:
        """Its id; raises UserError for a user without a company."""
        context = Transaction().context
        named = context.get("active_id") if context.get("active_model") == "pleo_erp.connection" else None
        company = named or context.get("company")
        if not company:
            raise UserError(gettext("pleo_erp.msg_no_company"))
        return int(company)

    @property
    def company_name(self) -> str:
        """What the company is called."""
        return str(Pool().get("company.company")(self.company).rec_name)

    def default_start(self, fields: Any) -> dict[str, Any]:
        """The first form of most wizards says which company it is about."""
        return {"company_name": self.company_name}

    def value_done(self, fields: Any) -> dict[str, Any]:
        """The last form shows what the steps before have put into it."""
        return dict(self.done._default_values)

    @property
    def ask(self) -> ActionCall:
        """Answers an action for this company."""
        return cast(ActionCall, partial(ask, company=self.company))
