"""Sealing every secret under a new key."""

from __future__ import annotations

from contextlib import ExitStack

from pleo_erp_hookspecs import Role
from pleo_erp_hookspecs.installation_answers import KeyRotationAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.actions.table_actions import lock_all
from pleo_erp_module.secret_text import SecretText
from pleo_erp_module.sync import identity
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import connected


@action("rotate-key", "Seal all secrets under a new key", Role.ADMINISTRATOR, company=False)
def rotate_key(runtime: Runtime) -> KeyRotationAnswer:
    """Seal every secret under a new key, all in one transaction. May be repeated; answers ``{rotated, key}``.

    The old key stays in the key file, retired: another database may share the file, and a restored backup must open.
    """
    with runtime.store() as store, ExitStack() as stack:
        lock_all(runtime, store, stack, "rotate-key")
        vault = runtime.vault
        opened = []
        for company, purpose, sealed in store.secrets.all():
            bound = identity.binding(store, company, connected(store, company).fingerprint)
            opened.append((company, purpose, bound, SecretText(vault.open(sealed, bound))))
        kid = vault.add_key()
        sealed_again = [(company, purpose, vault.seal(secret.reveal(), bound)) for company, purpose, bound, secret in opened]
        store.secrets.replace_all(sealed_again)
        return {"rotated": len(opened), "key": kid}
