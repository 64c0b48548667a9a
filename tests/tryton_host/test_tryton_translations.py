"""Every word of the module's screens in Tryton is there in German and in French."""

from __future__ import annotations

import pytest

from tryton_host.world import World, form

#: Strings of one language without the same string of the same place in the other.
LACKING = (
    "SELECT s.type, s.name, s.src FROM ir_translation s WHERE s.module = 'pleo_erp' AND s.lang = ? AND NOT EXISTS ("
    "SELECT 1 FROM ir_translation t WHERE t.module = s.module AND t.lang = ? AND t.type = s.type AND t.name = s.name"
    " AND t.res_id = s.res_id AND t.src = s.src AND (t.lang = 'en' OR t.value <> '') AND t.fuzzy = ?)"
)


@pytest.fixture
def translated(world: World) -> World:
    """With German and French loaded, and everything found that a translator would be shown."""
    world.tryton.call("trytond-admin", "-m", "-u", "pleo_erp", "-l", "de", "fr")
    with world.tryton.serve() as server:
        form(server.login(), "ir.translation.set").execute("set_")
    return world


def test_no_string_of_the_module_lacks_a_translation_and_none_is_left_over(translated: World) -> None:
    assert len(translated.erp.rows("SELECT id FROM ir_translation WHERE module = 'pleo_erp' AND lang = 'en'")) > 300
    for language in ("de", "fr"):
        assert translated.erp.rows(LACKING, "en", language, False) == []
        assert translated.erp.rows(LACKING, language, "en", False) == []


def test_people_see_the_screens_and_are_sent_to_them_in_their_language(translated: World) -> None:
    with translated.tryton.serve() as server:
        admin = server.login()
        admin.work_in(translated.company)
        admin.session._context = {**admin.session.context, "language": "de"}
        states = admin.ask("pleo_erp.connection", "fields_get", ["state"])["state"]["selection"]
        assert ["none", "Nicht verbunden"] in [list(one) for one in states]
        with pytest.raises(
            Exception, match=r"(?s)nicht mit Pleo verbunden.*\(Pleo > Konfiguration > Mit Pleo verbinden\)\. \[not_connected\]"
        ):
            form(admin, "pleo_erp.preview").execute("plan")
