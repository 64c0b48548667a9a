"""Connection strings: what goes in comes out, and nothing secret is ever shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc.connection_string import ConnectionString, braced


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        (" ; ;", {}),
        ("Driver=SQLite3;Database=/a b.db", {"Driver": "SQLite3", "Database": "/a b.db"}),
        ("Driver={PostgreSQL Unicode};Pwd={a;b}}c=};", {"Driver": "PostgreSQL Unicode", "Pwd": "a;b}c="}),
        ("  PWD = x ; UID={} ", {"PWD": " x ", "UID": ""}),
        ("PWD={{x};", {"PWD": "{x"}),
        ("PWD=a{b}c;", {"PWD": "a{b}c"}),
        ("PWD={x} ;Port=1", {"PWD": "x", "Port": "1"}),
        ("PWD=a=b==;Port=", {"PWD": "a=b==", "Port": ""}),
        ("Pwd=first;PWD=second", {"pwd": "first"}),
    ],
)
def test_values_are_read_as_odbc_writes_them(text: str, expected: dict[str, str]) -> None:
    parsed = ConnectionString.parse(text)
    assert {keyword: parsed.get(keyword) for keyword in expected} == expected
    assert ConnectionString.parse(parsed.text()) == parsed


@pytest.mark.parametrize(
    "text", ["hunter2", "Driver=x;hunter2;Uid=y", "=hunter2", "Pwd={hunter2", "Pwd={hunter2}}", "Pwd={hunter2}hunter2;Uid=y"]
)
def test_a_malformed_string_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        ConnectionString.parse(text)
    assert caught.value.code == "connection_string_invalid"
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("database", ["C:\temp", "{C:\new.db}", "/srv/a\nb", "x\0"])
def test_a_control_character_is_refused_with_a_hint_at_quotes(database: str) -> None:
    with pytest.raises(PleoErpError) as caught:
        ConnectionString.parse(f"Driver=x;Database={database};Port=1")
    assert caught.value.code == "connection_string_invalid"
    assert (
        "Database contains a control character; in TOML, write a text with backslashes in single quotes" in caught.value.message
    )


def test_a_string_of_several_lines_and_a_password_of_any_letters_are_fine() -> None:
    parsed = ConnectionString.parse("\nDriver=x;\nDatabase=d;\nPwd=a\tb;\n")
    assert (parsed.get("database"), parsed.get("pwd")) == ("d", "a\tb")


def test_options_are_added_only_where_they_are_absent() -> None:
    completed = ConnectionString.parse("Driver=x;timeout=5").completed({"Timeout": "1", "NoCreat": "1", "Odd": "a;b"})
    assert completed.text() == "Driver=x;timeout=5;NoCreat=1;Odd={a;b};"


def test_messages_show_where_but_never_who() -> None:
    parsed = ConnectionString.parse("Driver={X};Server=h;Port=1;Database=d;Uid=me;Pwd=hunter2;SSLpass=hunter2;Foo=hunter2")
    assert str(parsed) == parsed.safe
    for shown in (parsed.safe, repr(parsed)):
        assert "hunter2" not in shown
        assert "me;" not in shown
    assert "Server=h" in parsed.safe
    assert parsed.redact("it said hunter2!") == "it said ***!"
    assert ConnectionString.parse("Pwd=x").redact("axe") == "axe"


@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), st.text(st.characters(exclude_categories=["Cc"]))), max_size=5
    )
)
def test_any_value_survives_writing_and_reading(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{keyword}={braced(value)};" for keyword, value in pairs)
    parsed = ConnectionString.parse(text)
    assert [(item.keyword, item.value) for item in parsed.items] == pairs
