"""Runs that nobody watches: the scheduler's, and those that were handed to the worker."""

from __future__ import annotations

import logging

from trytond.exceptions import UserError

from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_module.hosts.tryton.module_calls import Refusal, ask, run
from pleo_erp_module.hosts.tryton.screen_words import ScreenWords
from pleo_erp_module.hosts.tryton.user_notification import take_back, tell_fault
from pleo_erp_module.messages.notice_maker import error_messages, make_notice

# Another run is under way, or this one came to its limit: the next call goes on.
_NO_FAULT = frozenset({"busy", "stopped", "run_paused", "run_disconnected"})
_logger = logging.getLogger("pleo_erp")


def _words(language: str) -> ScreenWords:
    return ScreenWords()


def connected() -> list[int]:
    """The companies that are connected; none if the module cannot say, of which people are told."""
    try:
        found = [int(one["company"]) for one in ask("connections")["connections"]]
    except Refusal as refused:
        _report(None, refused.fault.as_dict())
        return []
    take_back(None)
    return found


def run_unattended(company: int, job: str, dimension: str | None = None) -> None:
    """Run a job. An error stands in the history if there can be one, and is told to people, once for each reason."""
    try:
        report = run(company, job, dimension)
    except Refusal as refused:
        _report(company, refused.fault.as_dict())
    except UserError as refused:  # who asked for it may no longer do so
        _logger.error("company %s: %s", company, refused)
    else:
        if "error" not in report:
            take_back(company)
        elif report["error"]["code"] not in _NO_FAULT:
            _report(company, report["error"])


def _report(company: int | None, fault: ErrorAnswer) -> None:
    of = "" if company is None else f"company {company}: "
    _logger.error("%s%s %s [%s]", of, fault["message"], fault["next"], fault["code"])
    tell_fault(company, make_notice(str(company or ""), fault["code"], *error_messages(fault), _words))
