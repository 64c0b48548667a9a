"""What the command line calls the actions and options that a next step names."""

from __future__ import annotations

from collections.abc import Mapping

_OF_COMPANY = (
    "connect",
    "disconnect",
    "dimensions",
    "select",
    "settings",
    "plan",
    "release",
    "run",
    "undo",
    "pause",
    "resume",
    "history",
    "why",
    "usage",
)
_OF_ALL = ("install", "companies", "connections", "doctor", "probe", "grants", "bundle", "schedule", "serve")
WORDS: Mapping[str, str] = {
    **{f"action.{name}": f"pleo-erp {name} --company {{company}}" for name in _OF_COMPANY},
    **{f"action.{name}": f"pleo-erp {name}" for name in _OF_ALL},
    "action.install_sql": "pleo-erp install --sql",
    "action.serve_sql": "pleo-erp serve --sql",
    "option.config": "--config",
    "option.dimension": "--dimension",
    "option.help": "--help",
    "option.moved": "--moved",
    "option.take_over": "--take-over",
    "option.pleo_company": "--pleo-company",
    "option.yes": "--yes",
}


def command_words(language: str) -> Mapping[str, str]:
    """The same in every language."""
    return WORDS
