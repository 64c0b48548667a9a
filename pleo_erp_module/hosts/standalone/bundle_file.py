"""The diagnostics as one file: a zip with one JSON file for each part, made in memory."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from pleo_erp_module.actions.support_bundle import secrets_of, without
from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost


def zipped(host: StandaloneHost, parts: Mapping[str, Any]) -> bytes:
    """The module's answer to ``bundle``, and parts of the host's own, without the host's secrets."""
    hidden = without(parts, _secrets(host))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in hidden.items():
            archive.writestr(f"{name}.json", json.dumps(part, ensure_ascii=False, indent=2))
    return made.getvalue()


def _secrets(host: StandaloneHost) -> list[str]:
    mail, webhook = host.config.notify.mail, host.config.notify.webhook
    found = [mail and mail.password, webhook and webhook.url, webhook and webhook.secret]
    return [*secrets_of(host), *(one for one in found if one)]
