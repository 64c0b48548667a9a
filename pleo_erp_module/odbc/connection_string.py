"""ODBC connection strings: read, completed, written, and shown without secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.text import has_control

# Only these are ever shown; an unknown keyword may hold a secret of a driver that nobody here has heard of.
_SHOWN = frozenset({"driver", "dsn", "filedsn", "server", "servername", "host", "address", "port", "database", "dbq", "dbname"})
_SECRETS = frozenset({"pwd", "password"})
_NEEDS_BRACES = frozenset("[]{}(),;?*=!@%+")


@dataclass(frozen=True, slots=True)
class Item:
    """One ``keyword=value``; ``raw`` is the value as it was written, since drivers differ in what they unescape."""

    keyword: str
    value: str = field(repr=False)
    raw: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ConnectionString:
    """A parsed connection string. Of a keyword given twice the first counts, as ODBC has it."""

    items: tuple[Item, ...]

    @classmethod
    def parse(cls, text: str) -> ConnectionString:
        """Raises PleoErpError ``connection_string_invalid``; the message never repeats a value."""
        return cls(tuple(_parse(text)))

    def get(self, *keywords: str) -> str | None:
        """The value of the first of ``keywords`` that is given (in any case), unescaped."""
        for keyword in keywords:
            for item in self.items:
                if item.keyword.casefold() == keyword.casefold():
                    return item.value
        return None

    def completed(self, options: Mapping[str, str]) -> ConnectionString:
        """With each of ``options`` that is not given already: an administrator's own choice stays."""
        absent = (Item(key, value, braced(value)) for key, value in options.items() if self.get(key) is None)
        return ConnectionString((*self.items, *absent))

    def text(self) -> str:
        """The string for the driver manager. It may contain a password."""
        return "".join(f"{item.keyword}={item.raw};" for item in self.items)

    @property
    def safe(self) -> str:
        """For messages: what says where the database is, and nothing of who logs in."""
        return ";".join(f"{i.keyword}={i.value if i.keyword.casefold() in _SHOWN else '***'}" for i in self.items)

    def __str__(self) -> str:
        return self.safe

    @property
    def secrets(self) -> list[str]:
        """The password, as it is and as it is written here."""
        return sorted({text for item in self.items if item.keyword.casefold() in _SECRETS for text in (item.value, item.raw)})

    def redact(self, text: str) -> str:
        """``text`` without the password, should a driver ever repeat it."""
        for secret in self.secrets:
            text = text.replace(secret, "***") if len(secret) > 2 else text
        return text


def braced(value: str) -> str:
    """``value`` as a connection string takes it."""
    if value != value.strip() or _NEEDS_BRACES & set(value):
        return "{" + value.replace("}", "}}") + "}"
    return value


def _parse(text: str) -> Iterator[Item]:
    position = 0
    while position < len(text):
        if text[position] == ";" or text[position].isspace():
            position += 1
            continue
        equals, semicolon = text.find("=", position), text.find(";", position)
        if equals < 0 or 0 <= semicolon < equals:
            # Not quoted in the message: it may be the rest of a password with a semicolon in it.
            raise _invalid("string_without_equals")
        keyword = text[position:equals].strip()
        if not keyword:
            raise _invalid("string_without_keyword")
        start = equals + 1
        if text[start : start + 1] == "{":
            end = _closing_brace(text, start, keyword)
            value = text[start + 1 : end - 1].replace("}}", "}")
            rest = text.find(";", end)
            rest = len(text) if rest < 0 else rest
            if text[end:rest].strip():
                raise _invalid("string_after_brace", keyword=keyword)
            position = rest
        else:
            end = len(text) if semicolon < 0 else semicolon
            value = text[start:end]
            position = end
        if keyword.casefold() not in _SECRETS and has_control(value.strip()):
            raise _invalid("string_control_character", keyword=keyword)
        yield Item(keyword, value, text[start:end])


def _closing_brace(text: str, start: int, keyword: str) -> int:
    """The position after the brace that closes the one at ``start``; a doubled one stands for itself."""
    position = start + 1
    while (position := text.find("}", position)) >= 0:
        if text[position + 1 : position + 2] != "}":
            return position + 1
        position += 2
    raise _invalid("string_open_brace", keyword=keyword)


def _invalid(code: str, **facts: str) -> Exception:
    return error("connection_string_invalid", detail=Message(code, facts))
