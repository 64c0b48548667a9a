"""What administrators read is checked against the code."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from pleo_erp_installer import report_page

from pleo_erp_hookspecs import ErrorKind, ExtensionSpecs, ModuleSpecs
from pleo_erp_module.hosts.standalone import cli
from pleo_erp_module.hosts.standalone.command_words import WORDS
from pleo_erp_module.hosts.standalone.commands import COMMANDS
from pleo_erp_module.hosts.standalone.config import KEYS
from pleo_erp_module.messages import Renderer
from pleo_erp_module.messages.change_reasons import CHANGE_REASONS
from pleo_erp_module.messages.error_sentences import ERRORS
from pleo_erp_module.messages.explanation_sentences import EXPLANATIONS
from pleo_erp_module.messages.finding_sentences import FINDINGS
from pleo_erp_module.messages.hold_limits import HOLD_LIMITS
from pleo_erp_module.messages.why_not_sentences import WHY_NOT
from pleo_erp_module.reconcile.guards import GUARDS
from pleo_erp_module.sync.setting_registry import known_settings

ROOT = Path(__file__).resolve().parents[2]
EXIT = {ErrorKind.FAULT: 1, ErrorKind.USAGE: 2, ErrorKind.STOPPED: 3, ErrorKind.BUSY: 5}


def read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_error_code_is_documented_with_its_sentence_next_step_and_exit_code(code: str) -> None:
    known = ERRORS[code]
    message, next_step = Renderer(vocabulary=WORDS).error(code, {})  # as the command line has it, the facts in braces
    said = f"{message} {known.more}".strip()
    assert f"| `{code}` | {said} | {next_step} | {EXIT[known.kind]} |" in read("errors.md")


def test_no_error_code_is_documented_that_does_not_exist() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", read("errors.md").split("## Reasons")[0], re.M)) == set(ERRORS)


def test_every_reason_limit_and_finding_is_documented() -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", read("errors.md").split("## Reasons")[1], re.M))
    assert documented == {*CHANGE_REASONS, *HOLD_LIMITS, *WHY_NOT, *EXPLANATIONS, *FINDINGS}


@pytest.mark.parametrize("name", sorted(known_settings()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in read("configuration.md").split("# Settings of a company")[1]


@pytest.mark.parametrize(("section", "key"), [(section, key) for section, keys in KEYS.items() for key in sorted(keys)])
def test_every_configuration_key_is_documented(section: str, key: str) -> None:
    documented = read("configuration.md")
    assert f"`[{section}] {key}`" in documented or f"`[{section}.{key}]`" in documented


@pytest.mark.parametrize("specs", [ModuleSpecs, ExtensionSpecs])
def test_every_hook_is_documented(specs: type) -> None:
    hooks = {name for name in vars(specs) if name.startswith("pleo_erp_")}
    assert hooks
    assert {hook for hook in hooks if f"`{hook}(" not in read("hooks.md")} == set()


@pytest.mark.parametrize("guard", [guard.name for guard in GUARDS])
def test_every_guard_is_documented(guard: str) -> None:
    assert f"| `{guard}` |" in read("design.md")


def test_the_page_of_reports_is_written_from_the_types_of_the_contract() -> None:
    assert report_page.page(ROOT) == read("reports.md"), "run python3 installer reports"


def test_every_field_of_an_answer_says_what_it_means() -> None:
    found = report_page.read_types(ROOT / "hookspecs" / "pleo_erp_hookspecs")
    silent = [f"{name}.{field.name}" for name, kind in found.types.items() for field in kind.fields if not field.text]
    assert [*silent, *(name for name, kind in found.types.items() if not kind.text)] == []


def test_every_command_has_a_help_text_and_stands_in_the_commands_page() -> None:
    context = click.Context(cli.cli)
    for name, first in COMMANDS.items():
        command = cli.cli.get_command(context, name)
        assert command is not None
        assert (command.name, command.get_short_help_str(1000)) == (name, first)
    assert {name for name in COMMANDS if f"`pleo-erp {name}" not in read("commands.md")} == set()


def pages() -> list[Path]:
    """Every page that people read."""
    return [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for page in pages():
        for path, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text(encoding="utf-8")):
            target = page.parent / path if path else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                broken.append((page.name, f"{path}#{anchor}"))
    assert broken == []


def test_every_picture_is_shown_and_has_a_text() -> None:
    shown = {match for page in pages() for match in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))}
    assert all(text for text, _path in shown)
    assert {path.rpartition("/")[2] for _text, path in shown} == {picture.name for picture in (ROOT / "docs" / "img").iterdir()}


def test_every_page_is_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in (ROOT / "docs").rglob("*.md") if page.relative_to(ROOT / "docs").as_posix() not in index] == [
        "README.md"
    ]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_lines_have_at_most_a_hundred_characters(page: Path) -> None:
    """Tables and examples apart."""
    prose = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.M | re.DOTALL)
    assert [line for line in prose.splitlines() if len(line) > 100 and not line.lstrip().startswith("|")] == []
