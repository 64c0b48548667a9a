"""What remote support needs to see, in one answer that holds no secret."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import unquote, urlsplit

from pleo_erp_hookspecs import Host, Message, Parameter, PleoErpError, Role
from pleo_erp_hookspecs.bundle_answers import BundleAnswer
from pleo_erp_module import __version__
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.actions.company_views import connections
from pleo_erp_module.actions.doctor import doctor
from pleo_erp_module.actions.history_view import latest_runs
from pleo_erp_module.actions.schedule_view import schedule
from pleo_erp_module.actions.setting_actions import settings
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.secret_text import MASK, masked
from pleo_erp_module.store import Store
from pleo_erp_module.sync.runtime import Runtime

_LIBRARIES = ("pluggy", "pyodbc", "requests", "cryptography")
_SHORTEST = 3  # characters; what is shorter is not a secret, and would hide parts of other words


@action(
    "bundle",
    "What remote support needs to see; no secret is in it",
    Role.ADMINISTRATOR,
    Parameter("company", "text", "only of this company"),
    Parameter("more", "object", "what the host adds, by name"),
    company=False,
    view=True,
)
def bundle(runtime: Runtime, company: str | None = None, more: Mapping[str, Any] | None = None) -> BundleAnswer:
    """All that helps, of every connection or of one; of the ERP and Pleo counts and errors only, and no key and no password.

    Answers ``{made_at, versions, doctor, schedule, companies: [{company, ..., settings, selection, runs, failures}], host}``; a
    part that cannot be had is its ``error`` instead. ``more`` is answered as ``host``, without secrets as all the rest.
    """
    answer: dict[str, Any] = {
        "made_at": runtime.now().isoformat(),
        "versions": _versions(runtime),
        "doctor": _part(lambda: doctor(runtime, company)),
        "schedule": _part(lambda: schedule(runtime, company)),
        "companies": _part(lambda: _companies(runtime, company)),
        "host": dict(more or {}),
    }
    hidden: BundleAnswer = _without(answer, _secrets(runtime.host))
    return hidden


def _without(value: Any, secrets: Iterable[str]) -> Any:
    """A value of an answer with stars in place of secrets, wherever they stand in it."""
    words = [word for word in secrets if len(word) >= _SHORTEST]

    def hide(part: Any) -> Any:
        if isinstance(part, Message):
            part = part.as_dict()
        if isinstance(part, Mapping):
            return {hide(name): hide(each) for name, each in part.items()}
        if isinstance(part, list | tuple):
            return [hide(each) for each in part]
        if isinstance(part, str):
            for word in words:
                part = part.replace(word, MASK)
            part = masked(part)
        return part

    return hide(value)


def _part(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except PleoErpError as exc:
        return {"error": exc.as_dict()}


def _versions(runtime: Runtime) -> dict[str, Any]:
    libraries = {}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            libraries[name] = version(name)
    return {
        "module": __version__,
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "libraries": libraries,
        "profile": runtime.host.erp.profile,
        "pleo": urlsplit(runtime.host.pleo.base_url).hostname,
        "extensions": sorted(name for name, _ in runtime.plugins.list_name_plugin()),
    }


def _companies(runtime: Runtime, only: str | None) -> list[dict[str, Any]]:
    known = connections(runtime, only)["connections"]
    with runtime.store() as store:
        return [{**one, **_company(runtime, store, one["company"])} for one in known]


def _company(runtime: Runtime, store: Store, company: str) -> dict[str, Any]:
    selection = store.selections.get(company)
    runs = latest_runs(store, company)["runs"]
    return {
        "settings": _part(lambda: settings(runtime, company)["settings"]),
        "selection": None if selection is None else [one.code for one in selection.dimensions],
        "runs": runs,
        "failures": store.history.failures(company, runs[-1]["id"]) if runs else [],
    }


def _secrets(host: Host) -> list[str]:
    """What a host has of them. Keys and what seals them are never read here."""
    erp, found = host.erp, list(getattr(host, "secrets", ()))
    for text in filter(None, (erp.connection, erp.read_connection)):
        with suppress(PleoErpError):
            found += ConnectionString.parse(text).secrets
    with suppress(ValueError):
        password = urlsplit(host.pleo.proxy or "").password or ""
        found += [password, unquote(password)]
    return found
