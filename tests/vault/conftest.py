"""A vault whose key file has just been made."""

from __future__ import annotations

from pathlib import Path

import pytest

from pleo_erp_module.vault import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "keys" / "kek")
    assert vault.create_if_missing()
    return vault
