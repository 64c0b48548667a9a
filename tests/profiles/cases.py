"""The cases of the suite: for each ERP a folder with the rows of a fixture and what must be read of them.

A folder is named after its profile, with ``_<version>`` for a version of the ERP whose tables are others, and holds
``expected.txt`` and ``fixture.sql``, or ``<engine>.sql`` where an engine needs its own. It runs on every engine of the profile
that the tests have; a profile none of whose engines is here runs on SQLite.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from engines import ENGINES
from erp.worlds import FIXTURES, no_parameters, run_script, source
from pleo_erp_module.erp import Profile, Source, known_profiles, load_profile
from pleo_erp_module.erp.profile_search import shipped_profiles

FOLDER = Path(__file__).parent
STAND_IN = "sqlite"
TEMPLATE = "custom"  # the one shipped profile that is of no ERP; docs/profiles.md is its case


def engines_here(profile: Profile) -> tuple[str, ...]:
    """The engines on which the profile's case runs."""
    return tuple(engine for engine in profile.engines if engine in ENGINES) or (STAND_IN,)


@dataclass(frozen=True)
class Case:
    """One profile on one engine, and one version of the ERP."""

    folder: str
    engine: str

    def __str__(self) -> str:
        return f"{self.folder}-{self.engine}"

    @property
    def name(self) -> str:
        """The profile's."""
        return profile_of(self.folder)

    @property
    def alone(self) -> bool:
        """Whether this fixture is the only one of its profile, which must then have all that the profile reads."""
        return [case.name for case in CASES if case.engine == self.engine].count(self.name) == 1

    @property
    def expected(self) -> str:
        """What must be read."""
        return (FOLDER / self.folder / "expected.txt").read_text("utf-8")

    @property
    def profile(self) -> Profile:
        """The shipped profile, allowed on this engine."""
        return replace(load_profile(self.name), engines=(self.engine,))

    def load(self, connection: str) -> None:
        """The fixture, into an empty database."""
        folder = FOLDER / self.folder
        candidates = (folder / f"{self.engine}.sql", folder / "fixture.sql", FIXTURES / f"{self.name}.sql")
        run_script(connection, next(path for path in candidates if path.is_file()).read_text("utf-8"))

    @contextmanager
    def opened(
        self,
        connection: str,
        scratch: Path,
        *,
        language: str | None = None,
        parameters: Callable[[str], Mapping[str, str]] = no_parameters,
    ) -> Iterator[Source]:
        """The shipped files on this database; ``scratch`` is a folder for the copy that a stand-in engine needs."""
        folder = None if self.engine in load_profile(self.name).engines else self._extended(scratch / "profiles")
        with source(connection, self.name, folder=folder, language=language, parameters=parameters) as opened:
            yield opened

    def _extended(self, folder: Path) -> Path:
        """A copy of the shipped profile that declares this engine, too, and differs in nothing else."""
        if not (folder / self.name).is_dir():
            shutil.copytree(str(shipped_profiles() / self.name), folder / self.name)
            description = folder / self.name / "profile.toml"
            text, count = re.subn(r"(?m)^engines = \[", f'engines = ["{self.engine}", ', description.read_text("utf-8"))
            assert count == 1
            description.write_text(text, "utf-8")
        return folder


def profile_of(folder: str) -> str:
    """The name of the profile whose case is in this folder."""
    return folder if folder in known_profiles() else folder.rpartition("_")[0]


FOLDERS = sorted(path.parent.name for path in FOLDER.glob("*/expected.txt"))
CASES = tuple(Case(folder, engine) for folder in FOLDERS for engine in engines_here(load_profile(profile_of(folder))))
