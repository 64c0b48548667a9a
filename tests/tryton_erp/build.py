"""Builds the ERP of `content` with Tryton itself: ``python -m tryton_erp.build CONFIG DATABASE``.

A program of its own: Tryton chooses its database engine at import, from ``TRYTOND_CONFIG``, once per process.
CONFIG is a trytond configuration file; DATABASE must exist and be empty. It says on standard output what it has reached.
"""

from __future__ import annotations

import argparse
import importlib
import os
import secrets
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from tryton_erp.content import COMPANIES, Company, Root, Value

MODULES = ("company", "party", "currency", "account", "account_fr", "analytic_account")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="tryton_erp.build")
    parser.add_argument("config", type=Path)
    parser.add_argument("database")
    options = parser.parse_args(arguments)
    say("activating the modules")
    activate(options.config, options.database)
    os.environ["TRYTOND_CONFIG"] = str(options.config)
    proteus: Any = importlib.import_module("proteus")
    session = proteus.config.set_trytond(database=options.database, config_file=str(options.config))
    Builder(proteus, session).build()


def say(text: str) -> None:
    print(text, flush=True)


def activate(config: Path, database: str) -> None:
    """Create Tryton's tables, activate the modules and the French language."""
    program = Path(sysconfig.get_path("scripts")) / ("trytond-admin.exe" if sys.platform == "win32" else "trytond-admin")
    with tempfile.TemporaryDirectory() as folder:
        password = Path(folder) / "password"
        password.write_text(secrets.token_urlsafe(16), "utf-8")
        wanted = ["-l", "fr", "-u", *MODULES, "--activate-dependencies", "--email", "admin@example.com"]
        subprocess.run(
            [str(program), "-c", str(config), "-d", database, *wanted],
            env=os.environ | {"TRYTONPASSFILE": str(password)},
            stdin=subprocess.DEVNULL,
            check=True,
        )


class Builder:
    """Fills an activated database through Tryton's own client library, as a person with the screens would."""

    def __init__(self, proteus: Any, session: Any) -> None:
        self.proteus = proteus
        self.session = session

    def model(self, name: str) -> Any:
        return self.proteus.Model.get(name)

    def build(self) -> None:
        for item in self.model("ir.module.config_wizard.item").find([("state", "=", "open")]):
            item.state = "done"
            item.save()
        (currency,) = self.model("currency.currency").find([("code", "=", "EUR")]) or [self.euro()]
        for content in COMPANIES:
            company = self.create_company(content, currency)
            say(f"{content.name}: chart of accounts")
            self.create_chart(content, company)
            for root in content.roots:
                self.create_root(root, company)
                say(f"{content.name}: {root.name}, {len(root.values)} values")

    def euro(self) -> Any:
        euro = self.model("currency.currency")(name="Euro", symbol="€", code="EUR", numeric_code="978")
        euro.save()
        return euro

    def create_company(self, content: Company, currency: Any) -> Any:
        party = self.model("party.party")(name=content.name)
        party.save()
        company = self.model("company.company")(party=party, currency=currency, timezone=content.time_zone)
        company.save()
        users = self.model("res.user")
        user = users(self.session.user)
        user.companies.append(self.model("company.company")(company.id))
        user.company = company
        user.save()
        self.session._context = users.get_preferences(True, {})
        return company

    def create_chart(self, content: Company, company: Any) -> None:
        module, name = content.chart.split(".")
        template = self.model("account.account.template")(self.model("ir.model.data").get_id(module, name, self.session.context))
        wizard = self.proteus.Wizard("account.create_chart")
        wizard.execute("account")
        wizard.form.account_template = template
        wizard.form.company = company
        wizard.execute("create_account")
        accounts = self.model("account.account")
        for field, kind in (("account_receivable", "receivable"), ("account_payable", "payable")):
            wanted = [(f"type.{kind}", "=", True), ("party_required", "=", True), ("closed", "!=", True)]
            setattr(wizard.form, field, accounts.find([*wanted, ("company", "=", company.id)], limit=1)[0])
        wizard.execute("create_properties")
        for account in accounts.find([("company", "=", company.id), ("code", "in", list(content.closed_accounts))]):
            account.closed = True
            account.save()

    def create_root(self, root: Root, company: Any) -> None:
        accounts = self.model("analytic_account.account")
        record = accounts(type="root", code=root.code, name=root.name, state=root.state, company=company)
        record.save()
        made: dict[str | None, Any] = {}
        translations = [(record.id, root.french)]
        # Views come first in the content, distributions last, so that what they point to is there.
        for value in root.values:
            made[value.code] = self.create_value(value, record, made, company)
            translations.append((made[value.code].id, value.french))
        with self.session.set_context(language="fr"):
            for identifier, french in translations:
                if french is not None:
                    translated = accounts(identifier)
                    translated.name = french
                    translated.save()
        self.deactivate([made[value.code] for value in root.values if not value.active])
        self.deactivate([] if root.active else [record])

    def create_value(self, value: Value, root: Any, made: dict[str | None, Any], company: Any) -> Any:
        parent = made[value.parent] if value.parent else root
        record = self.model("analytic_account.account")(code=value.code, name=value.name, state=value.state, company=company)
        record.type = value.type
        record.parent = parent
        record.root = root
        for code, ratio in value.shares:
            record.distributions.new(account=made[code], ratio=ratio)
        record.save()
        return record

    def deactivate(self, records: list[Any]) -> None:
        for record in records:
            record.active = False
            record.save()


if __name__ == "__main__":
    main()
