"""Where people find in Tryton what the module's sentences name as the command line has it."""

from __future__ import annotations

from collections.abc import Mapping

_CONNECTIONS = "pleo_erp.menu_act_connection"
_SELECT = "pleo_erp.menu_wizard_select"
_PREVIEW = "pleo_erp.menu_wizard_preview"

#: The menu entry of each action.
MENUS: Mapping[str, str] = {
    "companies": "company.menu_company_list",
    "connections": _CONNECTIONS,
    "connect": "pleo_erp.menu_wizard_connect",
    "disconnect": _CONNECTIONS,
    "pause": _CONNECTIONS,
    "resume": _CONNECTIONS,
    "dimensions": _SELECT,
    "select": _SELECT,
    "settings": "pleo_erp.menu_wizard_settings",
    "plan": _PREVIEW,
    "release": _PREVIEW,
    "undo": _PREVIEW,
    "usage": _PREVIEW,
    "run": "pleo_erp.menu_wizard_run_now",
    "history": "pleo_erp.menu_act_run",
    "why": "pleo_erp.menu_wizard_why",
    "doctor": "pleo_erp.menu_wizard_doctor",
}
#: The field of each option: model and name.
FIELDS: Mapping[str, tuple[str, str]] = {
    "pleo_company": ("pleo_erp.connect.start", "pleo_company"),
    "moved": ("pleo_erp.connect.start", "moved"),
    "take_over": ("pleo_erp.connect.start", "take_over"),
    "dimension": ("pleo_erp.why.start", "dimension"),
}
#: What has no screen is a command of an administrator.
COMMANDS: Mapping[str, str] = {
    "action.grants": "pleo-erp grants",
    "action.install": "trytond-admin --update pleo_erp",
    "action.install_sql": "pleo-erp install --sql",
    "action.probe": "pleo-erp probe",
}
DOCUMENTS: Mapping[str, str] = {"document.configuration": "docs/hosts/tryton.md"}
