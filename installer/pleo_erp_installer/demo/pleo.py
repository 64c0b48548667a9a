"""The Pleo company of the demo, before the module came: some of it right, some old, some doubled, some made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pleo_erp_installer.demo.erp import accounts, values
from sandbox import Sandbox

COMPANY = "7d1c1c2e-5b0e-4f0e-9a3c-2f1c0f6f5a01"
KEY = "plp_demo_3f9a1c"  # of the sandbox; it opens nothing else


def made_before(erp: Path) -> dict[str, Any]:
    """The state to put into the sandbox."""
    pleo = Sandbox()
    pleo.add_company("Ateliers Dubois", id=COMPANY)
    pleo.add_key(KEY)
    pleo.add_installation()
    _departments(pleo, values(erp, "DEP"))
    _projects(pleo, values(erp, "PRJ"))
    pleo.add_group("CC", "Centres de coûts", archived=True)
    pleo.add_tag("CC", "1001", "Usine de Lyon : Loyer", archived=True)
    pleo.add_group("TEAM", "Équipes (saisies à la main)")
    for code, name in (("A", "Équipe A"), ("B", "Équipe B")):
        pleo.add_tag("TEAM", code, name, usage=3)
    _accounts(pleo, erp)
    return pleo.dump()


def _departments(pleo: Sandbox, names: dict[str, str]) -> None:
    pleo.add_group("DEP", "Services", metadata={"note": "keep me"})
    for code in ("100", "120", "200", "210", "300"):
        pleo.add_tag("DEP", code, names[code], usage=12)
    pleo.add_tag("DEP", "220", "Peinture (ancien nom)", usage=4)
    pleo.add_tag("DEP", "230", names["230"], archived=True)
    # The same department three times; the one with the right name stays.
    pleo.add_tag("DEP", "110", "Ventes internes", created_at="2024-01-05T09:00:00Z")
    pleo.add_tag("DEP", "110", names["110"], created_at="2024-03-05T09:00:00Z", usage=7)
    pleo.add_tag("DEP", "110", "Télévente", created_at="2024-02-05T09:00:00Z")
    pleo.add_tag("DEP", "340", "Salle télex", usage=1)  # closed in the ERP
    pleo.add_tag("DEP", "999", "Divers")  # never was in the ERP


def _projects(pleo: Sandbox, names: dict[str, str]) -> None:
    pleo.add_group("prj", "Projets")  # another spelling of the same code
    for number, (code, name) in enumerate(list(names.items())[:40]):
        pleo.add_tag("prj", code, name if number % 4 else f"{name} (provisoire)", archived=number % 10 == 9)
    pleo.add_tag("prj", "P-1006", "Rénovation Nantes 1")  # closed in the ERP


def _accounts(pleo: Sandbox, erp: Path) -> None:
    chart = accounts(erp)
    for number, account in enumerate(account for account in chart if account.code.startswith("60") and not account.closed):
        name = account.name if number % 6 else f"{account.name} *"
        pleo.add_account(account.id, account.code, name, archived=number % 15 == 7, category=number % 3 == 0)
    for account in [account for account in chart if account.closed][:4]:
        pleo.add_account(account.id, account.code, account.name, category=True)
    pleo.add_account("5000", "5000", "Compte saisi à la main")
