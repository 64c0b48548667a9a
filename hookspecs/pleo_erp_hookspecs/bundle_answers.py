"""What remote support needs to see. No key and no password is in it."""

from typing import Any, TypedDict

from pleo_erp_hookspecs.connection_answers import ConnectionAnswer
from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_hookspecs.installation_answers import DoctorAnswer
from pleo_erp_hookspecs.run_answers import RunAnswer
from pleo_erp_hookspecs.schedule_answers import ScheduleAnswer


class FailedPartAnswer(TypedDict):
    """In place of a part of the bundle that could not be had."""

    error: ErrorAnswer
    """why"""


class VersionsAnswer(TypedDict):
    """What is installed."""

    module: str
    """the module's version"""
    python: str
    """Python's version"""
    system: str
    """the operating system"""
    libraries: dict[str, str]
    """versions by library"""
    profile: str
    """the configured profile"""
    pleo: str | None
    """the host name of Pleo's address"""
    extensions: list[str]
    """the installed extensions"""


class BundleCompanyAnswer(ConnectionAnswer):
    """One connection of the bundle; `selected` is as in `connections`."""

    settings: dict[str, str | int] | FailedPartAnswer
    """the values in force"""
    selection: list[str] | None
    """the codes of the selected dimensions; null before the first selection"""
    runs: list[RunAnswer]
    """the latest runs"""
    failures: list[dict[str, Any]]
    """how often changes of these runs failed, by error"""


class BundleAnswer(TypedDict):
    """What the view `bundle` answers."""

    made_at: str
    """a moment"""
    versions: VersionsAnswer
    """what is installed"""
    doctor: DoctorAnswer | FailedPartAnswer
    """the checks"""
    schedule: ScheduleAnswer | FailedPartAnswer
    """what is due"""
    companies: list[BundleCompanyAnswer] | FailedPartAnswer
    """every connection, or one"""
    host: dict[str, Any]
    """what the host added"""
