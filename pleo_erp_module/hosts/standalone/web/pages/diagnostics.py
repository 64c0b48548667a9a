"""Does everything work? What a run needs, scheduler, messages, the ERP; and all of it in a file for remote support."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from pleo_erp_hookspecs.connection_answers import ConnectionAnswer
from pleo_erp_module.hosts.standalone.bundle_file import zipped
from pleo_erp_module.hosts.standalone.web.download import download
from pleo_erp_module.hosts.standalone.web.page_access import administrators, company, of_company
from pleo_erp_module.hosts.standalone.web.page_links import SIZE, offset, page_of
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import language
from pleo_erp_module.messages.catalogue import ENGLISH

pages = Blueprint("diagnostics", __name__, url_prefix="/diagnostics")

_LIBRARIES = ("flask", "waitress", "APScheduler", "pyodbc")


@pages.get("")
def index() -> str:
    """The checks, with the connection of one company only: they ask Pleo. Works also while the ERP cannot be read."""
    known = site.ask("connections", limit=SIZE, offset=offset())
    shown = known["connections"]
    chosen = _chosen(shown)
    answer = site.ask("doctor", company=chosen)
    jobs = {one["company"]: one for one in site.ask("schedule", companies=[one["company"] for one in shown])["jobs"]}
    return render_template(
        "diagnostics.html",
        chosen=chosen,
        answer=answer,
        page=page_of(shown, more=known["more"]),
        jobs=jobs,
        scheduler=_scheduler(),
        messages=_messages(language()),
        versions=_versions(),
    )


@pages.get("/erp")
@administrators
@of_company
def erp() -> str:
    """Which ERP this is, and what is read of one company. Reads all of that once."""
    return render_template("erp.html", answer=site.ask("probe", company=company().id))


@pages.get("/bundle")
@administrators
def bundle() -> Response:
    """All of it as a zip of JSON files, without any secret."""
    chosen = _chosen(site.first_connections()["connections"])
    more = {"scheduler": _scheduler(), "messages": _messages(ENGLISH), "web": _versions()}
    content = zipped(site.ask("bundle", company=chosen, more=more))
    site.record("bundle downloaded", chosen or None)
    return download(content, f"pleo-erp-{site.now():%Y%m%d-%H%M%S}.zip", "application/zip")


def _chosen(shown: Sequence[ConnectionAnswer]) -> str:
    """The connected company that was asked for, else the first that is shown; an empty text if there is none."""
    wanted = request.args.get("company")
    found = [one for one in shown if one["company"] == wanted]
    if wanted and not found:
        found = site.ask("connections", company=wanted)["connections"]
    return next((one["company"] for one in [*found, *shown]), "")


def _scheduler() -> Mapping[str, Any] | None:
    return None if site.scheduler is None else site.scheduler.status()


def _messages(language: str) -> Mapping[str, Any]:
    overview: Mapping[str, Any] = site.host(site.user.identity, site.session).notifier.overview(language)
    return overview


def _versions() -> Mapping[str, str]:
    info = site.client.info()
    libraries = {name: version(name) for name in _LIBRARIES}
    return {info.name: info.version, "Python": platform.python_version(), "system": platform.platform(), **libraries}
