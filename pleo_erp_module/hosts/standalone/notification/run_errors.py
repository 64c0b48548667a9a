"""Which errors of a run people are notified about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pleo_erp_hookspecs import Notice
from pleo_erp_module.messages.catalogue import ENGLISH, catalogue, mark, mark_plural

# Another run is under way, somebody stopped this one, or the connection is gone: nobody has to do anything.
_NO_ERROR = frozenset({"busy", "stopped", "run_paused", "run_disconnected", "not_connected"})
_RUN = "run"  # the place of errors that concern the whole of it


_FAILED = mark_plural("{unit}: {count} change could not be made in Pleo.", "{unit}: {count} changes could not be made in Pleo.")
_SEE = mark("See the run {run}.")


def reasons(report: Mapping[str, Any], language: str = ENGLISH) -> dict[str, Notice]:
    """By what makes each of them the same error when it is met again.

    Of a run that ended early only the reason counts: what its units lack follows from it.
    """
    company, found = report["company"], dict[str, Notice]()
    error = report.get("error")
    if error is not None:
        if error["code"] not in _NO_ERROR:
            found[f"{_RUN} {error['code']}"] = Notice(company, error["code"], error["message"], error["next"])
        return found
    for unit in report["units"]:
        name, error = unit["unit"], unit["error"]
        if error is not None:
            found[f"{name} {error['code']}"] = Notice(company, error["code"], f"{name}: {error['message']}", error["next"])
        elif unit["failed"]:
            texts, count = catalogue(language), unit["failed"]
            message = texts.ngettext(*_FAILED, count).format(unit=name, count=count)
            found[f"{name} failed"] = Notice(company, "failed", message, texts.gettext(_SEE).format(run=report["run"]))
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
