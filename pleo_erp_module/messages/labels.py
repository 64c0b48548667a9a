"""What the closed sets of the module are called: one table for every host, in English, translated by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.catalogue import ENGLISH, catalogue, mark

#: Sort of a code, code, label. The order is the one in which hosts show them.
LABELS: Mapping[str, Mapping[str, str]] = {
    "job": {
        "sync": mark("Scheduled sync"),
        "sync-all": mark("Everything"),
        "undo": mark("Undo of the last run"),
    },
    "change_action": {
        "create": mark("Create"),
        "update": mark("Update"),
        "unarchive": mark("Unarchive"),
        "archive": mark("Archive"),
    },
    "run_state": {
        "running": mark("Running"),
        "success": mark("Succeeded"),
        "held": mark("Waiting for release"),
        "paused": mark("Paused"),
        "partial": mark("Partly failed"),
        "failed": mark("Failed"),
        "interrupted": mark("Interrupted"),
        "busy": mark("Not started"),
    },
    "change_state": {
        "sent": mark("Sent"),
        "done": mark("Done"),
        "failed": mark("Failed"),
        "unknown": mark("Unknown"),
        "not_done": mark("Not done"),
        "skipped": mark("Skipped"),
    },
    "check_state": {"ok": mark("OK"), "warning": mark("Warning"), "failed": mark("Failed")},
    "count": {
        "matched": mark("matched"),
        "unchanged": mark("unchanged"),
        "created": mark("created"),
        "updated": mark("updated"),
        "unarchived": mark("unarchived"),
        "archived": mark("archived"),
        "held": mark("held"),
        "skipped": mark("skipped"),
        "failed": mark("failed"),
    },
    "chart_count": {  # of which some are counted together
        "created": mark("created"),
        "updated": mark("updated or unarchived"),
        "archived": mark("archived"),
    },
    "field": {
        "key": mark("Code"),
        "code": mark("Code"),
        "name": mark("Name"),
        "archived": mark("Archived"),
        "external_id": mark("External ID"),
        "tax_code_external_id": mark("Tax code"),
        "usable": mark("Usable"),
        "why_not": mark("Why not usable"),
        "id": mark("Pleo ID"),
        "created_at": mark("Created"),
    },
    "entity": {
        "dimensions": mark("Dimensions"),
        "values": mark("Values"),
        "accounts": mark("Accounts"),
        "tax_codes": mark("Tax codes"),
        "vendors": mark("Vendors"),
    },
    "guard": {
        "blind": mark("The ERP returned far fewer rows than before"),
        "wipe": mark("Everything would be archived"),
        "share": mark("A large part would be archived"),
        "count": mark("Many records would be archived"),
        "shift": mark("A large part would be renamed"),
        "flood": mark("A large part would be new"),
        "unconfirmed": mark("No plan has been released yet"),
        "paused": mark("The connection is paused"),
        "selection": mark("The selection has not been released yet"),
        "group": mark("The tag group is held"),
        "veto": mark("An extension vetoed it"),
        "undo": mark("An undo is waiting for release"),
        "account_key": mark("The accounts may be matched by the wrong key"),
    },
    "phase": {"read": mark("Reading"), "plan": mark("Planning"), "apply": mark("Writing to Pleo")},
    "role": {"administrator": mark("Administrator"), "bookkeeper": mark("Bookkeeper")},
}


def label(sort: str, code: str, language: str = ENGLISH) -> str:
    """What a code is called; one that is not in the table keeps its own name."""
    text = LABELS[sort].get(code)
    return code if text is None else catalogue(language).gettext(text)
