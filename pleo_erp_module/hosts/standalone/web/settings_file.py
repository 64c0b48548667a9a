"""Settings and selection of a company as a JSON file, to be taken to another one. No secret is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import Meta, field

from pleo_erp_hookspecs import Company
from pleo_erp_module import __version__
from pleo_erp_module.hosts.standalone.web.words import _, language
from pleo_erp_module.messages import render
from pleo_erp_module.record_reader import Record, RecordError, read_record

_FORMAT = "pleo-erp settings 1"


class _File(Record, frozen=True):
    format: Literal["pleo-erp settings 1"]
    version: str = ""
    company: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str | int] = field(default_factory=dict)
    selection: list[Annotated[str, Meta(min_length=1)]] | None = None


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
        "settings": {name: value for name, value in values.items() if name != "key_expires"},
    }
    if selection:
        content["selection"] = list(selection)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read(content: bytes) -> SettingsDraft:
    """What a file says; its settings are not checked yet. Raises RefusedError."""
    try:
        text = content.decode("utf-8-sig")
        file = read_record(json.loads(text), _File)
    except RecordError as reason:
        told = _("This is not a settings file exported from these pages ({reason}).")
        raise RefusedError(told.format(reason=render(reason.message, language()))) from None
    except (ValueError, RecursionError):
        raise RefusedError(_("This is not a settings file: it is not JSON.")) from None
    return SettingsDraft({name: str(value) for name, value in file.settings.items()}, file.selection, text)
