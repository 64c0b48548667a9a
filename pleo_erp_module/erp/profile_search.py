"""Finding profiles: an administrator's own folder first, then those that are shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.erp.profile_file import ProfileError, parse_profile
from pleo_erp_module.errors import error
from pleo_erp_module.record_reader import RecordError, read_text


def load_profile(name: str, folder: Path | None = None) -> Profile:
    """The profile ``name``. Raises PleoErpError ``unknown_profile`` or ``profile_invalid``."""
    found = next((home / name for home in _homes(folder) if name in _names(home)), None)
    if found is None:
        raise error("unknown_profile", profile=name, known=list(known_profiles(folder)))
    try:
        return parse_profile(name, lambda file: _read(found, file))
    except ProfileError as exc:
        raise error("profile_invalid", profile=name, detail=exc.message) from None


def known_profiles(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all profiles, sorted."""
    return tuple(sorted({name for home in _homes(folder) for name in _names(home)}))


def shipped_profiles() -> Traversable:
    """The folder of the shipped profiles: in the installed package, or beside it in a checkout."""
    packaged = resources.files("pleo_erp_module") / "_sql" / "erp"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "sql" / "erp"


def _homes(folder: Path | None) -> Iterator[Traversable]:
    if folder is not None:
        yield folder
    yield shipped_profiles()


def _names(home: Traversable) -> set[str]:
    return {entry.name for entry in home.iterdir() if (entry / "profile.toml").is_file()} if home.is_dir() else set()


def _read(profile: Traversable, file: str) -> str:
    if not re.fullmatch(r"[\w.-]+", file):
        raise ProfileError("profile_file_name", file=file)
    try:
        return read_text(profile / file)
    except FileNotFoundError:
        raise ProfileError("profile_file_missing", file=file) from None
    except RecordError as reason:
        raise ProfileError("profile_file_unreadable", file=file, why=reason.message) from None
    except OSError as exc:
        raise ProfileError("profile_file_unreadable", file=file, why=exc.strerror) from None
