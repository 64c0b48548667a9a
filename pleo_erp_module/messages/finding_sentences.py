"""What the doctor's checks find."""

from __future__ import annotations

from pleo_erp_module.messages.sentence import Plural, Sentences

FINDINGS: Sentences = {
    "company_finding": "{company}: {finding}",
    "database_answers": "Connected to {engine}: {database}.",
    "tables_version": "The module's tables have version {version}.",
    "erp_found": Plural(
        "{title} (profile {profile}, {how}) has {count} company: {companies}.",
        "{title} (profile {profile}, {how}) has {count} companies: {companies}.",
    ),
    "erp_found_many": "{title} (profile {profile}, {how}) has more than {count} companies: {companies}.",
    "erp_reached": "{found} {engine} is reached through {driver}. The profile was tested against: {verified}.",
    "with_caution": "{finding} {caution}.",
    "sqlserver_untried": "This module has never been tested on a real SQL Server",
    "profile_recognised": "recognised",
    "profile_named": "set in the configuration",
    "untested": "nothing (the profile does not say)",
    "key_file_not_made": "The key file {path} does not exist yet. It is created when the first company is connected.",
    "key_file_holds": "Keys in {path}: {count}. API keys encrypted with them: {sealed}.",
    "pace_too_fast": "{rate} requests per minute are more than Pleo allows (600).",
    "lower_pace": "Set {config.pleo.requests_per_minute} to 500.",
    "connection_works": Plural(
        "Pleo accepts the API key. {company} has {count} tag group.",
        "Pleo accepts the API key. {company} has {count} tag groups.",
    ),
    "profile_proposes": "New connections get {name}={proposed}; company {company} uses {used}.",
    "take_proposed_parameter": "Set {name} in {config.erp.parameters}, and show a plan before the next run.",
    "take_proposed_setting": "Set {name}={proposed} ({action.settings}), and show a plan before the next run.",
    "reading_works": Plural(
        "Everything that a run reads can be read: {count} row.", "Everything that a run reads can be read: {count} rows."
    ),
    "last_run_well": "The last run {run} had no errors.",
    "last_run_interrupted": "The last run {run} was interrupted. The next run will continue it.",
    "last_run_failed": "The last run {run} had an error: {detail}.",
    "last_run_left": Plural(
        "The last run {run} could not make {count} change in Pleo.", "The last run {run} could not make {count} changes in Pleo."
    ),
    "last_run_holds": Plural(
        "The last run {run} held {count} change. It waits for a release.",
        "The last run {run} held {count} changes. They wait for a release.",
    ),
    "release_held": "Check the changes and release them ({action.plan}).",
    "see_history": "See what failed ({action.history}).",
    "works_in_language": "{finding} Names are read in the language {language}.",
    "works_but_paused": "{finding} The connection is paused: no run writes anything until it is resumed.",
}
