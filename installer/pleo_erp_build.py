"""The build back end: setuptools, after the catalogues have been compiled from what translators edit."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403

_MESSAGES = Path(__file__).parents[1] / "pleo_erp_module" / "messages"


def _compile() -> None:
    # By its path: the package itself may need what is not installed while it is built.
    runpy.run_path(str(_MESSAGES / "po_file.py"))["compile_all"](_MESSAGES / "translations")


def build_wheel(*arguments: Any, **options: Any) -> str:
    """The wheel, with compiled catalogues and without their sources."""
    _compile()
    return str(build_meta.build_wheel(*arguments, **options))


def build_editable(*arguments: Any, **options: Any) -> str:
    """The same for an installation that uses the checkout itself."""
    _compile()
    return str(build_meta.build_editable(*arguments, **options))
