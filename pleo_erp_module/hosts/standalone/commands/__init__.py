"""The commands of `pleo-erp`, each an action or a job of the module, in a file of its own that is imported when it is used."""

from pleo_erp_module.messages.catalogue import mark

#: Each command with the first sentence of its help.
COMMANDS = {
    "bundle": mark("Write diagnostics for remote support to a file."),
    "companies": mark("List the ERP's companies."),
    "connect": mark("Connect a company to Pleo, or replace its key."),
    "connections": mark("List which companies are connected to Pleo."),
    "dimensions": mark("List the ERP's dimensions, and which are selected."),
    "disconnect": mark("Delete the key."),
    "doctor": mark("Check everything that a run needs, and say what to do."),
    "grants": mark("Print the SQL that gives a login the rights it needs and no others, for a DBA."),
    "history": mark("List the latest runs, or show one with all its changes."),
    "install": mark("Create or upgrade the module's tables in the ERP's database."),
    "notify-test": mark("Send a test message through every channel in [notify]."),
    "pause": mark("Pause all writes to Pleo until resume."),
    "plan": mark("Show what a run would do now."),
    "probe": mark("Show which ERP the database is and what would be read from it."),
    "release": mark("Approve exactly what a plan showed, for 72 hours."),
    "resume": mark("End a pause."),
    "rotate-key": mark("Encrypt all stored secrets with a new key."),
    "run": mark("Run a job: sync (what is due), sync-all, sync-tags, sync-accounts, or undo."),
    "select": mark("Choose the dimensions to synchronise, at most five."),
    "serve": mark("Serve the web pages and run the schedule, until stopped."),
    "settings": mark("Show the settings, or change those given as NAME=VALUE."),
    "undo": mark("Pause the connection, and plan to undo what the last run changed."),
    "uninstall": mark("Remove the module, but keep its tables unless --drop-tables is given."),
    "usage": mark("Show which of the records that a plan would archive are in use: expenses and categories."),
    "why": mark("Explain why one record is as it is in Pleo."),
}
