"""The file for whoever helps remotely, and the doctor of one company."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from cli.world import KEY, World


def test_the_file_is_a_zip_of_what_helps_and_holds_no_key(world: World, tmp_path: Path) -> None:
    world.good("install")
    world.good("connect", "--company", "2", "--key-stdin", stdin=KEY)
    world.good("settings", "--company", "2", "count_gone=7")
    path = tmp_path / "help.zip"
    told = world.good("bundle", "--output", str(path))
    assert told == {"file": str(path), "bytes": path.stat().st_size}
    with zipfile.ZipFile(path) as archive:
        found = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert set(found) == {"made_at.json", "versions.json", "doctor.json", "schedule.json", "companies.json"}
    [company] = found["companies.json"]
    assert (company["company"], company["settings"]["count_gone"], company["selection"]) == ("2", 7, None)
    assert "connection 2" in {check["check"] for check in found["doctor.json"]["checks"]}
    assert KEY not in json.dumps(found)
    world.good("bundle", "--output", str(path), "--company", "1")
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("companies.json")) == []


def test_a_place_where_nothing_can_be_written_is_named(world: World, tmp_path: Path) -> None:
    answer = world.cli("bundle", "--output", str(tmp_path / "nowhere" / "help.zip"))
    assert answer.code == 2
    assert "cannot be written" in answer.text


def test_the_doctor_tries_one_connection_if_one_is_named(world: World) -> None:
    world.good("install")
    world.good("connect", "--company", "2", "--key-stdin", stdin=KEY)
    for arguments, tried in (((), True), (("--company", "2"), True), (("--company", "1"), False)):
        checks = {check["check"] for check in world.good("doctor", *arguments)["checks"]}
        assert ("connection 2" in checks) is tried
