"""The closed sets of the module's codes, as Tryton's selections want them: their labels come from the module's own table."""

from __future__ import annotations

from pleo_erp_module.messages.labels import LABELS


def choices(sort: str, *left_out: str) -> list[tuple[str, str]]:
    """Codes and labels of a sort, in English: Tryton translates them by its own files, which are made from the catalogue."""
    return [(code, label) for code, label in LABELS[sort].items() if code not in left_out]


JOBS = choices("job", "sync")
#: And what the scheduler runs.
RUN_JOBS = choices("job")
#: `paused` is what `held` is called while a user has paused the connection.
RUN_STATES = choices("run_state", "busy")
ACTIONS = choices("change_action")
CHANGE_STATES = choices("change_state")
KINDS = choices("record")
MAPPED = [(None, ""), ("yes", "Yes"), ("no", "No")]
CHECK_STATES = choices("check_state")
