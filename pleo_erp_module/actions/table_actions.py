"""Installing and removing the module in a database."""

from __future__ import annotations

from contextlib import ExitStack

from pleo_erp_hookspecs import Role
from pleo_erp_hookspecs.installation_answers import InstallAnswer, ScriptAnswer, UninstallAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.store import Store
from pleo_erp_module.sync.runtime import Runtime


def install(runtime: Runtime) -> InstallAnswer:
    """Create or upgrade the tables, and make the key file if there is none and nothing is sealed yet. May be repeated.

    Answers ``{applied: [names], version, key_file}``.
    """
    with runtime.store(check=False) as store:
        applied = store.migrations.apply()
        if not store.secrets.all():
            runtime.vault.create_if_missing()
        return {
            "applied": [f"{step.number:03} {step.name}" for step in applied],
            "version": max((step.number for step in store.migrations.applied()), default=0),
            "key_file": str(runtime.host.key_file),
        }


@action("script", "The SQL that installing would run, for a DBA", Role.ADMINISTRATOR, company=False, view=True)
def script(runtime: Runtime) -> ScriptAnswer:
    """What `install` would run, as SQL for a DBA: ``{sql}``. Changes nothing."""
    with runtime.store(check=False) as store:
        return {"sql": store.migrations.script()}


def uninstall(runtime: Runtime, drop_tables: bool = False) -> UninstallAnswer:
    """Remove the module; its tables stay unless ``drop_tables``. Archives nothing in Pleo. Answers ``{dropped}``."""
    if drop_tables:
        with runtime.store(check=False) as store, ExitStack() as stack:
            if store.migrations.applied():
                lock_all(runtime, store, stack, "uninstall")
                # The leases' own rows go with the tables.
                store.migrations.drop()
    return {"dropped": drop_tables}


def lock_all(runtime: Runtime, store: Store, stack: ExitStack, what: str) -> None:
    """Take the lock of every connection until ``stack`` ends; raises ``busy``."""
    for connection in store.connections.all():
        stack.enter_context(runtime.lease(connection.company, what))
