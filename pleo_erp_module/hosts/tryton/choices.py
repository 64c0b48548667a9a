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
#: `paused` is what `held` is called while a person has paused the connection.
RUN_STATES = [
    ("running", "Running"),
    ("success", "Success"),
    ("held", "Waits for a Release"),
    ("paused", "Paused"),
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
MAPPED = [(None, ""), ("yes", "Yes"), ("no", "No")]
CHECK_STATES = [("ok", "OK"), ("warning", "Warning"), ("failed", "Failed")]
