"""Settings and selection of a company as a JSON file, to be taken to another one. No secret is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pleo_erp_hookspecs import Company
from pleo_erp_module import __version__
from pleo_erp_module.hosts.standalone.web.words import _
from pleo_erp_module.sync.setting_registry import KEY_EXPIRES, parse

_FORMAT = "pleo-erp settings 1"
_KEYS = {"format", "version", "company", "settings", "selection"}


class RefusedError(Exception):
    """The file cannot be used, with the reason in the reader's language."""


@dataclass(frozen=True, slots=True)
class SettingsDraft:
    """What a file says. ``selection`` None: nothing of the selection. ``text`` is the file itself, to be sent again."""

    settings: Mapping[str, str]
    selection: Sequence[str] | None
    text: str

    def changes(self, values: Mapping[str, str]) -> dict[str, str]:
        """The settings that are not so yet."""
        return {name: value for name, value in self.settings.items() if values[name] != value}

    def selects(self, selected: Sequence[str]) -> bool:
        """Whether the selection is not so yet."""
        return self.selection is not None and sorted(map(str.casefold, self.selection)) != sorted(map(str.casefold, selected))


def exported(company: Company, values: Mapping[str, str], selection: Sequence[str]) -> str:
    """The file of a company. The key's last day is left out, since the key is; so is a selection of nothing, which would archive
    everything elsewhere."""
    content: dict[str, Any] = {
        "format": _FORMAT,
        "version": __version__,
        "company": {"id": company.id, "name": company.name},
        "settings": {name: value for name, value in values.items() if name != KEY_EXPIRES},
    }
    if selection:
        content["selection"] = list(selection)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read(content: bytes) -> SettingsDraft:
    """What a file says, every setting in its own form. Raises RefusedError, and ``unknown_setting`` or ``setting_invalid``."""
    try:
        text = content.decode("utf-8-sig")
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedError(_("This is no file of settings: it is not JSON.")) from None
    if not isinstance(found, dict) or found.get("format") != _FORMAT or found.keys() - _KEYS:
        raise RefusedError(_("This is no file of settings that was exported here."))
    settings, selection = found.get("settings", {}), found.get("selection")
    if not isinstance(settings, dict) or not all(isinstance(value, str | int) for value in settings.values()):
        raise RefusedError(_("The file's settings cannot be read."))
    if selection is not None and not (isinstance(selection, list) and all(isinstance(code, str) and code for code in selection)):
        raise RefusedError(_("The file's selection cannot be read."))
    return SettingsDraft({name: parse(name, str(value)) for name, value in settings.items()}, selection, text)
