"""How text from an ERP or from Pleo is brought to one form, in one place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

# Characters without a shape: controls but for blanks, and those that Unicode lets programs ignore.
_SHAPELESS = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
    r"\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
_JOINERS = r"\u200c\u200d"
# Those that shape what stands beside them: Persian and Indic words, old Korean, variants of Chinese, emoji, flags, music.
_SHAPING = (
    rf"{_JOINERS}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_IN_CODES = re.compile(f"[{_SHAPELESS}{_SHAPING}]")
_INSIDE_NAMES = re.compile(f"[{_SHAPELESS}]")
_AROUND_NAMES = re.compile(rf"\A[\s{_SHAPELESS}{_JOINERS}]+|[\s{_SHAPELESS}{_JOINERS}]+\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# As wide as what they stand for: the pictures of Unicode, and the mark of replacement where it has none.
_PICTURES = {**{code: 0x2400 + code for code in range(32)}, 127: 0x2421, **dict.fromkeys(range(128, 160), 0xFFFD)}
_ODD_BLANK = re.compile(r"[^\S ]")


def clean(text: str) -> str:
    """The text without outer blanks, in NFC: the form in which text is read."""
    return unicodedata.normalize("NFC", text.strip())


def is_plain(text: str) -> bool:
    """Whether people see every character, and each blank is a space."""
    return text.isprintable() and (text.isascii() or not _IN_CODES.search(text))


def visible_code(text: str) -> str:
    """A code or an id as people see it, without invisible characters, every blank a space: how it is compared and sent."""
    text = clean(text)
    return text if is_plain(text) else clean(_ODD_BLANK.sub(" ", _IN_CODES.sub("", text)))


def sent_name(text: str) -> str:
    """A name as it is sent, without invisible characters around it. Inside it they may join letters or emoji.

    A control character becomes a space: a name has neither line breaks nor escapes for terminals.
    """
    text = clean(text)
    return text if text.isprintable() else clean(_AROUND_NAMES.sub("", _CONTROL.sub(" ", text)))


def visible_name(text: str) -> str:
    """A name as people see it, every blank a space: how it is compared."""
    text = sent_name(text)
    return text if text.isprintable() else clean(_ODD_BLANK.sub(" ", _INSIDE_NAMES.sub("", text)))


def hides_in_name(text: str) -> bool:
    """Whether a name has characters that nobody sees and that change nothing."""
    return visible_name(text) != _ODD_BLANK.sub(" ", clean(text))


def spelled_out(text: str) -> str:
    """The text with its invisible characters and odd blanks written as ``<U+200B>``."""
    for odd in (_IN_CODES, _ODD_BLANK):
        text = odd.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
    return text


def pictured(text: str) -> str:
    """The text with a picture for each control character, as ``␛``: a terminal must not obey what comes from a database."""
    return text.translate(_PICTURES)


def fold(text: str) -> str:
    """The form in which codes of dimensions and values are matched: case does not count (T-2)."""
    return unicodedata.normalize("NFC", visible_code(text).casefold())


def similar(name: str, known: Iterable[str]) -> list[str]:
    """The three known names that are most like this one, whatever its case, the nearest first."""
    spelled = {fold(each): each for each in known}
    return [spelled[each] for each in get_close_matches(fold(name), spelled, cutoff=0.0)]


def has_control(text: str) -> bool:
    """Whether the text contains a control character, such as the tab that an escape in a path becomes."""
    return any(unicodedata.category(letter) == "Cc" for letter in text)


def has_all(words: Iterable[str], *texts: str | None) -> bool:
    """Whether each word stands in one of the texts, whatever its case: how people look for something in a list.

    Lower case, and not folded: databases have no more (`ß` is not `ss` to them).
    """
    lowered = [_lower(text) for text in texts if text]
    return all(any(_lower(word) in text for text in lowered) for word in words)


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())
