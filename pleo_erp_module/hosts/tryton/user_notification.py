"""Notifications in the clients of everybody who works with a company's connection."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from trytond.pool import Pool
from trytond.transaction import Transaction

from pleo_erp_hookspecs import Notice
from pleo_erp_module.hosts.tryton.field_values import fault_text

GROUPS = ("group_administration", "group_bookkeeping")
_NOTE, _FAULT = "tryton-warning", "tryton-error"  # the second one stands until it is taken back
_logger = logging.getLogger("pleo_erp")


def tell(company: int, notice: Notice) -> None:
    """One notification for each of them."""
    with _apart(f"nobody could be told: {notice.message} {notice.next_step} [{notice.code}]"):
        _save(company, _NOTE, notice, _members(company))


def tell_fault(company: int | None, notice: Notice) -> None:
    """The same for an error that keeps runs from working, once for each reason; without a company it keeps them all from it."""
    with _apart(f"nobody could be told: {notice.message} {notice.next_step} [{notice.code}]"):
        told = {one.user.id for one in _standing(company) if str(one.description).endswith(f"[{notice.code}]")}
        _save(company, _FAULT, notice, [one for one in _members(company) if one.id not in told])


def take_back(company: int | None) -> None:
    """Runs succeed again: withdraw what was notified about errors, so that a new one is notified."""
    with _apart("notifications of errors that are over could not be removed"):
        if standing := _standing(company):
            Pool().get("res.notification").delete(standing)


@contextmanager
def _apart(failure: str) -> Iterator[None]:
    """In a transaction of its own, as Tryton itself; it raises nothing: no run fails because nobody could be told."""
    try:
        with Transaction().new_transaction() as transaction, transaction.set_user(0), transaction.reset_context():
            yield
    except Exception:
        _logger.exception(failure)


def _label(company: int | None) -> str:
    return "Pleo" if company is None else f"Pleo: {Pool().get('company.company')(company).rec_name}"


def _standing(company: int | None) -> list[Any]:
    found: list[Any] = Pool().get("res.notification").search([("label", "=", _label(company)), ("icon", "=", _FAULT)])
    return found


def _members(company: int | None) -> list[Any]:
    data = Pool().get("ir.model.data")
    members = Pool().get("res.user").search([("groups", "in", [data.get_id("pleo_erp", name) for name in GROUPS])])
    return [one for one in members if company is None or company in {its.id for its in one.companies}]


def _save(company: int | None, icon: str, notice: Notice, users: list[Any]) -> None:
    pool = Pool()
    notifications = pool.get("res.notification")
    window = pool.get("ir.action.act_window")(pool.get("ir.model.data").get_id("pleo_erp", "act_connection"))
    made = []
    for user in users:
        with Transaction().set_context(language=user.language.code if user.language else None):
            said = notice.in_language(Transaction().language)  # its words are looked up in the transaction's language
            text = fault_text(said.code, said.message, said.next_step)
        made.append(notifications(user=user, label=_label(company), description=text, icon=icon, action=window.action))
    notifications.save(made)
