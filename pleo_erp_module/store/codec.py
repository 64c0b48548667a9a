"""How values are written into the module's tables so that every engine gives them back unchanged."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from typing import cast

from pleo_erp_hookspecs import TEXT, Message
from pleo_erp_module.messages import Renderer
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.store.stored_records import Json

_LOST = "\N{REPLACEMENT CHARACTER}"
_HALF = re.compile("[\ud800-\udfff]")


def stamp(moment: datetime) -> str:
    """An aware moment as text: UTC, microseconds, Z. Fixed width, so that text order is time order on every engine."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def stamp_or_none(moment: datetime | None) -> str | None:
    """`stamp`, for a column that may be NULL."""
    return None if moment is None else stamp(moment)


def moment(text: str) -> datetime:
    """The aware moment that `stamp` wrote."""
    return datetime.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """`moment`, for a column that may be NULL."""
    return None if text is None else moment(text)


def storable(text: str) -> str:
    """The text without what not every engine can hold: NUL and half surrogates become the replacement character."""
    if "\0" not in text and (text.isascii() or not _HALF.search(text)):
        return text
    return _HALF.sub(_LOST, text).replace("\0", _LOST)


def dump(value: object) -> str:
    """JSON that a person can read in the table; letters as they are, except the few that not every engine can hold."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=Message.as_dict)
    return text if storable(text) == text else json.dumps(value, sort_keys=True, separators=(",", ":"), default=Message.as_dict)


def dump_or_none(value: Json | None) -> str | None:
    """`dump`, for a column that may be NULL."""
    return None if value is None else dump(value)


def load_or_none(text: str | None) -> Json | None:
    """The object that `dump_or_none` wrote."""
    return None if text is None else cast(Json, json.loads(text))


def load_message(text: str) -> Message:
    """The message that `dump` wrote; of an earlier version's row, which has the sentence, its text."""
    if text.startswith("{"):
        with suppress(ValueError, TypeError, AttributeError):
            data = json.loads(text)
            if data.keys() == {"code", "facts"}:
                return Message.from_dict(data)
    return Message(TEXT, {"text": text})


def dump_error(code: str | None, facts: Json | None, message: str | None) -> str | None:
    """For the column ``error_message``: code and facts; of an error without facts its sentence."""
    return message if code is None or facts is None else dump({"code": code, "facts": facts})


def whole_error(error: Json) -> Json:
    """An error as answers have it; an earlier version's lacks its facts and its action."""
    return {"facts": None, "action": None, **error}


def load_error(code: str | None, text: str | None, next_step: str | None) -> tuple[Json | None, str | None, str | None]:
    """Facts, English sentence and next step of an error; what an earlier version stored has no facts and keeps its sentences."""
    message = load_message(text or "")
    if code is None or message.code != code or code not in ERRORS:
        return None, text, next_step
    return dict(message.facts), *Renderer().error(code, message.facts)
