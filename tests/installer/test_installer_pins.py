"""The lock file: what is in it, and what is taken from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from pleo_erp_installer import pins
from pleo_erp_installer.environment import specifications
from pleo_erp_installer.pins import Pin
from pleo_erp_installer.places import Places

CHECKOUT = Places.find().checkout
TEXT = """\
# a comment
Flask_WTF[email]==1.2.2 \\
    --hash=sha256:aa
    # via pleo-erp-module (setup.cfg)
flask==3.1 ; python_full_version >= '3.12' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via
    #   flask-wtf
    #   other
other==2
    # via pleo-erp-module (setup.cfg)
"""


def test_an_entry_has_a_name_a_version_and_what_needs_it() -> None:
    found = [(pin.name, pin.version, sorted(pin.via)) for pin in pins.pins(TEXT)]
    assert found == [
        ("flask-wtf", "1.2.2", ["pleo-erp-module"]),
        ("flask", "3.1", ["flask-wtf", "other"]),
        ("other", "2", ["pleo-erp-module"]),
    ]
    assert "".join(pin.text for pin in pins.pins(TEXT)) == TEXT.partition("\n")[2]


@pytest.mark.parametrize(("names", "found"), [(["Flask.WTF"], ["flask-wtf", "flask"]), (["flask"], ["flask"]), ([], [])])
def test_a_selection_has_what_the_selected_need(names: list[str], found: list[str]) -> None:
    assert [pin.name for pin in pins.pins(pins.selected(TEXT, names))] == found


@pytest.fixture(scope="module")
def entries() -> list[Pin]:
    """The real lock file's."""
    return list(pins.pins(pins.lock_file(Places.find()).read_text("utf-8")))


def test_it_pins_whatever_setup_cfg_asks_for(entries: list[Pin]) -> None:
    asked = [Requirement(line) for line in specifications((CHECKOUT / "setup.cfg").read_text("utf-8"), pins.EXTRAS)]
    versions: dict[str, list[str]] = {}
    for pin in entries:
        versions.setdefault(pin.name, []).append(pin.version)
    for wanted in (*asked, *map(Requirement, pins.build_requirements(Places.find()))):
        found = versions.get(pins.normal(wanted.name), [])
        assert found, f"{wanted.name} is not pinned: run `python3 installer lock`"
        assert all(wanted.specifier.contains(version) for version in found), f"{wanted}: {found}; run `python3 installer lock`"


def test_every_file_has_a_hash_and_no_address(entries: list[Pin]) -> None:
    assert [pin.name for pin in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", pin.text)] == []
    assert re.search(r"://|--(?:extra-)?index|--find-links", "".join(pin.text for pin in entries)) is None


def test_it_is_written_from_setup_cfg_by_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "installer").mkdir()
    (tmp_path / "pyproject.toml").write_text('[build-system]\nrequires = ["setuptools"]', "utf-8")
    places = replace(Places.find(), checkout=tmp_path, cache=tmp_path)
    called: list[Sequence[str]] = []

    def use_uv(where: Places, title: str, *words: str) -> None:
        called.append(words)
        made = words[words.index("--output-file") + 1]
        Path(made).write_text(f"{TEXT}    # via -r {tmp_path / 'build-requirements.txt'}\n", "utf-8")

    monkeypatch.setattr(pins, "use_uv", use_uv)
    assert pins.write(places) == 0
    assert {"--universal", "--generate-hashes", "setup.cfg", *pins.EXTRAS} <= set(called[0])
    text = pins.lock_file(places).read_text("utf-8")
    assert text.startswith(pins.HEADER)
    assert text.endswith("# via pyproject.toml\n")
