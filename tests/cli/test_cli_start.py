"""What a command imports: by it the time that a start takes is kept short, on any machine."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"cryptography", "flask", "importlib.metadata", "msgspec", "pyodbc", "requests", "rich", "pleo_erp_module.plugin"}


def imported(statements: str) -> set[str]:
    """The modules that a new process has imported after these statements."""
    program = f"import sys\n{statements}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_help_imports_no_heavy_library() -> None:
    found = imported("from pleo_erp_module.hosts.standalone.cli import run_command\nassert run_command(['--help']) == 0")
    assert "pleo_erp_module.hosts.standalone.cli" in found
    assert found & HEAVY == set()


def test_a_run_imports_neither_actions_nor_web_pages_nor_mail_nor_bars() -> None:
    found = imported(
        "from pleo_erp_hookspecs import load_modules\n"
        "from pleo_erp_module.hosts.standalone import config, standalone_host\n"
        "from pleo_erp_module.hosts.standalone.commands import run_command\n"
        "load_modules()"
    )
    assert "pleo_erp_module.sync.sync_run" in found
    assert found & {"flask", "apscheduler", "smtplib", "rich.progress", "pleo_erp_module.actions"} == set()
