"""Tryton's side of the contract: its database, its companies, its users and their groups, and how people are told."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trytond.i18n import gettext
from trytond.model.exceptions import AccessError
from trytond.pool import Pool
from trytond.transaction import Transaction

from pleo_erp_hookspecs import Company, ErpAccess, Notice, PleoAccess, Role, User
from pleo_erp_module.hosts.tryton import configuration
from pleo_erp_module.hosts.tryton.screen_words import ScreenWords
from pleo_erp_module.hosts.tryton.user_notification import tell

ADMINISTRATION, BOOKKEEPING = "group_administration", "group_bookkeeping"
SCHEDULER = User("Tryton's scheduler", Role.BOOKKEEPER)  # it only runs jobs


@dataclass(frozen=True, slots=True)
class TrytonHost:
    """What the module may ask, read from Tryton beforehand: it then works without Tryton's transaction."""

    erp: ErpAccess
    pleo: PleoAccess
    key_file: Path
    user: User
    own_companies: Sequence[Company]
    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("pleo_erp"))

    def companies(self) -> Sequence[Company]:
        """Tryton's companies."""
        return self.own_companies

    def notify(self, notice: Notice) -> None:
        """A notification in the clients of everybody who works with this company's connection."""
        tell(int(notice.company), notice)

    def parameters(self, company: str) -> Mapping[str, str]:
        """Tryton's profile has none."""
        return {}

    def vocabulary(self, language: str) -> Mapping[str, str]:
        """Menu paths and fields, in the language of Tryton's transaction."""
        return ScreenWords()


def current_host(company: int | None = None) -> TrytonHost:
    """For the transaction's user. Raises AccessError for who is in neither group, PleoErpError ``config_invalid``.

    With a ``company`` names are read in its language, which is its party's, else Tryton's own.
    """
    user = current_user()
    return TrytonHost(
        configuration.erp_access(Transaction().database.name, _language(company)),
        configuration.pleo_access(),
        configuration.key_file(),
        user,
        _companies(),
    )


def visible_companies() -> list[int]:
    """The ids of the companies that the user works in; for Tryton itself all of them."""
    transaction, pool = Transaction(), Pool()
    with transaction.set_context(_check_access=False):
        if transaction.user == 0:
            return [one.id for one in pool.get("company.company").search([], order=[("id", "ASC")])]
        return sorted(pool.get("res.user").get_companies())


def check_company(company: int) -> None:
    """Raises AccessError for a company that the user does not work in."""
    if company not in visible_companies():
        raise AccessError(gettext("pleo_erp.msg_other_company"))


def _group(name: str) -> int:
    return int(Pool().get("ir.model.data").get_id("pleo_erp", name))


def current_user() -> User:
    """Who works in this transaction, and in which role. Raises AccessError for one who is in neither group."""
    number = Transaction().user
    if number == 0:
        return SCHEDULER
    users = Pool().get("res.user")
    groups = set(users.get_groups())
    with Transaction().set_context(_check_access=False):
        name = str(users(number).login)
    if _group(ADMINISTRATION) in groups:
        return User(name, Role.ADMINISTRATOR)
    if _group(BOOKKEEPING) in groups:
        return User(name, Role.BOOKKEEPER)
    raise AccessError(gettext("pleo_erp.msg_no_group"))


def _language(company: int | None) -> str:
    pool = Pool()
    with Transaction().set_context(_check_access=False):
        own = pool.get("company.company")(company).party.lang if company is not None else None
        return str(own.code if own else pool.get("ir.configuration").get_language())


def _companies() -> list[Company]:
    with Transaction().set_context(_check_access=False):
        found = Pool().get("company.company").search([], order=[("id", "ASC")])
        return [Company(str(one.id), one.rec_name, one.timezone or None) for one in found]
