"""Finding profiles: an administrator's own folder first, then those that are shipped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.erp.profile import Profile
from pleo_erp_module.erp.profile_file import ProfileError, parse_profile
from pleo_erp_module.errors import error
from pleo_erp_module.path_check import holds_or_hidden
from pleo_erp_module.record_reader import RecordError, read_text


def load_profile(name: str, folder: Path | None = None) -> Profile:
    """The profile ``name``. Raises `no_profile`'s errors, ``profile_invalid`` and ``profiles_folder_unreadable``."""
    found = next((home / name for home in _homes(folder) if name in _names(home)), None)
    if found is None:
        raise no_profile(name, folder, known_profiles(folder))
    try:
        return parse_profile(name, lambda file: _read(found, file))
    except ProfileError as exc:
        raise error("profile_invalid", profile=name, detail=exc.message) from None


def no_profile(name: str, folder: Path | None, known: Iterable[str]) -> PleoErpError:
    """``unknown_profile``, or ``profiles_folder_missing`` if that is why."""
    if folder is not None and not folder.is_dir():
        return error("profiles_folder_missing", profile=name, path=folder)
    return error("unknown_profile", profile=name, known=list(known))


def known_profiles(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all profiles, sorted. Raises ``profiles_folder_unreadable``."""
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
    try:
        entries = list(home.iterdir()) if home.is_dir() else []
    except OSError as exc:
        raise error("profiles_folder_unreadable", path=home, why=exc.strerror) from None
    return {entry.name for entry in entries if holds_or_hidden((entry / "profile.toml").is_file)}


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
