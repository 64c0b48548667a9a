"""What there is to synchronise, to run and to ask about, as people call it."""

from __future__ import annotations

from pleo_erp_hookspecs import Role
from pleo_erp_hookspecs.kind_answers import KindsAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.display import Display
from pleo_erp_module.messages.labels import LABELS
from pleo_erp_module.sync.job_scope import SYNC, SYNC_ALL, UNDO
from pleo_erp_module.sync.runtime import Runtime


@action("kinds", "What can be synchronised, run and asked about", Role.BOOKKEEPER, company=False, view=True)
def kinds(runtime: Runtime) -> KindsAnswer:
    """Answers ``{kinds: [{kind, label, dimension}], jobs: [{job, label, dimension, offered}]}``, in the order of lists.

    ``kind`` is what the view `why` takes, ``dimension`` whether one has to be named with it. Of jobs it says whether one may be
    named, and ``offered`` whether people choose the job from a list: the others are started by the scheduler or a plan.
    """
    display = Display(runtime.renderer.language)
    areas = registry.areas()
    jobs = [
        (SYNC_ALL, LABELS["job"][SYNC_ALL], False, True),
        *((area.job, area.label, area.of_selection, True) for area in areas),
        (SYNC, LABELS["job"][SYNC], False, False),
        (UNDO, LABELS["job"][UNDO], False, False),
    ]
    return {
        "kinds": [
            {"kind": kind.question, "label": display.label(kind.label), "dimension": kind.parent is not None}
            for kind in registry.in_lists()
        ],
        "jobs": [
            {"job": job, "label": display.label(label), "dimension": dimension, "offered": offered}
            for job, label, dimension, offered in jobs
        ],
    }
