"""Catalogue files: translators edit ``.po``, gettext reads ``.mo``. Standard library only: the build runs this, too."""

from __future__ import annotations

import ast
import struct
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

_FIELDS = ("msgctxt", "msgid_plural", "msgid", "msgstr")


def _entries(text: str) -> Iterator[tuple[bool, dict[str, str]]]:
    """Each entry: whether it is fuzzy, and its fields (``msgid``, ``msgstr`` or ``msgstr[0]`` ...)."""
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        fuzzy, name = False, ""
        for line in filter(None, map(str.strip, block.splitlines())):
            if line.startswith("#"):
                fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
                continue
            if not line.startswith('"'):
                name, line = line.split(maxsplit=1)
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if fields:
            yield fuzzy, fields


def read_po(text: str) -> Mapping[str, str]:
    """The translations of a ``.po`` file whose entries are parted by empty lines, keyed as in a ``.mo`` file.

    Untranslated and fuzzy entries are left out: gettext then answers in English.
    """
    translations = {}
    for fuzzy, fields in _entries(text):
        forms = [value for name, value in fields.items() if name.startswith("msgstr")]
        if not all(forms) or (fuzzy and fields["msgid"]):
            continue
        key = fields["msgid"]
        if "msgid_plural" in fields:
            key += "\0" + fields["msgid_plural"]
        if "msgctxt" in fields:
            key = fields["msgctxt"] + "\4" + key
        translations[key] = "\0".join(forms)
    return translations


def mo_bytes(translations: Mapping[str, str]) -> bytes:
    """A ``.mo`` file: a header, two tables of (length, offset), and the texts themselves."""
    pairs = [(key.encode(), text.encode()) for key, text in sorted(translations.items())]
    start = 28 + 16 * len(pairs)
    tables, data = [b"", b""], b""
    for side, texts in enumerate(zip(*pairs, strict=True) if pairs else ()):
        for text in texts:
            tables[side] += struct.pack("<II", len(text), start + len(data))
            data += text + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return header + tables[0] + tables[1] + data


def compile_po(po: Path) -> bytes:
    """Make the ``.mo`` file beside a ``.po`` file if it is missing or older; answer its content.

    A folder that cannot be written is not an error: the content is made again each time.
    """
    mo = po.with_suffix(".mo")
    if mo.exists() and (not po.exists() or mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
        return mo.read_bytes()
    content = mo_bytes(read_po(po.read_text("utf-8")))
    try:
        # Under another name first: whoever reads meanwhile must not meet half a file.
        with tempfile.NamedTemporaryFile(dir=mo.parent, suffix=".tmp", delete=False) as part:
            part.write(content)
        Path(part.name).chmod(0o644)
        Path(part.name).replace(mo)
    except OSError:
        pass
    return content


def compile_all(folder: Path) -> None:
    """Every catalogue below a folder."""
    for po in folder.glob("*/LC_MESSAGES/*.po"):
        compile_po(po)
