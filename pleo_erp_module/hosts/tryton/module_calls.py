"""Asking the module: one way for all screens and the scheduler.

Tryton's transaction is committed before the module writes: the module works over a connection of its own, and SQLite has room
for one writer only. What the module refuses becomes a `Refusal`, which Tryton shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from trytond.exceptions import UserError
from trytond.transaction import Transaction

from pleo_erp_hookspecs import ModuleClient, PleoErpError, StopSignal, load_modules
from pleo_erp_hookspecs.action_call import ActionCall
from pleo_erp_module.hosts.tryton import configuration
from pleo_erp_module.hosts.tryton.tryton_host import check_company, current_host

Answer = TypeVar("Answer")
_NO_TABLES = frozenset({"tables_missing", "tables_older"})


class Refusal(UserError):
    """What the module refuses: its sentence and the next step. ``fault`` is the module's error."""

    def __init__(self, fault: PleoErpError) -> None:
        super().__init__(fault.message, f"{fault.next_step} [{fault.code}]")
        self.fault = fault


def _ask(action: str, /, **arguments: Any) -> Any:
    settle()
    return _view(action, **arguments)


def _view(action: str, /, company: int | None = None, **arguments: Any) -> Any:
    if company is not None:
        check_company(company)
        arguments["company"] = str(company)
    with refusals():
        client = module_client(company)
        return with_tables(client, lambda: client.run_action(action, **arguments))


#: The answer of an action or a view, for the current user. Raises UserError and AccessError.
ask: ActionCall = _ask
#: The same for a view that only reads, in the middle of whatever transaction there is.
view: ActionCall = _view


def run(company: int, job: str, dimension: str | None = None) -> Mapping[str, Any]:
    """Run one job and answer its report. Where there is no worker for long work it stops after a while; the next run goes on."""
    check_company(company)
    with refusals():
        client = module_client(company)
        stop = None if configuration.has_worker() else _after(configuration.run_seconds())
        # Tryton's transaction begins again after the run: what others wrote meanwhile is not a conflict.
        settle()
        return with_tables(client, lambda: client.run_job(str(company), job, dimension=dimension, stop=stop))


def _after(seconds: float) -> StopSignal:
    """A signal that asks a run to stop so many seconds from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def settle() -> None:
    """Commit what Tryton has written so far."""
    transaction = Transaction()
    if not transaction.readonly:
        transaction.commit()


def module_client(company: int | None = None) -> ModuleClient:
    """The module, as the current user calls it, in the user's language."""
    return ModuleClient(load_modules(), current_host(company), Transaction().language)


def with_tables(client: ModuleClient, do: Callable[[], Answer]) -> Answer:
    """Do it, after creating or upgrading the module's tables if that is what it lacks."""
    try:
        return do()
    except PleoErpError as exc:
        if exc.code not in _NO_TABLES:
            raise
    settle()
    client.install()
    return do()


@contextmanager
def refusals() -> Iterator[None]:
    """What the module refuses becomes a `Refusal`."""
    try:
        yield
    except PleoErpError as exc:
        raise Refusal(exc) from None
