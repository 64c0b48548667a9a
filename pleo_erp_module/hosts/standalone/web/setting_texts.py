"""The settings as people read them: in groups, each with a label, its unit and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pleo_erp_module.hosts.standalone.web.words import mark


@dataclass(frozen=True, slots=True)
class SettingText:
    """``unit`` is empty where there is none."""

    label: str
    unit: str
    help: str


_MINUTES, _DAYS, _PERCENT, _RECORDS = mark("minutes"), mark("days"), "%", mark("records")

GROUPS: Sequence[tuple[str, Mapping[str, SettingText]]] = (
    (
        mark("What is synchronised"),
        {
            "tags": SettingText(mark("Tag groups and tags"), "", mark("From the selected dimensions.")),
            "accounts": SettingText(mark("Chart of accounts"), "", mark("All accounts that accept postings.")),
            "account_key": SettingText(
                mark("Accounts are identified by"),
                "",
                mark(
                    "id: the row ID in the ERP. code: the account number. A wrong choice would archive and re-create the whole chart."
                ),
            ),
            "group_names": SettingText(
                mark("Names of tag groups"), "", mark("on: names follow the ERP. off: groups can be renamed in Pleo.")
            ),
        },
    ),
    (
        mark("Schedule"),
        {
            "tags_interval": SettingText(mark("Tags"), _MINUTES, mark("Between two runs. From 60 minutes to one day (1440).")),
            "accounts_interval": SettingText(mark("Accounts"), _MINUTES, mark("Between two runs. One day (1440) is usual.")),
        },
    ),
    (
        mark("API key"),
        {
            "key_expires": SettingText(
                mark("Last day of validity"),
                "",
                mark("If it has one. Notifications are sent 14 and 3 days before. Connecting again clears it."),
            ),
        },
    ),
    (
        mark("Retention"),
        {
            "history_days": SettingText(mark("History"), _DAYS, mark("Runs and their changes.")),
            "failure_days": SettingText(mark("Failures"), _DAYS, mark("Failed runs, and releases.")),
        },
    ),
    (
        mark("Limits"),
        {
            "blind_percent": SettingText(
                mark("Few ERP rows"),
                _PERCENT,
                mark("Hold everything if the ERP returns less than this share of the rows of the last run."),
            ),
            "wipe_active": SettingText(
                mark("All would be archived"), _RECORDS, mark("Hold if all active records would be archived, from this number.")
            ),
            "share_vanished": SettingText(
                mark("Missing in the ERP: number"), _RECORDS, mark("Hold archives from this number of missing records …")
            ),
            "share_vanished_percent": SettingText(
                mark("Missing in the ERP: share"), _PERCENT, mark("… if they exceed this share of the active records.")
            ),
            "share_gone": SettingText(mark("Archives: number"), _RECORDS, mark("Hold archives from this number …")),
            "share_gone_percent": SettingText(
                mark("Archives: share"), _PERCENT, mark("… if they exceed this share of the active records.")
            ),
            "count_gone": SettingText(
                mark("Archives: at most"), _RECORDS, mark("Hold archives above this number, whatever the share.")
            ),
            "shift_updates": SettingText(mark("New names or codes: number"), _RECORDS, mark("Hold updates from this number …")),
            "shift_percent": SettingText(
                mark("New names or codes: share"), _PERCENT, mark("… if they exceed this share of the active records.")
            ),
            "flood_creates": SettingText(mark("New records: number"), _RECORDS, mark("Hold new records above this number …")),
            "flood_percent": SettingText(mark("New records: share"), _PERCENT, mark("… and this share of the active records …")),
            "flood_active": SettingText(
                mark("New records: from"), _RECORDS, mark("… in groups with at least this number of active records.")
            ),
        },
    ),
)
