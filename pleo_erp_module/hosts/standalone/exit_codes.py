"""The exit codes of `pleo-erp`."""

OK, FAILED, USAGE, PARTIAL, HELD, BUSY = 0, 1, 2, 3, 4, 5
BY_STATUS = {"success": OK, "failed": FAILED, "partial": PARTIAL, "held": HELD, "busy": BUSY}
WORST_FIRST = (FAILED, PARTIAL, HELD, BUSY, OK)  # of several runs, the exit code that is answered
