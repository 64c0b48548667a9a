"""The settings as a form shows them: in groups, each with a label, a unit and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pleo_erp_module.messages.catalogue import mark


@dataclass(frozen=True, slots=True)
class SettingLabel:
    """In English. ``unit`` is empty where there is none."""

    label: str
    unit: str
    help: str


MORE = mark("More")  # the heading of settings that are in no group
MINUTES, _DAYS, _PERCENT, _RECORDS = mark("minutes"), mark("days"), "%", mark("records")

SYNCHRONISED, SCHEDULE = mark("What is synchronised"), mark("Schedule")  # the first groups: what the kinds of record bring

#: The groups of all other settings.
COMMON_GROUPS: Sequence[tuple[str, Mapping[str, SettingLabel]]] = (
    (
        mark("API key"),
        {
            "key_expires": SettingLabel(
                mark("Last day of validity"),
                "",
                mark("If it has one. Notifications are sent 14 and 3 days before. Connecting again clears it."),
            ),
        },
    ),
    (
        mark("Retention"),
        {
            "history_days": SettingLabel(mark("History"), _DAYS, mark("Runs and their changes.")),
            "failure_days": SettingLabel(mark("Failures"), _DAYS, mark("Failed runs, and releases.")),
        },
    ),
    (
        mark("Limits"),
        {
            "blind_percent": SettingLabel(
                mark("Few ERP rows"),
                _PERCENT,
                mark("Hold everything if the ERP returns less than this share of the rows of the last run."),
            ),
            "wipe_active": SettingLabel(
                mark("All would be archived"), _RECORDS, mark("Hold if all active records would be archived, from this number.")
            ),
            "rewind_changes": SettingLabel(
                mark("Changes reverted"),
                _RECORDS,
                mark("Hold everything if the ERP reverts at least this number of the latest changes together."),
            ),
            "swap_creates": SettingLabel(
                mark("Records of another unit"),
                _RECORDS,
                mark("Hold if at least this number of new records, and over half of them, are records of another unit."),
            ),
            "share_vanished": SettingLabel(
                mark("Missing in the ERP: number"), _RECORDS, mark("Hold archives from this number of missing records …")
            ),
            "share_vanished_percent": SettingLabel(
                mark("Missing in the ERP: share"), _PERCENT, mark("… if they exceed this share of the active records.")
            ),
            "share_gone": SettingLabel(mark("Archives: number"), _RECORDS, mark("Hold archives from this number …")),
            "share_gone_percent": SettingLabel(
                mark("Archives: share"), _PERCENT, mark("… if they exceed this share of the active records.")
            ),
            "count_gone": SettingLabel(
                mark("Archives: at most"), _RECORDS, mark("Hold archives above this number, whatever the share.")
            ),
            "spread_records": SettingLabel(
                mark("Several units: number"),
                _RECORDS,
                mark("Hold if several units together lose or rename at least this number …"),
            ),
            "spread_percent": SettingLabel(
                mark("Several units: share"), _PERCENT, mark("… if that exceeds this share of their active records.")
            ),
            "drip_vanished": SettingLabel(
                mark("Missing within a week: number"), _RECORDS, mark("Hold archives from this number in seven days …")
            ),
            "drip_percent": SettingLabel(
                mark("Missing within a week: share"), _PERCENT, mark("… if they exceed this share of the active records.")
            ),
            "shift_updates": SettingLabel(mark("New names or codes: number"), _RECORDS, mark("Hold updates from this number …")),
            "shift_percent": SettingLabel(
                mark("New names or codes: share"), _PERCENT, mark("… if they exceed this share of the active records.")
            ),
            "flood_creates": SettingLabel(mark("New records: number"), _RECORDS, mark("Hold new records above this number …")),
            "flood_percent": SettingLabel(mark("New records: share"), _PERCENT, mark("… and this share of the active records …")),
            "flood_active": SettingLabel(
                mark("New records: from"), _RECORDS, mark("… in units with at least this number of active records.")
            ),
            "flood_small_creates": SettingLabel(
                mark("New records, small units: number"), _RECORDS, mark("Hold new records above this number …")
            ),
            "flood_small_percent": SettingLabel(
                mark("New records, small units: share"), _PERCENT, mark("… and this share of the active records …")
            ),
            "flood_small_active": SettingLabel(
                mark("New records, small units: from"),
                _RECORDS,
                mark("… in units with at least this number of active records."),
            ),
        },
    ),
)
