"""The settings of a connection; taking them to another company in a file; and who is told about errors (U-13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_hookspecs.setting_answers import SettingAnswer
from pleo_erp_module.hosts.standalone.web.download import download
from pleo_erp_module.hosts.standalone.web.error_pages import flash_fault
from pleo_erp_module.hosts.standalone.web.page_access import administrators, company, of_company
from pleo_erp_module.hosts.standalone.web.settings_file import RefusedError, SettingsDraft, exported, read
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _, language

pages = Blueprint("settings", __name__, url_prefix="/settings")


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting on the page. ``was`` is the value that the page was made from, ``fault`` why the given one is refused."""

    setting: SettingAnswer
    value: str
    was: str
    fault: ErrorAnswer | None = None


@pages.get("")
@administrators
@of_company
def index() -> str:
    """All settings."""
    return _page()


@pages.post("")
@administrators
@of_company
def save() -> Response:
    """Change what was changed on the page, all of it or nothing; what others have changed since stays."""
    form = request.form
    given = {name: form[name].strip() for name in _values() if name in form}
    changes = {name: value for name, value in given.items() if form.get(f"was-{name}") != value}
    refused = site.ask("settings", company=company().id, changes=changes, dry_run=True)["refused"]
    if refused:
        return make_response(_page(given, refused), 400)
    if not changes:
        flash(_("Nothing was changed."), "info")
    else:
        try:
            site.ask("settings", company=company().id, changes=changes)
        except PleoErpError as exc:
            flash_fault(exc)
        else:
            flash(_("The settings were saved."), "success")
    return redirect(url_for("settings.index"), 303)


@pages.get("/export")
@administrators
@of_company
def export() -> Response:
    """Settings and selection as a file, without any secret."""
    text = exported(company(), _values(), _selection())
    return download(text.encode(), f"pleo-erp-settings-{company().id}.json", "application/json")


@pages.post("/import")
@administrators
@of_company
def preview() -> Response | str:
    """What a file would change. Nothing is saved."""
    file = request.files.get("file")
    try:
        wanted = _checked(read(file.read() if file else b""))
        archives = _archives(wanted)
    except RefusedError as refused:
        return _refused(str(refused))
    except PleoErpError as exc:
        flash_fault(exc)
        return _refused(_("The file was rejected. Nothing was changed."))
    details = site.ask("settings", company=company().id)["details"]
    before = {setting["name"]: setting["value"] for setting in details}
    differences = [(name, before[name], value) for name, value in wanted.changes(before).items()]
    return render_template(
        "import.html",
        differences=differences,
        selection=_selection(),
        wanted=wanted,
        archives=archives,
        text=wanted.text,
        labels={setting["name"]: setting["label"] for setting in details},
    )


@pages.post("/import/save")
@administrators
@of_company
def save_import() -> Response:
    """Save what a file says. The selection comes first: it is what Pleo or the ERP may refuse."""
    here = company().id
    try:
        wanted = _checked(read(request.form.get("text", "").encode()))
        changes = wanted.changes(_values())
        if wanted.selects(_selection()):
            site.ask("select", company=here, codes=list(wanted.selection or ()))
        if changes:
            site.ask("settings", company=here, changes=changes)
    except RefusedError as refused:
        return _refused(str(refused))
    except PleoErpError as exc:
        flash_fault(exc)
    else:
        flash(_("The settings and the selection were imported."), "success")
    return redirect(url_for("settings.index"), 303)


@pages.post("/test-message")
@administrators
@of_company
def test_message() -> Response:
    """Send a test message by every way that is configured."""
    ways = site.host(site.user.identity, site.session).notifier.test(language())
    if not ways:
        flash(_("No notification channel is configured."), "error")
    for way in ways:
        to = ", ".join(way["to"]) or way["channel"]
        if way["ok"]:
            flash(_("The test message was sent: {to}.", to=to), "success")
        else:
            flash(_("The test message was not sent ({to}): {reason}", to=to, reason=way["fault"]), "error")
    site.record("test message", company().id)
    return redirect(url_for("settings.index"), 303)


def _values() -> dict[str, str]:
    shown: Mapping[str, Any] = site.ask("settings", company=company().id)["settings"]
    return {name: str(value) for name, value in shown.items()}


def _selection() -> Sequence[str]:
    answer = site.ask("dimensions", company=company().id)
    return [*(one["code"] for one in answer["dimensions"] if one["selected"]), *answer["missing"]]


def _archives(wanted: SettingsDraft) -> Sequence[Mapping[str, Any]]:
    if not wanted.selects(_selection()):
        return ()
    answer = site.ask("select", company=company().id, codes=list(wanted.selection or ()), dry_run=True)
    found: Sequence[Mapping[str, Any]] = answer["will_archive"]
    return found


def _checked(wanted: SettingsDraft) -> SettingsDraft:
    """The same with its settings as the module writes them. Raises RefusedError for what the module refuses."""
    answer = site.ask("settings", company=company().id, changes=wanted.settings, dry_run=True)
    for wrong in answer["refused"].values():
        flash_fault(wrong)
        raise RefusedError(_("The file was rejected. Nothing was changed."))
    return replace(wanted, settings={name: str(answer["settings"][name]) for name in wanted.settings})


def _refused(reason: str) -> Response:
    flash(reason, "error")
    return redirect(url_for("settings.index"), 303)


def _page(given: Mapping[str, str] | None = None, refused: Mapping[str, ErrorAnswer] | None = None) -> str:
    details = site.ask("settings", company=company().id)["details"]
    host = site.host(site.user.identity, site.session)
    mail, webhook = site.config.notify.mail, site.config.notify.webhook
    rows = [_row(detail, given, refused or {}) for detail in details]
    return render_template(
        "settings.html",
        groups=[(group, list(found)) for group, found in groupby(rows, lambda row: row.setting["group"])],
        faults=len(refused or ()),
        recipients=mail.recipients(company().id) if mail else (),
        webhook=webhook is not None,
        messages=host.notifier.overview(language()),
    )


def _row(setting: SettingAnswer, given: Mapping[str, str] | None, refused: Mapping[str, ErrorAnswer]) -> SettingRow:
    name, value = setting["name"], setting["value"]
    if given is None:
        return SettingRow(setting, value, value)
    return SettingRow(setting, given.get(name, value), request.form.get(f"was-{name}", value), refused.get(name))
