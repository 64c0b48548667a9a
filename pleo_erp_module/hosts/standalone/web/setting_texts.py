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
            "tags": SettingText(mark("Tag groups and tags"), "", mark("From the dimensions that are selected.")),
            "accounts": SettingText(mark("Chart of accounts"), "", mark("All accounts that can be booked on.")),
            "account_key": SettingText(
                mark("Accounts are identified by"),
                "",
                mark("id: the ERP's row id; code: the account number. A wrong one would archive and re-create the whole chart."),
            ),
            "group_names": SettingText(
                mark("Names of tag groups"), "", mark("on: kept in step with the ERP; off: people may rename groups in Pleo.")
            ),
        },
    ),
    (
        mark("How often"),
        {
            "tags_interval": SettingText(mark("Tags"), _MINUTES, mark("Between two runs; from 60 minutes to a day (1440).")),
            "accounts_interval": SettingText(mark("Accounts"), _MINUTES, mark("Between two runs; a day (1440) is usual.")),
        },
    ),
    (
        mark("The API key"),
        {
            "key_expires": SettingText(
                mark("Last day of the key"),
                "",
                mark("If it has one. People are told 14 and 3 days before. Connecting again empties it."),
            ),
        },
    ),
    (
        mark("How long is kept"),
        {
            "history_days": SettingText(mark("History"), _DAYS, mark("Runs and their changes.")),
            "failure_days": SettingText(mark("Failures"), _DAYS, mark("Runs that failed, and who released what.")),
        },
    ),
    (
        mark("When a run stops and asks"),
        {
            "blind_percent": SettingText(
                mark("Few ERP rows"),
                _PERCENT,
                mark("Hold everything if the ERP gives less than this share of the last run's rows."),
            ),
            "wipe_active": SettingText(
                mark("All would go"), _RECORDS, mark("Hold if all active records would be archived, from this many on.")
            ),
            "share_vanished": SettingText(
                mark("Vanished from the ERP: number"), _RECORDS, mark("Hold archives from this many vanished records on …")
            ),
            "share_vanished_percent": SettingText(
                mark("Vanished from the ERP: share"), _PERCENT, mark("… if they are more than this share of the active ones.")
            ),
            "share_gone": SettingText(mark("Archives: number"), _RECORDS, mark("Hold archives from this many on …")),
            "share_gone_percent": SettingText(
                mark("Archives: share"), _PERCENT, mark("… if they are more than this share of the active ones.")
            ),
            "count_gone": SettingText(
                mark("Archives: at most"), _RECORDS, mark("Hold archives if they are more than this, whatever the share.")
            ),
            "shift_updates": SettingText(mark("New names or codes: number"), _RECORDS, mark("Hold updates from this many on …")),
            "shift_percent": SettingText(
                mark("New names or codes: share"), _PERCENT, mark("… if they are more than this share of the active ones.")
            ),
            "flood_creates": SettingText(
                mark("New records: number"), _RECORDS, mark("Hold creates if they are more than this …")
            ),
            "flood_percent": SettingText(
                mark("New records: share"), _PERCENT, mark("… and more than this share of the active ones …")
            ),
            "flood_active": SettingText(
                mark("New records: from"), _RECORDS, mark("… in groups with at least this many active records.")
            ),
        },
    ),
)
