"""The commands of `pleo-erp`, each an action or a job of the module; imported when it is used, so that help comes at once."""

#: The module of each command, in which it is a function of its name, and the first sentence of its help.
COMMANDS = {
    "bundle": ("setup_commands", "Write what remote support needs to see into a file."),
    "companies": ("connection_commands", "List the ERP's companies."),
    "connect": ("connection_commands", "Connect a company to Pleo, or replace its key."),
    "connections": ("connection_commands", "List which companies are connected to Pleo."),
    "dimensions": ("connection_commands", "List the ERP's dimensions, and which are selected."),
    "disconnect": ("connection_commands", "Forget the key."),
    "doctor": ("setup_commands", "Check everything that a run needs, and say what to do."),
    "grants": ("setup_commands", "Print the SQL that gives a login the rights it needs and no others, for a DBA."),
    "history": ("run_commands", "List the latest runs, or show one with all its changes."),
    "install": ("setup_commands", "Create or upgrade the module's tables in the ERP's database."),
    "notify-test": ("setup_commands", "Send a test message by every way that [notify] configures."),
    "pause": ("run_commands", "Let no run write anything until resume."),
    "plan": ("run_commands", "Show what a run would do now."),
    "probe": ("setup_commands", "Say which ERP the database is and what would be read of it."),
    "release": ("run_commands", "Approve exactly what a plan showed, for 72 hours."),
    "resume": ("run_commands", "End a pause."),
    "rotate-key": ("setup_commands", "Seal all stored secrets under a new key."),
    "run": (
        "run_commands",
        "Run a job: sync (what is due), sync-all, sync-tags, sync-accounts, or undo.",
    ),
    "select": ("connection_commands", "Choose the dimensions to synchronise, at most five."),
    "serve": ("setup_commands", "Serve the web pages and run the schedule, until told to stop."),
    "settings": ("connection_commands", "Show the settings, after changing those that are named."),
    "undo": ("run_commands", "Pause the connection, and plan to turn back what the last run changed."),
    "uninstall": ("setup_commands", "Remove the module; its tables stay unless told otherwise."),
    "usage": ("run_commands", "Say what hangs on the records that a plan would archive: expenses and categories."),
    "why": ("run_commands", "Say why one record is as it is in Pleo."),
}
