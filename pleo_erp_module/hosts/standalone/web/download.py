"""An answer that a browser saves as a file."""

from __future__ import annotations

import re

from flask import make_response
from werkzeug.wrappers import Response

_ODD = re.compile(r"[^A-Za-z0-9._-]+")


def download(content: bytes, name: str, kind: str) -> Response:
    """The file; of its name nothing is left that a file system could stumble over."""
    answer = make_response(content)
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{_ODD.sub("-", name)}"'
    return answer
