"""Seeing and changing the settings of a connection."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_hookspecs import Parameter, Role
from pleo_erp_hookspecs.setting_answers import SettingsAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.kinds import registry
from pleo_erp_module.sync import setting_registry as known
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import connected


@action("settings", "See or change the settings", Role.ADMINISTRATOR, Parameter("changes", "settings", "new values by name"))
def settings(runtime: Runtime, company: str, changes: Mapping[str, str] | None = None) -> SettingsAnswer:
    """Show the settings, after changing those that are named: all of them or none. Answers ``{settings: {name: value}}``."""
    parsed = {name: known.parse(name, text) for name, text in (changes or {}).items()}
    with runtime.store() as store:
        stored = store.settings.get(company)
        if parsed or not stored:  # what was set stays to be seen after a disconnect
            connected(store, company)
        if parsed:
            chosen: dict[str, str | None] = {**parsed}
            if "account_key" in parsed:
                chosen[known.ACCOUNT_KEY_PROPOSED] = None  # from now on a person's choice
            store.settings.put(company, chosen)
            if parsed.keys() & registry.shaping_settings():
                store.units.due_now(company, *map(str, registry.leading_units().values()))
        return {"settings": known.Settings.of({**stored, **parsed}).shown()}
