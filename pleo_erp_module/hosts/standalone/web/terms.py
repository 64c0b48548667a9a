"""The closed sets of the module's words, as the pages say them."""

from __future__ import annotations

from pleo_erp_module.hosts.standalone.web.words import _, mark

#: What people can preview and run, in the order in which it is offered.
JOBS = {"sync-all": mark("Tags and accounts"), "sync-tags": mark("Tags"), "sync-accounts": mark("Accounts")}
RUN_JOBS = {**JOBS, "sync": mark("Scheduled sync"), "undo": mark("Undo of the last run")}
ACTIONS = {"create": mark("Create"), "update": mark("Update"), "unarchive": mark("Unarchive"), "archive": mark("Archive")}
RUN_STATES = {
    "running": mark("Running"),
    "success": mark("Succeeded"),
    "held": mark("Waiting for release"),
    "partial": mark("Partly failed"),
    "failed": mark("Failed"),
    "interrupted": mark("Interrupted"),
    "busy": mark("Not started"),
    "paused": mark("Paused"),
}
CHANGE_STATES = {
    "sent": mark("Sent"),
    "done": mark("Done"),
    "failed": mark("Failed"),
    "unknown": mark("Unknown"),
    "not_done": mark("Not done"),
    "skipped": mark("Skipped"),
}
COUNTS = {
    "matched": mark("matched"),
    "unchanged": mark("unchanged"),
    "created": mark("created"),
    "updated": mark("updated"),
    "unarchived": mark("unarchived"),
    "archived": mark("archived"),
    "held": mark("held"),
    "skipped": mark("skipped"),
    "failed": mark("failed"),
}
#: The same in the chart, which counts some of them together.
CHART_COUNTS = {**COUNTS, "updated": mark("updated or unarchived")}
FIELDS = {
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
}
KINDS = {"tag": mark("Tag"), "tag-group": mark("Tag group"), "account": mark("Account")}
GUARDS = {
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
}
#: Guards whose limit has no figures, so that their name says it all.
PLAIN_GUARDS = frozenset({"unconfirmed", "paused", "selection", "group", "undo"})
PHASES = {"read": mark("Reading"), "plan": mark("Planning"), "apply": mark("Writing to Pleo")}
#: The colour of a state (macro `state`).
COLOURS = {
    "success": "ok",
    "done": "ok",
    "held": "wait",
    "paused": "wait",
    "partial": "bad",
    "failed": "bad",
    "interrupted": "bad",
    "unknown": "bad",
}


def unit_name(unit: str) -> str:
    """A unit as people call it."""
    if unit == "accounts":
        return _("Accounts")
    return _("Tag groups") if unit == "tag_groups" else _("Tags of {dimension}", dimension=unit.removeprefix("tags:"))
