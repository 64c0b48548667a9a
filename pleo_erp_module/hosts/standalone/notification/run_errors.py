"""Which errors of a run people are notified about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pleo_erp_hookspecs import Message, Notice
from pleo_erp_module.kinds import registry
from pleo_erp_module.messages.notice_maker import Words, error_messages, make_notice
from pleo_erp_module.sync.row_warnings import unit_label

# Another run is under way, somebody stopped this one, or the connection is gone: nobody has to do anything.
_NO_ERROR = frozenset({"busy", "stopped", "run_paused", "run_disconnected", "not_connected"})
_RUN = "run"  # the place of errors that concern the whole of it


def reasons(report: Mapping[str, Any], words: Words) -> dict[str, Notice]:
    """By what makes each of them the same error when it is met again.

    Of a run that ended early only the reason counts: what its units lack follows from it.
    """
    company, found = report["company"], dict[str, Notice]()
    error = report.get("error")
    if error is not None:
        if error["code"] not in _NO_ERROR:
            found[f"{_RUN} {error['code']}"] = make_notice(company, error["code"], *error_messages(error), words)
        return found
    for unit in report["units"]:
        name, error = unit["unit"], unit["error"]
        called = unit_label(registry.unit_named(name))
        if error is not None:
            message, next_step = error_messages(error)
            message = Message("part_failed", {"unit": called, "error": message})
            found[f"{name} {error['code']}"] = make_notice(company, error["code"], message, next_step, words)
        elif unit["failed"]:
            message = Message("changes_failed", {"unit": called, "count": unit["failed"]})
            see = Message("see_run", {"run": report["run"]})
            found[f"{name} failed"] = make_notice(company, "failed", message, see, words)
    return found


def concerned(report: Mapping[str, Any]) -> Callable[[str], bool]:
    """Whether a reason would be met again by this run if it still stood; of a unit that was not looked at nothing is known."""
    ended_early = report.get("error") is not None
    places = {unit["unit"] for unit in report["units"]} if not ended_early else set()
    # A run that only answers "busy" has met nothing at all.
    met_nothing = ended_early and report["error"]["code"] in _NO_ERROR

    def is_concerned(reason: str) -> bool:
        place = reason.rpartition(" ")[0]
        return not met_nothing and (place == _RUN or place in places)

    return is_concerned
