"""Secrets at rest: sealed with AES-256-GCM under a key that lives outside the database.

The key file holds one key a line, ``<kid> <base64 of 32 bytes>``, the newest last; blank lines and lines that begin with ``#``
are skipped. New secrets are sealed with the newest key; older ones stay so that what they sealed, here or in another database
that shares the file, still opens. On POSIX the file must belong to us or root and be closed to group and others, and no folder
above it may be open to everybody. Windows has no such bits: there the folder's access list protects it, which whoever makes the
folder restricts (icacls) to the service account.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from filelock import FileLock, Timeout

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.errors import error

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12
_KID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_HEADING = (
    "# Keys that seal the API keys in the ERP's database; the newest is last. Keep a copy apart from the database's backups.\n"
)


@dataclass(frozen=True, slots=True)
class Binding:
    """What a secret belongs to. Sealed text opens only under the same binding, so a copied row or database does not."""

    installation: str  # the id made when the module's tables were
    fingerprint: str  # of the database: server and name
    company: str
    purpose: str  # "api_key" …

    def associated_data(self, kid: str) -> bytes:
        """Every field and the key version, each with its length in front so that no two bindings read the same."""
        fields = ("pleo-erp", VERSION, self.installation, self.fingerprint, self.company, self.purpose, kid)
        encoded = [field.encode("utf-8", "surrogatepass") for field in fields]
        return b"".join(len(field).to_bytes(4, "big") + field for field in encoded)


class Vault:
    """Seals and opens secrets with the keys in ``key_file``. It is read at each use: a rotation elsewhere is seen at once."""

    __slots__ = ("key_file",)

    def __init__(self, key_file: Path) -> None:
        self.key_file = key_file

    def __repr__(self) -> str:
        return f"Vault({str(self.key_file)!r})"

    def seal(self, secret: str, binding: Binding) -> str:
        """``v1.<kid>.<base64url of nonce and ciphertext>``, under the newest key; never twice the same.

        Raises ``vault_key_missing`` or ``vault_key_unreadable``.
        """
        kid, key = list(self._keys().items())[-1]
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = secret.encode("utf-8", "surrogatepass")
        sealed = nonce + AESGCM(key).encrypt(nonce, plain, binding.associated_data(kid))
        return f"{VERSION}.{kid}.{_base64url(sealed)}"

    def open(self, text: str, binding: Binding) -> str:
        """The secret that `seal` was given under the same binding.

        Raises ``vault_key_missing``, ``vault_key_unreadable``, ``vault_key_wrong`` (sealed with a key that is not in the file) or
        ``secret_damaged`` (changed, cut short, or bound to something else).
        """
        damaged = error("secret_damaged", purpose=binding.purpose, company=binding.company)
        kid, sealed = _parts(text, damaged)
        key = self._keys().get(kid)
        if key is None:
            raise error("vault_key_wrong", path=self.key_file, kid=kid)
        nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            plain = AESGCM(key).decrypt(nonce, ciphertext, binding.associated_data(kid))
        except (InvalidTag, ValueError):  # ValueError: cut so short that there is no whole nonce
            raise damaged from None
        return plain.decode("utf-8", "surrogatepass")

    def kids(self) -> tuple[str, ...]:
        """The key versions in the file, the one that seals now last. Raises as `seal` does."""
        return tuple(self._keys())

    def create_if_missing(self) -> bool:
        """Make the file with one new key, and its folder, for its owner. False if it is there already (it is not read then).

        It appears whole or not at all, and of two that make it at once one wins. Raises ``vault_key_unreadable``.
        """
        try:
            if self.key_file.exists():
                return False
            self.key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if detail := _folder_fault(self.key_file):
                raise self._unreadable(detail)
            new = _write_beside(self.key_file, _HEADING + _line(_new_kid()), self.key_file.name + "." + secrets.token_hex(8))
            try:
                self.key_file.hardlink_to(new)  # unlike a rename it refuses to replace
            except FileExistsError:
                return False
            finally:
                new.unlink()
        except OSError as exc:
            raise self._unreadable(Message("key_file_not_made_here", {"why": exc.strerror})) from exc
        _settle_folder(self.key_file.parent)
        return True

    def add_key(self) -> str:
        """Add a new key and answer its kid; what is sealed from now on is sealed with it, the older keys still open theirs.

        The file is replaced in one step. Raises as `seal` does; ``vault_key_unreadable`` also during another rotation.
        """
        self._keys()  # a file that cannot be used is not to be added to
        kid, new = _new_kid(), self.key_file.with_name(self.key_file.name + ".new")
        # A lock that ends with its process: two rotations that each read, add and replace would lose one of the new keys.
        lock = FileLock(self.key_file.with_name(self.key_file.name + ".lock"), timeout=0, mode=0o600, thread_local=False)
        try:
            with lock:
                new.unlink(missing_ok=True)  # of a rotation that was killed
                kept = self._text()
                try:
                    _write_beside(self.key_file, kept + ("" if kept.endswith("\n") else "\n") + _line(kid), new.name)
                    if self._text() != kept:  # by an editor, which knows nothing of the lock
                        raise self._unreadable(Message("key_file_changed"))
                    new.replace(self.key_file)
                finally:
                    new.unlink(missing_ok=True)
        except Timeout:
            raise self._unreadable(Message("key_file_rotating")) from None
        except OSError as exc:
            raise self._unreadable(Message("key_file_not_replaced", {"why": exc.strerror})) from exc
        _settle_folder(self.key_file.parent)
        return kid

    def _keys(self) -> dict[str, bytes]:
        return self._parse(self._text())

    def _text(self) -> str:
        try:
            with self.key_file.open("rb") as file:
                detail = _rights_fault(os.fstat(file.fileno())) or _folder_fault(self.key_file)
                content = file.read()
        except FileNotFoundError:
            raise error("vault_key_missing", path=self.key_file) from None
        except OSError as exc:
            raise self._unreadable(str(exc.strerror)) from exc
        if detail is not None:
            raise self._unreadable(detail)
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            raise self._unreadable(Message("key_file_not_text")) from None

    def _parse(self, text: str) -> dict[str, bytes]:
        keys: dict[str, bytes] = {}
        for number, line in enumerate(text.splitlines(), 1):
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            key = _decoded(words[1]) if len(words) == 2 else None
            if key is None or not _KID.fullmatch(words[0]):
                raise self._unreadable(Message("key_file_line", {"line": number, "count": KEY_BYTES}))
            if words[0] in keys:
                raise self._unreadable(Message("key_file_repeats", {"line": number}))
            keys[words[0]] = key
        if not keys:
            raise self._unreadable(Message("key_file_empty"))
        return keys

    def _unreadable(self, detail: Message | str) -> PleoErpError:
        return error("vault_key_unreadable", path=self.key_file, detail=detail)


def _rights_fault(status: os.stat_result) -> Message | None:
    """Why a file with this status may not hold keys; None if it may, or if the system has no such rights."""
    if not hasattr(os, "getuid"):
        return None
    if status.st_uid not in (0, os.getuid()):
        return Message("key_file_owner")
    if stat.S_IMODE(status.st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        return Message("key_file_open_to_others")
    return None


def _folder_fault(file: Path) -> Message | None:
    """Why a file in these folders may not hold keys: whoever may write to one of them can put another file in its place."""
    if not hasattr(os, "getuid"):
        return None
    for folder in file.resolve().parents:
        mode = folder.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:  # with the sticky bit only a file's owner can move it
            return Message("key_folder_open_to_others", {"path": str(folder)})
    return None


def _write_beside(file: Path, text: str, name: str) -> Path:
    """A new file ``name`` in the folder of ``file``, for the owner alone. Raises FileExistsError if it is there."""
    path = file.with_name(name)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _fill(path, text)
    return path


def _fill(path: Path, text: str) -> None:
    with path.open("wb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def _settle_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut, where the system can open a folder (Windows cannot)."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _new_kid() -> str:
    return "k" + secrets.token_hex(8)


def _line(kid: str) -> str:
    return f"{kid} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n"


def _decoded(text: str) -> bytes | None:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES else None


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _parts(text: str, damaged: PleoErpError) -> tuple[str, bytes]:
    parts = text.split(".")
    if len(parts) != 3 or parts[0] != VERSION or not _KID.fullmatch(parts[1]):
        raise damaged
    try:
        sealed = base64.urlsafe_b64decode(parts[2] + "=" * (-len(parts[2]) % 4))
    except ValueError:  # binascii.Error is one, and so is text beyond ASCII
        raise damaged from None
    if _base64url(sealed) != parts[2]:  # the decoder forgives strange letters and loose last bits; a changed text must not open
        raise damaged
    return parts[1], sealed
