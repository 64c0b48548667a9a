"""Activating the module in a database that has had it before."""

from __future__ import annotations

from trytond.pool import Pool
from trytond.transaction import Transaction

_NOT_ACTIVE = ("not activated", "to activate")


def forget_removed_records(module: str) -> None:
    """Forget what a deactivation has removed, when the module is activated again.

    Tryton 8.0 deletes a deactivated module's records but keeps their ids under the names that its XML gives them: the next
    activation would write records that are not there, and make no scheduled task.
    """
    pool, cursor = Pool(), Transaction().connection.cursor()
    modules, names = pool.get("ir.module").__table__(), pool.get("ir.model.data").__table__()
    cursor.execute(*modules.select(modules.state, where=modules.name == module))
    if cursor.fetchone()[0] in _NOT_ACTIVE:
        cursor.execute(*names.delete(where=names.module == module))
