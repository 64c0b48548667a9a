"""What the vault's tests share."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.vault import Binding, Vault

BINDING = Binding("3f1c", "postgresql://db:5432/erp", "7", "api_key")
SECRET = "pleo_live_0123456789abcdef"
KEY = base64.b64encode(bytes(range(32))).decode()


def refusal(call: Callable[[], object]) -> PleoErpError:
    with pytest.raises(PleoErpError) as caught:
        call()
    return caught.value


def key_file(path: Path, text: str | bytes) -> Vault:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(0o600)
    return Vault(path)
