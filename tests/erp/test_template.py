"""The SQL of profiles: parameters and placeholders are found where they are meant, and only there."""

from __future__ import annotations

import pytest

from pleo_erp_module.erp.select_template import Concat, NamedParameter, Placeholder, Template, TemplateError


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        ("SELECT 1", ("SELECT 1",)),
        ("  SELECT 1 ; -- done\n /* really */ ", ("  SELECT 1",)),
        ("WITH x AS (SELECT 1) SELECT * FROM x", ("WITH x AS (SELECT 1) SELECT * FROM x",)),
        ("SELECT :a, :a", ("SELECT ", NamedParameter("a"), ", ", NamedParameter("a"))),
        ("SELECT x::text, ':a', \":a\", [:a], `:a` FROM t", ("SELECT x::text, ':a', \":a\", [:a], `:a` FROM t",)),
        ("SELECT 'it''s :a ?', \"a\"\"?\" FROM t", ("SELECT 'it''s :a ?', \"a\"\"?\" FROM t",)),
        ("SELECT [a]]b?] FROM t", ("SELECT [a]]b?] FROM t",)),
        ("SELECT 1 -- :a ? { '\n, 2 /* :a ' */, 3", ("SELECT 1  \n, 2  , 3",)),
        ("SELECT {a.b}, '{t}' FROM {t}", ("SELECT ", Placeholder("b", "a"), ", '{t}' FROM ", Placeholder("t"))),
        ("select :a::date", ("select ", NamedParameter("a"), "::date")),
        ("SELECT a {+} '{+}' FROM t", ("SELECT a ", Concat(), " '{+}' FROM t")),
        ("-- first\nSELECT 1", (" \nSELECT 1",)),
    ],
)  # fmt: skip
def test_a_select_is_taken_apart(sql: str, parts: tuple[object, ...]) -> None:
    assert Template.parse(sql).parts == parts


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("", "not a SELECT"),
        ("{t}", "not a SELECT"),
        ("DELETE FROM t", "not a SELECT"),
        ("SELECTION", "not a SELECT"),
        ("SELECT ?", "write :company"),
        ("SELECT 'a", "a lone '"),
        ('SELECT "a', 'a lone "'),
        ("SELECT [a", "a lone ["),
        ("SELECT {a b}", "a lone {"),
        ("SELECT a {-} b", "a lone {"),
        ("SELECT a}", "a lone }"),
        ("SELECT /* a", "a lone /*"),
        ("SELECT 1; SELECT 2", "more than one"),
        ("SELECT 1; :a", "more than one"),
        ("SELECT 1; 'a'", "more than one"),
        ("SELECT 1; SELECT :a", "more than one"),
    ],
)
def test_what_is_not_one_select_is_refused(sql: str, words: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Template.parse(sql)
    assert words in str(caught.value)
