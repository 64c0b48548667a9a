"""Where the configuration file is."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "PLEO_ERP_CONFIG"
DEFAULT = "pleo-erp.toml"


def find(given: Path | None) -> Path:
    """The configuration file: the one that is named, else the environment's, else pleo-erp.toml in the current folder."""
    from pleo_erp_module.errors import error
    from pleo_erp_module.path_check import holds_or_hidden

    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    path = named or Path(DEFAULT)
    if not holds_or_hidden(path.is_file):
        raise error("config_missing", path=path)
    return path
