"""Pausing and resuming a connection."""

from __future__ import annotations

from pleo_erp_hookspecs import Role
from pleo_erp_hookspecs.connection_answers import PauseAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import connected


@action("pause", "Let no run write anything", Role.BOOKKEEPER)
def pause(runtime: Runtime, company: str) -> PauseAnswer:
    """Until `resume`, every run answers held and writes nothing. Answers ``{company, paused}``."""
    with runtime.store() as store:
        connected(store, company)
        store.connections.pause(company, runtime.host.user.name)
    return {"company": company, "paused": True}


@action("resume", "End a pause", Role.BOOKKEEPER)
def resume(runtime: Runtime, company: str) -> PauseAnswer:
    """End a pause. Answers ``{company, paused}``."""
    with runtime.store() as store:
        connected(store, company)
        store.connections.resume(company)
    return {"company": company, "paused": False}
