"""The closed sets of the module's codes, as Tryton's selections want them: their labels come from the module's own table."""

from __future__ import annotations

from pleo_erp_module.kinds import registry
from pleo_erp_module.messages.labels import LABELS


def choices(sort: str, *left_out: str) -> list[tuple[str, str]]:
    """Codes and labels of a sort, in English: Tryton translates them by its own files, which are made from the catalogue."""
    return [(code, label) for code, label in LABELS[sort].items() if code not in left_out]


#: What users can preview and run.
JOBS = [
    *choices("job", "sync", "undo"),
    *((area.job, area.label) for area in registry.areas()),
    *choices("job", "sync", "sync-all"),
]
#: The jobs that may be restricted to one dimension.
JOBS_OF_DIMENSIONS = [area.job for area in registry.areas() if area.of_selection]
#: And what the scheduler runs.
RUN_JOBS = [*choices("job", "sync-all", "undo"), *JOBS]
#: `paused` is what `held` is called while a user has paused the connection.
RUN_STATES = choices("run_state", "busy")
ACTIONS = choices("change_action")
CHANGE_STATES = choices("change_state")
#: What `why` can be asked about, and which of it with a dimension.
KINDS = [(kind.question, kind.label) for kind in registry.in_lists()]
KINDS_OF_DIMENSIONS = [kind.question for kind in registry.in_lists() if kind.parent]
MAPPED = [(None, ""), ("yes", "Yes"), ("no", "No")]
CHECK_STATES = choices("check_state")
