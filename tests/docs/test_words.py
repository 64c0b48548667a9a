"""Spelling and vocabulary of whatever people read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from docs.vocabulary import WORDS, misused, prose, prose_of_tests

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "hookspecs", "installer", "pleo_erp_module", "sql/erp")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


def read_by_people() -> list[Path]:
    """Every file with words for people; the steps of the tables that databases have are left as they are."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    return [ROOT / name for name in PAGES] + [
        path for path in files if path.suffix in {".py", ".md", ".html", ".pot", ".sql", ".toml", ".xml"}
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_words_are_those_of_the_vocabulary(folder: str) -> None:
    files = [path for path in read_by_people() if path.is_relative_to(ROOT / folder)]
    assert files
    assert [f"{path.relative_to(ROOT)}: {wrong}" for path in files for wrong in misused(prose(path))] == []


def test_so_are_those_of_the_tests_in_their_names_and_docstrings() -> None:
    files = sorted((ROOT / "tests").rglob("*.py"))
    assert len(files) > 300
    assert [f"{path.relative_to(ROOT)}: {wrong}" for path in files for wrong in misused(prose_of_tests(path))] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test_x.py", "def test_a_fault_is_told() -> None: ..."),
        ("y.xml", '<button string="Look again"/>'),
        ("z.pot", 'msgid "Mend it."'),
    ],
)
def test_a_wrong_word_is_found_where_it_is_read(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    read = prose_of_tests if path.suffix == ".py" else prose
    assert len(list(misused(read(path)))) == 1


@pytest.mark.parametrize("page", PAGES)
def test_so_are_those_of_the_first_pages(page: str) -> None:
    assert list(misused(prose(ROOT / page))) == []


def test_everything_is_spelled_correctly() -> None:
    command = [sys.executable, "-m", "codespell_lib", *FOLDERS, *PAGES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("sentence", ["That is no API key.", "Mend the file.", "It is good for 72 hours.", "A fault of Pleo"])
def test_a_wrong_word_is_found(sentence: str) -> None:
    assert len(list(misused(sentence))) == 1


@pytest.mark.parametrize("sentence", ["There is no account.", "This link is no longer valid.", "default settings", "in steps"])
def test_a_right_one_is_not(sentence: str) -> None:
    assert list(misused(sentence)) == []


def test_every_word_has_a_better_one() -> None:
    assert all(WORDS.values())
