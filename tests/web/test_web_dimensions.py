"""Choosing dimensions on the pages: toggles or drop-downs, the proposal, what is missing, the review, saving."""

from __future__ import annotations

import re

import pytest

from web.browser import Browser
from web.office import Office

SCRIPT = '<img src=x onerror=alert(1)> & "Co"'


@pytest.fixture
def shown(office: Office) -> Office:
    """Connected; the ERP has three dimensions that can be selected and one that cannot."""
    office.world.erp.set_dimensions(
        ("DEP", "Departments"), ("PRJ", "Projects"), ("CC", SCRIPT), ("OLD", "Old ones", "it is closed")
    )
    office.world.erp.set_values("DEP", ["A", "B", "C"])
    office.world.erp.set_values("PRJ", ["P"])
    office.world.pleo.add_group("prj", "Projects in Pleo")
    office.world.connect()
    return office


def checked(page: str) -> list[str]:
    return re.findall(r'<input type="checkbox" name="code" value="([^"]*)" checked', page)


def slots(page: str) -> list[str]:
    """What each drop-down has chosen."""
    lists = re.findall(r'<select id="d-\d" name="code">(.*?)</select>', page, re.DOTALL)
    return [next(iter(re.findall(r'<option value="([^"]*)" selected', one)), "") for one in lists]


def test_up_to_five_are_toggles_with_names_counts_and_the_proposal_chosen(shown: Office, anna: Browser) -> None:
    page = anna.get("/dimensions?company=1")
    assert checked(page) == ["PRJ"]
    assert "Departments DEP 3 values" in anna.text
    assert "Projects PRJ one value proposed" in anna.text
    assert "Old ones OLD it is closed" in anna.text
    assert SCRIPT in anna.text
    assert "<img" not in page
    assert "<select" not in page


def test_the_review_says_what_saving_does_and_saves_nothing(shown: Office, anna: Browser) -> None:
    before = shown.world.rows()
    shown.world.pleo.add_group("GONE", "An <b>old</b> group")
    anna.get("/dimensions/review?company=1&code=DEP&code=PRJ")
    assert "Nothing is saved yet" in anna.text
    assert "Selected: Departments DEP new Projects PRJ new" in anna.text
    assert "archives this tag group" in anna.text
    assert "An <b>old</b> group GONE" in anna.text
    assert shown.world.rows() == before
    assert ("select" in {what for _who, what, _company, _detail in shown.audit()}) is False
    anna.post("/dimensions", company="1", code=["DEP", "PRJ"])
    assert (anna.title, "The selection is saved" in anna.text) == ("Dimensions", True)
    assert "It archives the tag group GONE." in anna.text
    assert checked(anna.html) == ["DEP", "PRJ"]
    assert shown.world.selected() == ["DEP", "PRJ"]
    assert shown.audit()[0] == ("anna", "select", "1", "codes=DEP PRJ")
    saved = shown.world.rows()
    anna.post("/dimensions", company="1", code=["DEP", "PRJ"])  # pressed twice, in another window
    assert anna.status == 200
    assert shown.world.selected() == ["DEP", "PRJ"]
    assert len(saved["pleo_erp_selection"]) == len(shown.world.rows()["pleo_erp_selection"])


def test_deselecting_is_told_before_and_a_choice_of_none_is_one(shown: Office, anna: Browser) -> None:
    shown.world.go("DEP")
    anna.get("/dimensions/review?company=1")
    assert "No dimension is selected" in anna.text
    assert "Departments DEP" in anna.text
    anna.get("/dimensions/review?company=1&code=DEP")
    assert "Selected: Departments DEP No tag group is archived." in anna.text
    assert anna.text.count("Departments") == 1
    anna.post("/dimensions", company="1")
    assert shown.world.selected() == []
    assert checked(anna.html) == []


def test_going_back_keeps_what_was_chosen_and_a_refresh_asks_the_erp_again(shown: Office, anna: Browser) -> None:
    page = anna.get("/dimensions/review?company=1&code=CC&code=DEP")
    back = re.search(r'href="(/dimensions\?[^"]*)"[^>]*>Back', page)
    assert back is not None
    assert checked(anna.get(back[1].replace("&amp;", "&"))) == ["CC", "DEP"]
    assert checked(anna.get("/dimensions?company=1&chosen=1")) == []
    refresh = re.search(r'<button name="chosen" value="1" formaction="(/dimensions[^"]*)"', anna.html)
    assert refresh is not None
    shown.world.erp.set_dimensions(("NEW", "New ones"), ("DEP", "Departments"))
    assert checked(anna.get("/dimensions?company=1&code=DEP&chosen=1")) == ["DEP"]
    assert "New ones NEW" in anna.text


def test_more_than_five_are_five_drop_downs(shown: Office, anna: Browser) -> None:
    shown.world.erp.set_dimensions(*((f"D{number}", f"Dimension {number}") for number in range(7)), ("PRJ", SCRIPT))
    page = anna.get("/dimensions?company=1")
    assert slots(page) == ["PRJ", "", "", "", ""]
    assert page.count('<option value="D3"') == 5
    assert "<img" not in page
    anna.get("/dimensions/review?company=1&code=D1&code=&code=D2&code=&code=D1")
    assert "Selected: Dimension 1 D1 new Dimension 2 D2 new" in anna.text
    anna.post("/dimensions", company="1", code=["D1", "", "D2", "", ""])
    assert shown.world.selected() == ["D1", "D2"]
    assert slots(anna.html) == ["D1", "D2", "", "", ""]


def test_a_selected_dimension_that_the_erp_does_not_show_is_shown_and_stays_unless_a_person_decides(
    shown: Office, anna: Browser
) -> None:
    shown.world.select("DEP", "PRJ")
    shown.world.erp.set_dimensions(("PRJ", "Projects"), ("CC", "Cost centres"))
    page = anna.get("/dimensions?company=1")
    assert checked(page) == ["PRJ", "DEP"]
    assert "DEP DEP missing in the ERP today" in anna.text
    anna.post("/dimensions", company="1", code=["PRJ", "DEP"])
    assert sorted(shown.world.selected()) == ["DEP", "PRJ"]


@pytest.mark.parametrize(
    ("codes", "code"),
    [(["NONE"], "unknown_dimension"), (["OLD"], "inactive_dimension"), ([f"D{n}" for n in range(6)], "too_many_dimensions")],
)
def test_a_choice_that_the_module_refuses_is_refused_in_review_and_in_saving(
    shown: Office, anna: Browser, codes: list[str], code: str
) -> None:
    before = shown.world.rows()
    anna.get("/dimensions/review?company=1&" + "&".join(f"code={one}" for one in codes))
    assert (anna.title, f"[{code}]" in anna.text) == ("Dimensions", True)
    anna.post("/dimensions", company="1", code=codes)
    assert (anna.title, f"[{code}]" in anna.text) == ("Dimensions", True)
    assert shown.world.rows() == before


def test_what_was_taken_from_an_answer_as_a_code_is_not_markup(shown: Office, anna: Browser) -> None:
    anna.get('/dimensions/review?company=1&code="><script>alert(1)</script>')
    assert "unknown_dimension" in anna.text
    assert "<script>alert" not in anna.html


def test_without_a_connection_the_dimensions_are_shown_and_cannot_be_chosen(office: Office, anna: Browser) -> None:
    office.world.erp.set_dimensions("DEP")
    page = anna.get("/dimensions")
    assert "Connect it first" in anna.text
    assert page.count("disabled") == 2
    anna.post("/dimensions", company="1", code="DEP")
    assert "[not_connected]" in anna.text


def test_an_erp_without_dimensions_says_so(office: Office, anna: Browser) -> None:
    office.world.connect()
    anna.get("/dimensions")
    assert "no dimension that can be selected" in anna.text


def test_pages_stay_small_with_many_dimensions(shown: Office, anna: Browser) -> None:
    shown.world.erp.set_dimensions(*((f"D{number:03}", f"Dim {number}", "it is closed") for number in range(120)))
    page = anna.get("/dimensions?company=1")
    assert page.count("it is closed") == 50
    assert 'rel="next"' in page


def test_a_bookkeeper_is_refused_and_sees_no_link(shown: Office) -> None:
    ben = shown.as_("ben")
    assert "/dimensions" not in ben.get("/").partition("<nav")[2].partition("</nav>")[0]
    for path in ("/dimensions", "/dimensions/review?code=DEP"):
        ben.get(path)
        assert ben.status == 403
    ben.get("/account")
    assert ben.send("/dimensions", company="1", code="DEP").status_code == 403
    assert shown.world.selected() == []
