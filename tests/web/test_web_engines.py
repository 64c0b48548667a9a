"""The administrator's pages with each database engine under them."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from engines import ENGINES
from pleo_erp_hookspecs import Role
from web.office import Office
from world import WorldFactory

PAGES = (
    "/connect",
    "/connect/pair",
    "/dimensions",
    "/dimensions/review?code=DEP",
    "/settings",
    "/settings/export",
    "/diagnostics",
    "/diagnostics/erp",
)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_page_and_the_file_can_be_had(new_world: WorldFactory, engine: str) -> None:
    world = new_world(engine)
    office = Office.of(world)
    office.add("anna", Role.ADMINISTRATOR)
    anna = office.as_("anna")
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A", "B"])
    world.connect()
    world.select("DEP")
    world.plan()
    world.release()
    world.fail("answer", "create tag", status=400, body={"message": "no"}, count=None)
    world.run(counted=False)
    for path in PAGES:
        anna.get(path)
        assert anna.status == 200, (path, anna.text)
    with zipfile.ZipFile(io.BytesIO(anna.fetch("/diagnostics/bundle").get_data())) as archive:
        [company] = json.loads(archive.read("companies.json"))
    assert [(one["unit"], one["action"], one["code"], one["count"]) for one in company["failures"]] == [
        ("tags:DEP", "create", "pleo_refused", 2)
    ]
