"""Sentences are made of codes and facts: in each language, in each host's words, with every fact as it is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.messages import LANGUAGES, Renderer, cause, render, rendered
from pleo_erp_module.messages.change_reasons import CHANGE_REASONS
from pleo_erp_module.messages.detail_sentences import DETAILS
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.messages.explanation_sentences import EXPLANATIONS
from pleo_erp_module.messages.finding_sentences import FINDINGS
from pleo_erp_module.messages.hold_limits import HOLD_LIMITS
from pleo_erp_module.messages.label_sentences import LABEL_SENTENCES
from pleo_erp_module.messages.notice_sentences import NOTICES
from pleo_erp_module.messages.sentence_index import SENTENCES, texts
from pleo_erp_module.messages.vocabulary import named_terms, plain_term
from pleo_erp_module.messages.why_not_sentences import WHY_NOT

ROOT = Path(__file__).resolve().parents[2]
TABLES = (CHANGE_REASONS, DETAILS, ERRORS, EXPLANATIONS, FINDINGS, HOLD_LIMITS, LABEL_SENTENCES, NOTICES, WHY_NOT)
BUILT = re.compile(r"(check|entity|field|role|type|unit)_\w+|text")  # codes whose ending is the name of a thing
FACTS: dict[str, Any] = {"count": 3, "company": "7", "dimension": "DEP"}


def test_a_code_stands_for_one_sentence() -> None:
    assert [code for code, times in Counter(code for table in TABLES for code in table).items() if times > 1] == []
    assert not any("." in code for table in TABLES for code in table)


def test_every_sentence_is_said_somewhere() -> None:
    sources = [*(ROOT / "pleo_erp_module").rglob("*.py"), *(ROOT / "sql").rglob("*.sql")]
    said = "".join(path.read_text("utf-8") for path in sources if path.parent.name != "messages")
    named = set(re.findall(r"[\"'](\w+)[\"']", said))
    known = {"balance_sheet", "left_out_by", "unconfirmed"}  # of an example; through its constant; of the guard's own name
    assert {code for code in (*SENTENCES, *ERRORS) if code not in named and not BUILT.fullmatch(code)} <= known


def literals(sql: str) -> set[str]:
    """What a SELECT answers as ``why_not``, where that is text."""
    found: set[str] = set()
    for end in re.finditer(r"\bAS why_not\b", sql):
        before = sql[: end.start()].rstrip()
        case = before[before.rindex("CASE") :] if before.endswith("END") else before[-40:]
        found.update(re.findall(r"(?:THEN|ELSE)\s+'([^']*)'", case) or re.findall(r",\s*N?'([^']*)'$", before))
    return found


@pytest.mark.parametrize(
    "path", sorted((ROOT / "sql" / "erp").rglob("*.sql")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_the_shipped_profiles_give_known_codes_as_reasons(path: Path) -> None:
    assert literals(path.read_text("utf-8")) <= WHY_NOT.keys()


def test_the_reasons_of_the_shipped_profiles_are_found() -> None:
    sqls = [path.read_text("utf-8") for path in (ROOT / "sql" / "erp").rglob("*.sql")]
    assert len({literal for sql in sqls for literal in literals(sql)}) > 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said_in_every_language(language: str) -> None:
    renderer = Renderer(language)
    for code in SENTENCES:
        for count in (0, 1, 2):
            assert renderer.sentence(Message(code, {**FACTS, "count": count}))
    for code in ERRORS:
        assert all(renderer.error(code, FACTS)), code


@given(st.text(max_size=50), st.sampled_from(sorted(LANGUAGES)))
def test_a_fact_is_put_in_as_it_is(name: str, language: str) -> None:
    assert name in render(Message("duplicate_of", {"id": name}), language)
    assert name.rstrip(". ") in error("config_invalid", path="p", detail=name).message


def test_the_words_of_an_erp_are_never_taken_for_a_sentence() -> None:
    differs = Message("value_differs", {"field": Message("field_name"), "erp": "not in the ERP", "pleo": None})
    assert render(differs, "de") == "Name ist „not in the ERP“ im ERP, leer in Pleo"
    assert render(Message("no_code_named", {"name": "{name}"}), "da") == "ingen kode ({name})"


def test_a_list_is_said_with_or_and_none() -> None:
    assert render(Message("setting_choice", {"allowed": ["a", "b", "c"]}), "da") == "a, b eller c"
    assert render(Message("setting_choice", {"allowed": ["a"]})) == "a"
    assert error("unknown_profile", profile="x", known=[]).message == "There is no profile 'x'. Available profiles: none."
    changes = [Message("was_archived"), Message("value_changed", {"field": Message("field_code"), "now": "B", "left": "A"})]
    assert render(Message("changed_since", {"changes": changes})) == "changed since: archived; code is “B”, the run set “A”"


def test_a_number_decides_between_one_and_several() -> None:
    assert render(Message("many_gone", {"count": 1, "limit": 0})) == "1 active record would be archived (limit 0)"
    assert (
        render(Message("many_gone", {"count": 2, "limit": 0}), "fr-CH") == "2 enregistrements actifs seraient archivés (limite 0)"
    )


def test_a_sentence_within_a_sentence_has_no_full_stop_of_its_own() -> None:
    inner = error("erp_table_missing", table=["A", "B"])
    outer = error("dimension_read_failed", detail=inner.as_message)
    assert outer.message.endswith(
        "this unit was skipped: The ERP's table A or B is missing or not visible to the database login."
    )


def test_a_next_step_is_in_the_words_of_the_host() -> None:
    words = {"action.connect": "pleo-erp connect --company {company}", "option.moved": "--moved"}
    renderer = Renderer("da", words)
    assert renderer.error("not_connected", {"company": "7"})[1] == "Forbind den først (pleo-erp connect --company 7)."
    assert "COMPANY" in renderer.error("not_connected", {})[1]
    assert "--moved" in renderer.error("database_moved", {"company": "7"})[1]
    assert error("not_connected", company="7").action == "connect"
    assert error("erp_unreachable", detail="").action is None


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("action.connect", "action 'connect'"),
        ("option.moved", "option 'moved'"),
        ("config.erp.profile", "[erp] profile"),
        ("config.pleo", "[pleo]"),
        ("document.profiles", "docs/profiles.md"),
    ],
)
def test_what_a_host_has_no_word_for_has_a_plain_name(name: str, term: str) -> None:
    assert name in named_terms()
    assert plain_term(name) == term


def test_an_answer_gets_its_sentences_and_keeps_codes_and_facts() -> None:
    fault = error("not_connected", company="7")
    answer = {"changes": [{"reason": Message("not_in_erp")}], "hold": {"limit": {"code": "many_gone", "facts": {"count": 1}}}}
    said = rendered({**answer, "error": fault.as_dict(), "rows": (1, None)}, Renderer("de"))
    assert said["changes"] == [{"reason": "nicht im ERP vorhanden", "reason_code": "not_in_erp", "reason_facts": {}}]
    assert said["hold"]["limit_code"] == "many_gone"
    assert said["error"]["message"] == "Das Unternehmen 7 ist nicht mit Pleo verbunden."
    assert said["error"]["facts"] == {"company": "7"}
    assert said["rows"] == [1, None]


def test_an_error_of_another_version_keeps_its_sentences() -> None:
    old = {"code": "not_connected", "message": "As it was.", "next": "Do that."}
    assert rendered(old, Renderer("da")) == old
    unknown = PleoErpError("of_an_extension", "Its own.", "Its own step.")
    assert Renderer("da").localise(unknown).message == "Its own."
    assert Renderer().sentence(Message("of_a_newer_version", {"text": "words"})) == "words"
    assert Renderer().sentence(Message("of_a_newer_version")) == "of_a_newer_version"
    assert render(Message("many_gone", {})) == "{count} active records would be archived (limit {limit})"


def test_the_words_of_a_custom_profile_are_shown_as_they_are() -> None:
    assert cause("blocked") == Message("blocked")
    assert render(cause("its own words"), "da") == "its own words"
    assert render(cause("left_out_by:payroll"), "da") == "udeladt af udvidelsen payroll"


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.integers() | st.none(), max_size=3))
def test_a_message_comes_back_from_plain_data(facts: dict[str, Any]) -> None:
    message = Message("outer", {**facts, "inner": Message("inner", facts), "many": [Message("a"), "b"]})
    assert Message.from_dict(message.as_dict()) == message
    assert [part.code for part in message.walk()] == ["outer", "inner", "a"]


def test_every_text_has_its_facts_in_braces_only() -> None:
    for text in texts():
        for form in text if isinstance(text, tuple) else (text,):
            assert not re.search(r"%\(|\{\}", form), form
