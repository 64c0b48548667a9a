"""When the job `sync` has something to do."""

from typing import TypedDict

from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_hookspecs.run_answers import RunStatus


class LastRunAnswer(TypedDict):
    """The latest run of any job."""

    finished_at: str | None
    """a moment; null while it runs"""
    status: RunStatus
    """how it ended"""


class RunningAnswer(TypedDict):
    """Who holds the lock of a connection."""

    owner: str
    """the job or action, and where it runs"""
    since: str
    """a moment"""


class ScheduledJobAnswer(TypedDict):
    """The job `sync` of one connection."""

    company: str
    """the ERP company's id"""
    job: str
    """`sync`"""
    interval_minutes: int | None
    """how often it is due; null if the settings cannot be used"""
    next_due: str | None
    """a moment, past or now if it is due; null if nothing is synchronised"""
    due: bool
    """whether it is due now"""
    last: LastRunAnswer | None
    """the latest run of any job, or null"""
    running: RunningAnswer | None
    """whoever holds the lock, or null"""
    error: ErrorAnswer | None
    """why the settings cannot be used, or null"""


class ScheduleAnswer(TypedDict):
    """What the view `schedule` answers."""

    now: str
    """the moment of the answer"""
    jobs: list[ScheduledJobAnswer]
    """one for each connection"""
