"""From parsed TOML or JSON to frozen records, strictly: every mistake is named with its place."""

from __future__ import annotations

import re
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from msgspec import NODEFAULT, Struct, ValidationError, convert, structs

from pleo_erp_hookspecs import TEXT, Message
from pleo_erp_module.messages.message_error import MessageError
from pleo_erp_module.text import has_control

T = TypeVar("T")
#: Makes a value of a type that TOML and JSON lack, such as a path; raises ValueError with the reason.
Decode = Callable[[type, Any], Any]

_TYPES = frozenset({"str", "int", "float", "bool", "array", "object", "null"})  # as msgspec names them


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """A record whose fields are the keys of a table or object; any other key is an error."""


class RecordError(MessageError):
    """What is wrong, with its place: ``erp.languages is not a known key. …``."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One value that does not fit. ``kind`` is the type that was expected; of an unknown key that of the record around it."""

    place: str
    content: object  # None: missing
    kind: Any
    problem: Literal["missing", "unknown", "invalid"]
    reason: ValidationError

    def is_a(self, kind: type) -> bool:
        """Whether a value of this type was expected."""
        return any((get_origin(each) or each) is kind for each in _choices(self.kind))


def read_record(content: object, record: type[T], place: str = "", decode: Decode | None = None, *, strict: bool = True) -> T:
    """``content``, which stands at ``place``, as a record. Not ``strict``: a string may hold a number. Raises RecordError."""
    try:
        return convert(content, record, strict=strict, dec_hook=decode)
    except ValidationError as reason:
        told = _explain(find_mistake(content, record, place, reason, decode, strict=strict))
        raise RecordError(told.code, **told.facts) from None


def read_text(path: Traversable) -> str:
    """The text of a file in UTF-8, with or without a byte order mark. Raises OSError, and RecordError for another encoding."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as reason:
        if reason.object[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
            raise RecordError("utf16") from None
        raise RecordError("not_utf8", reason=str(reason)) from None
    if "\0" in text:  # each ASCII letter of UTF-16 has one
        raise RecordError("utf16")
    return text


def check_path(text: str) -> str:
    """``text``, which names a file. Raises RecordError for a control character, as an escape in TOML makes one."""
    if has_control(text):
        raise RecordError("path_control")
    return text


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a TOML file. Raises RecordError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        # A backslash in double quotes begins an escape.
        raise RecordError("toml_backslash" if "\\" in text else "toml_invalid", reason=str(reason)) from None
    except RecursionError:
        raise RecordError("toml_invalid", reason=Message("nested_too_deeply")) from None


def find_mistake(
    content: object, kind: Any, place: str, reason: ValidationError, decode: Decode | None = None, *, strict: bool = True
) -> Mistake:
    """The innermost mistake. msgspec names neither the key of a mapping nor the keys that a record has."""
    for name, part, inner in _parts(content, kind):
        where = f"{place}.{name}" if place else name
        if inner is None:
            return Mistake(where, part, kind, "unknown", reason)
        if part is NODEFAULT:
            return Mistake(where, None, inner, "missing", reason)
        try:
            convert(part, inner, strict=strict, dec_hook=decode)
        except ValidationError as innermost:
            return find_mistake(part, inner, where, innermost, decode, strict=strict)
    return Mistake(place, content, kind, "invalid", reason)


def _explain(mistake: Mistake) -> Message:
    place, name = mistake.place, mistake.place.rpartition(".")[2]
    if mistake.problem == "missing":
        return Message("value_missing", {"place": place})
    if mistake.problem == "unknown":
        known = sorted(field.encode_name for field in _fields(mistake.kind))
        close = get_close_matches(name, known, n=1)
        if close:
            return Message("key_misspelt", {"place": place, "near": close[0], "known": known})
        return Message("key_unknown", {"place": place, "known": known})
    what = _invalid(mistake)
    return Message("value_at", {"place": place, "what": what}) if place else what


def _invalid(mistake: Mistake) -> Message:
    """msgspec's sentence, or the reason of a check of our own."""
    if isinstance(mistake.reason.__cause__, MessageError):
        return mistake.reason.__cause__.message
    choices = [str(choice) for each in _choices(mistake.kind) if get_origin(each) is Literal for choice in get_args(each)]
    if choices:
        return Message("value_choice", {"choices": choices})
    text = str(mistake.reason).partition(" - at `")[0]
    if text == "Number out of range":
        return Message("number_too_large")
    found = re.fullmatch(r"Expected `([^`]+)`(?:, got `([^`]+)`| ([<>]=? \S+)|( of length >= 1))", text)
    if found is None:
        return Message(TEXT, {"text": text})
    if found[4]:
        return Message("value_empty")
    expected = [_type(name) for name in found[1].split(" | ") if name != "null"]
    if found[2]:
        return Message("value_type", {"expected": expected, "found": _type(found[2])})
    return Message("value_limit", {"expected": expected, "limit": found[3]})


def _parts(content: object, kind: Any) -> Iterator[tuple[str, object, Any]]:
    """Name, content and type of each part. Of an unknown key the type is None, of a missing one the content NODEFAULT."""
    if isinstance(content, dict):
        fields = _fields(kind)
        types = {field.encode_name: field.type for field in fields}
        values = next((get_args(each)[1] for each in _choices(kind) if get_origin(each) is dict), None)
        for name, part in content.items():
            if name in types or values is not None or _forbids(kind):
                yield str(name), part, types.get(name, values)
        for field in fields:
            if field.required and field.encode_name not in content:
                yield field.encode_name, NODEFAULT, field.type
    elif isinstance(content, list):
        for each in _choices(kind):
            if get_origin(each) in (tuple, list):
                yield from ((str(number), part, get_args(each)[0]) for number, part in enumerate(content, 1))


def _record(kind: Any) -> type[Struct] | None:
    return next((each for each in _choices(kind) if isinstance(each, type) and issubclass(each, Struct)), None)


def _fields(kind: Any) -> tuple[structs.FieldInfo, ...]:
    record = _record(kind)
    return structs.fields(record) if record else ()


def _forbids(kind: Any) -> bool:
    record = _record(kind)
    return record is not None and record.__struct_config__.forbid_unknown_fields


def _choices(kind: Any) -> list[Any]:
    """The members of a union, or the type alone."""
    if get_origin(kind) is Annotated:
        return _choices(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [choice for each in get_args(kind) for choice in _choices(each)]
    return [kind]


def _type(name: str) -> Message:
    return Message(f"type_{name}") if name in _TYPES else Message(TEXT, {"text": name})


def paths_in(folder: Path) -> Decode:
    """Makes absolute paths: relative ones are in ``folder``, ``~`` is the user's home."""

    def decode(kind: type, value: Any) -> Path:
        if kind is not Path or not isinstance(value, str):
            raise RecordError("path_not_text")
        try:
            return folder / Path(check_path(value)).expanduser()
        except RuntimeError:  # ~somebody whom the system does not know
            raise RecordError("path_without_home", path=value) from None

    return decode
