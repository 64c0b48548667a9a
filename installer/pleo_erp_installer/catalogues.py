"""The catalogues' texts: collect them from the sources, and write them into each language's file. Needs Babel and the module."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import click
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

import pleo_erp_module
from pleo_erp_module.hosts.standalone.cli import cli
from pleo_erp_module.hosts.standalone.commands import COMMANDS
from pleo_erp_module.hosts.standalone.lazy_group import load
from pleo_erp_module.messages.catalogue import DOMAIN, ENGLISH, FOLDER, LANGUAGES
from pleo_erp_module.messages.sentence_index import texts

MODULE = Path(pleo_erp_module.__file__).parent
SCREENS = MODULE / "hosts" / "tryton" / "locale"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
#: The functions that take a text, or one text for a single thing and one for several.
KEYWORDS = {"_": None, "mark": None, "mark_plural": (1, 2), "ngettext": (1, 2)}
HEADER = """\
# {name}
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
Text = str | tuple[str, ...]


@cache
def sources() -> frozenset[Text]:
    """Every text that a user can read; one that depends on a number is (one, many)."""
    found = extract_from_dir(MODULE, METHODS, {}, KEYWORDS)
    commands = [cli, *map(load, COMMANDS)]
    options = (option.help for command in commands for option in command.params if isinstance(option, click.Option))
    helps = filter(None, (*(command.help for command in commands), *options))
    tryton = (str(message.id) for message in screens() if message.id)
    return frozenset((*texts(), *helps, *tryton, *(message for _file, _line, message, _comments, _context in found)))


def screens() -> Catalog:
    """Every text of the screens in Tryton, by its place."""
    with (SCREENS / "pleo_erp.pot").open("rb") as file:
        return pofile.read_po(file, abort_invalid=True)


def screens_in(language: str) -> bytes:
    """The file that Tryton reads: its texts with the catalogue's translations."""
    catalogue, file = read(language), io.BytesIO()
    translated = Catalog(language)
    for message in screens():
        if message.id:
            known = catalogue.get(message.id)
            translated.add(message.id, known.string if known else "", context=message.context)
    file.write(f"# {LANGUAGES[language]}; made by python3 installer languages\n".encode())
    file.write(b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n')
    pofile.write_po(file, translated, width=0, omit_header=True)
    return file.getvalue()


def path(language: str) -> Path:
    """The file that translators edit."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """Raises PoFileError where the file cannot be read."""
    with path(language).open("rb") as file:
        return pofile.read_po(file, language, abort_invalid=True)


def translated(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The forms of each text and those of its translation; one that is missing or fuzzy is empty."""
    for message in read(language):
        if message.id:
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            yield as_forms(message.id), () if message.fuzzy or not all(forms) else forms


def as_forms(text: Text | Sequence[str]) -> tuple[str, ...]:
    """One form, or two."""
    return (text,) if isinstance(text, str) else tuple(text)


def update(language: str) -> int:
    """Add what is new, drop what is gone, sort; answer how many texts have no translation."""
    old = read(language)
    new = Catalog(language)
    new.mime_headers = [pair for pair in old.mime_headers if pair[0] == "Plural-Forms"]  # as the translators have it
    for text in sources():
        message = old.get(text if isinstance(text, str) else text[0])
        known = message is not None and as_forms(message.id) == as_forms(text) and not message.fuzzy
        new.add(text, message.string if message is not None and known else "")
    with path(language).open("wb") as file:
        file.write(HEADER.format(name=LANGUAGES[language], language=language, plural=new.plural_forms).encode())
        pofile.write_po(file, new, width=0, omit_header=True, sort_output=True)
    return sum(not translation for _text, translation in translated(language))


def main() -> None:
    """Every language."""
    for language in LANGUAGES:
        if language != ENGLISH:
            print(f"{path(language)}: {update(language)} texts to translate")
            (SCREENS / f"{language}.po").write_bytes(screens_in(language))


if __name__ == "__main__":
    main()
