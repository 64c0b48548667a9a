"""The closed sets of the module's words, as Tryton's selections show them."""

from __future__ import annotations

#: What people can preview and run.
JOBS = [
    ("sync-all", "Tags and Accounts"),
    ("sync-tags", "Tags"),
    ("sync-accounts", "Accounts"),
    ("undo", "Undo of the Last Run"),
]
#: And what the scheduler runs.
RUN_JOBS = [("sync", "What Is Due"), *JOBS]
RUN_STATES = [
    ("running", "Running"),
    ("success", "Success"),
    ("held", "Waits for a Release"),
    ("partial", "Partly Failed"),
    ("failed", "Failed"),
    ("interrupted", "Interrupted"),
]
ACTIONS = [("create", "Create"), ("update", "Update"), ("unarchive", "Unarchive"), ("archive", "Archive")]
CHANGE_STATES = [
    ("sent", "Sent"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("unknown", "Unknown"),
    ("not_done", "Not Done"),
    ("skipped", "Skipped"),
]
KINDS = [("tag", "Tag"), ("tag-group", "Tag Group"), ("account", "Account")]
CHECK_STATES = [("ok", "OK"), ("warning", "Warning"), ("failed", "Failed")]
