"""Where things are: the checkout, the environment in it, the cache. Everything that differs between Windows and the rest."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one checkout. Nothing outside them is written, system packages apart."""

    checkout: Path
    venv: Path
    cache: Path
    windows: bool = sys.platform == "win32"
    demo: Path = Path(".demo")  # everything the demo makes; removed whole

    @classmethod
    def find(cls, environ: Mapping[str, str] = os.environ) -> Places:
        """The environment is ``PLEO_ERP_VENV`` or ``.venv``, the cache ``PLEO_ERP_CACHE`` or ``.cache``, and what the demo makes
        ``PLEO_ERP_DEMO`` or ``.demo``, all in the checkout.
        """
        checkout = Path(__file__).resolve().parents[2]
        venv = Path(environ.get("PLEO_ERP_VENV") or checkout / ".venv").absolute()
        cache = Path(environ.get("PLEO_ERP_CACHE") or checkout / ".cache").absolute()
        return cls(checkout, venv, cache, demo=Path(environ.get("PLEO_ERP_DEMO") or checkout / ".demo").absolute())

    @property
    def scripts(self) -> Path:
        """Where the environment keeps its programs."""
        return self.venv / ("Scripts" if self.windows else "bin")

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.program("python")

    @property
    def stamp(self) -> Path:
        """What the environment was built from."""
        return self.venv / "pleo-erp-stamp.json"

    @property
    def logs(self) -> Path:
        """What pip and apt-get said."""
        return self.cache / "logs"

    @property
    def demo_logs(self) -> Path:
        """What the demo's programs said; it stays when the demo is gone."""
        return self.logs / self.demo.name.lstrip(".")

    def program(self, name: str) -> Path:
        """A program of the environment."""
        return self.scripts / (f"{name}.exe" if self.windows else name)

    def make_cache(self) -> None:
        """Create the cache's folders; git is told to leave them alone."""
        self.logs.mkdir(parents=True, exist_ok=True)
        ignore = self.cache / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", "utf-8")

    def tools_path(self) -> str:
        """The import path for the programs in ``installer`` and ``tests`` when they run in the environment."""
        return os.pathsep.join(str(self.checkout / folder) for folder in ("installer", "tests"))
