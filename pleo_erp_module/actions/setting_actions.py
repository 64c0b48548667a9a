"""Seeing and changing the settings of a connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pleo_erp_hookspecs import Parameter, PleoErpError, Role
from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_hookspecs.setting_answers import SettingAnswer, SettingsAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.setting import shown
from pleo_erp_module.messages.catalogue import catalogue
from pleo_erp_module.messages.setting_labels import MORE, SettingLabel
from pleo_erp_module.sync import setting_registry as known
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import connected


@action(
    "settings",
    "See or change the settings",
    Role.ADMINISTRATOR,
    Parameter("changes", "settings", "new values by name"),
    Parameter("dry_run", "flag", "answer what saving would answer, with what is invalid, and save nothing"),
)
def settings(runtime: Runtime, company: str, changes: Mapping[str, str] | None = None, dry_run: bool = False) -> SettingsAnswer:
    """Show the settings, after changing those that are named: all of them or none.

    Raises ``unknown_setting`` and ``setting_invalid``, unless ``dry_run``.
    """
    parsed, refused = _parsed(changes or {}, dry_run)
    with runtime.store() as store:
        stored = store.settings.get(company)
        if not dry_run and (parsed or not stored):  # what was set stays to be seen after a disconnect
            connected(store, company)
        if parsed and not dry_run:
            # From now on a person's choice, whatever was proposed.
            chosen = {**parsed, **{known.proposal_mark(name): None for name in parsed if known.known_settings()[name].proposable}}
            store.settings.put(company, chosen)
            if parsed.keys() & registry.shaping_settings():
                store.units.due_now(company, *map(str, registry.leading_units().values()))
    values = known.Settings.of({**stored, **parsed}).shown()
    return {"settings": values, "details": list(setting_details(values, runtime.renderer.language)), "refused": refused}


def _parsed(changes: Mapping[str, str], dry_run: bool) -> tuple[dict[str, str], dict[str, ErrorAnswer]]:
    parsed, refused = {}, {}
    for name, text in changes.items():
        try:
            parsed[name] = known.parse(name, text)
        except PleoErpError as wrong:
            if not dry_run:
                raise
            refused[name] = wrong.as_dict()
    return parsed, refused


def setting_details(values: Mapping[str, str | int], language: str) -> Iterator[SettingAnswer]:
    """In the order of the groups; settings without a label come last, under their own names."""
    texts, settings = catalogue(language), known.known_settings()
    labels = {name: (group, text) for group, named in registry.setting_groups() for name, text in named.items()}
    more = {name: (MORE, SettingLabel(name, "", setting.help)) for name, setting in settings.items() if name not in labels}
    for name, (group, text) in {**labels, **more}.items():
        form = settings[name].form
        yield {
            "name": name,
            "group": texts.gettext(group),
            "label": texts.gettext(text.label),
            "help": texts.gettext(text.help),
            "unit": texts.gettext(text.unit) if text.unit else "",
            "type": form.type,
            "value": str(values[name]),
            "default": str(shown(settings[name].default)),
            "choices": list(form.choices),
            "least": form.least,
            "most": form.most,
            "proposable": settings[name].proposable,
        }
