"""The diagnostics as one file: a zip with one JSON file for each part, made in memory."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any


def zipped(answer: Mapping[str, Any]) -> bytes:
    """The module's answer to ``bundle``; each part that the host added is a part of its own."""
    parts = {name: part for name, part in answer.items() if name != "host"} | answer["host"]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(f"{name}.json", json.dumps(part, ensure_ascii=False, indent=2))
    return made.getvalue()
