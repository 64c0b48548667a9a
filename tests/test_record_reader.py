"""What a strict reader says of a mistake, wherever it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta, field

from pleo_erp_module.record_reader import Record, RecordError, parse_toml, paths_in, read_record


class Inner(Record, frozen=True):
    size: Annotated[int, Meta(ge=1, le=9)]
    colour: Literal["red", "blue"] = "red"


class Outer(Record, frozen=True, kw_only=True):
    title: str
    inner: Inner | None = None
    named: dict[str, Inner] = field(default_factory=dict)
    several: tuple[Inner, ...] = ()
    either: str | dict[str, Inner] = ""
    home: Path | None = None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, "title is missing"),
        ({"titel": "x"}, "titel is not a known key. Did you mean title? Known keys: either, home, inner, named, several, title"),
        ({"title": 5}, "title: expected a string, got a whole number"),
        ({"title": None}, "title: expected a string, got nothing"),
        ({"title": "x", "inner": {}}, "inner.size is missing"),
        ({"title": "x", "inner": {"size": 10}}, "inner.size: expected a whole number <= 9"),
        ({"title": "x", "inner": {"size": 1, "colour": "green"}}, "inner.colour: expected one of red, blue"),
        ({"title": "x", "inner": []}, "inner: expected a table, got a list"),
        ({"title": "x", "named": {"a": {"size": 1}, "b": {"size": "1"}}}, "named.b.size: expected a whole number, got a string"),
        ({"title": "x", "named": {"b": {"zzz": 1}}}, "named.b.zzz is not a known key. Known keys: colour, size"),
        ({"title": "x", "several": [{"size": 1}, {"size": True}]}, "several.2.size: expected a whole number, got true or false"),
        ({"title": "x", "either": {"a": {"size": 0}}}, "either.a.size: expected a whole number >= 1"),
        ({"title": "x", "either": 1.5}, "either: expected a string or a table, got a number"),
        ({"title": "x", "home": "a\tb"}, "home: the path contains a control character; write a Windows path in single quotes"),
        ([], "expected a table, got a list"),
    ],
)
def test_the_innermost_mistake_is_named_with_its_place(content: Any, told: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(content, Outer, decode=paths_in(Path("/folder")))
    assert str(caught.value).startswith(told)


def test_the_place_of_the_whole_comes_first() -> None:
    with pytest.raises(RecordError, match=r"^erp\.title is missing$"):
        read_record({}, Outer, "erp")


def test_what_is_right_is_read(tmp_path: Path) -> None:
    content = parse_toml('title = "x"\nhome = "keys/a.key"\n[named.a]\nsize = "3"')
    found = read_record(content, Outer, decode=paths_in(tmp_path), strict=False)  # a string may hold a number
    assert found == Outer(title="x", named={"a": Inner(3)}, home=tmp_path / "keys" / "a.key")
