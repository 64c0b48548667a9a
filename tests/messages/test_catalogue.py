"""The catalogue: complete in every language, up to date with the sources, with the same facts everywhere."""

from __future__ import annotations

import io
import os
import re
import shutil
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from pleo_erp_installer.catalogues import SCREENS, as_forms, path, read, screens_in, sources, translated

from pleo_erp_module.messages.catalogue import FOLDER, LANGUAGES, catalogue
from pleo_erp_module.messages.po_file import compile_all, compile_po, mo_bytes, read_po
from pleo_erp_module.messages.sentence_index import texts

OWN = {form for text in texts() for form in as_forms(text)}
TRANSLATED = sorted(LANGUAGES.keys() - {"en"})
FACT = re.compile(r"\{[\w.!\[\]:]+\}|%\(\w+\)s")
NAMED = re.compile(r"pleo-erp \w+|--[a-z-]+|\[\w+\]|docs/[\w/.]+")


def test_each_language_has_its_file_and_each_file_its_language() -> None:
    assert sorted(folder.name for folder in FOLDER.iterdir()) == TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_text_of_the_sources_and_no_other(language: str) -> None:
    wanted = set(map(as_forms, sources()))
    assert len(wanted) > 500
    assert {as_forms(message.id) for message in read(language) if message.id} == wanted, "python3 installer languages"
    assert not read(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_with_its_facts_and_its_ending(language: str) -> None:
    for originals, forms in translated(language):
        assert len(forms) == len(originals), originals
        for original, translation in zip(originals, forms, strict=True):
            assert translation.strip() == translation != "", original
            assert set(FACT.findall(translation)) == set(FACT.findall(original)), original
            assert sorted(NAMED.findall(translation)) == sorted(NAMED.findall(original)), original
            ends = translation[-1], original[-1]
            assert ends[0] == ends[1] or not set(ends) & set(".…:?"), original


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_translators_edit(language: str) -> None:
    compiled = mofile.read_mo(io.BytesIO(mo_bytes(read_po(path(language).read_text("utf-8")))))
    found = {as_forms(message.id): as_forms(message.string or "") for message in compiled if message.id}
    assert found == {text: forms for text, forms in translated(language) if forms}


def test_an_older_compiled_file_is_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    po = folder / "pleo_erp.po"
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Run"\nmsgstr "Lauf"\n', "utf-8")
    compile_all(tmp_path)
    mo = po.with_suffix(".mo")
    first = mo.read_bytes()
    assert compile_po(po) == first
    po.write_text(po.read_text("utf-8").replace("Lauf", "Kørsel"), "utf-8")
    os.utime(po, (mo.stat().st_mtime + 1,) * 2)
    assert "Kørsel".encode() in compile_po(po)
    assert mo.read_bytes() == compile_po(po) != first
    po.unlink()  # as in a wheel, which has only what was compiled
    assert compile_po(po) == mo.read_bytes()


def test_a_folder_that_cannot_be_written_is_not_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    po = Path(shutil.copy(path("de"), tmp_path))

    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    assert compile_po(po) == mo_bytes(read_po(po.read_text("utf-8")))
    assert not po.with_suffix(".mo").exists()


def test_what_is_fuzzy_or_empty_stays_english() -> None:
    entries = Catalog("de")
    entries.add("Run", "Lauf", flags=["fuzzy"])
    entries.add("Hold", "")
    entries.add(("{count} row", "{count} rows"), ("{count} Zeile", "{count} Zeilen"))
    entries.add("Yes", "Ja", context="answer")
    file = io.BytesIO()
    pofile.write_po(file, entries, width=40)
    assert read_po(file.getvalue().decode()).keys() - {""} == {"{count} row\0{count} rows", "answer\4Yes"}


@pytest.mark.parametrize(
    ("language", "text"), [("de", "Lauf"), ("de_AT", "Lauf"), ("de-CH", "Lauf"), ("pt", "Run"), ("en", "Run")]
)
def test_a_region_reads_its_language_and_anybody_else_english(language: str, text: str) -> None:
    assert catalogue(language).gettext("Run") == text


def test_the_modules_own_sentences_are_among_them() -> None:
    assert set(texts()) <= sources()


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_screens_in_tryton_say_what_the_catalogue_says(language: str) -> None:
    assert (SCREENS / f"{language}.po").read_bytes() == screens_in(language), "python3 installer languages"
