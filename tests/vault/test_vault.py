"""The vault: what is sealed opens again, under the same binding and nowhere else."""

from __future__ import annotations

import base64
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pleo_erp_module.vault import Binding, Vault

from .helpers import BINDING, SECRET, refusal

ANY_TEXT = st.text(st.characters())
shared_fixture = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def flipped(text: str, position: int) -> str:
    """The sealed text with one byte of nonce or ciphertext changed."""
    version, kid, data = text.split(".")
    sealed = bytearray(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)))
    sealed[position % len(sealed)] ^= 1
    return f"{version}.{kid}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"


@shared_fixture
@given(secret=st.text(st.characters(exclude_categories=[])), parts=st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT))
def test_what_is_sealed_opens_again(vault: Vault, secret: str, parts: tuple[str, str, str, str]) -> None:
    binding = Binding(*parts)
    assert vault.open(vault.seal(secret, binding), binding) == secret


def test_sealing_twice_differs(vault: Vault) -> None:
    assert vault.seal(SECRET, BINDING) != vault.seal(SECRET, BINDING)


def test_sealed_text_has_the_agreed_form_and_holds_nothing_readable(vault: Vault) -> None:
    text = vault.seal(SECRET, BINDING)
    version, kid, data = text.split(".")
    assert (version, (kid,)) == ("v1", vault.kids())
    assert len(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))) == 12 + len(SECRET) + 16
    assert SECRET not in text


@shared_fixture
@given(position=st.integers(0, 200))
def test_a_changed_byte_does_not_open(vault: Vault, position: int) -> None:
    text = flipped(vault.seal(SECRET, BINDING), position)
    assert refusal(lambda: vault.open(text, BINDING)).code == "secret_damaged"


@shared_fixture
@given(position=st.integers(0, 200), letter=st.characters(max_codepoint=300))
def test_a_changed_letter_does_not_open(vault: Vault, position: int, letter: str) -> None:
    text = vault.seal(SECRET, BINDING)
    position %= len(text)
    changed = text[:position] + letter + text[position + 1 :]
    if changed != text:
        assert refusal(lambda: vault.open(changed, BINDING)).code in {"secret_damaged", "vault_key_wrong"}


@shared_fixture
@given(field=st.sampled_from([field.name for field in fields(Binding)]), value=ANY_TEXT)
def test_another_binding_does_not_open(vault: Vault, field: str, value: str) -> None:
    if value != getattr(BINDING, field):
        other = replace(BINDING, **{field: value})
        text = vault.seal(SECRET, BINDING)
        assert refusal(lambda: vault.open(text, other)).code == "secret_damaged"


def test_moving_letters_between_fields_of_the_binding_does_not_open(vault: Vault) -> None:
    text = vault.seal(SECRET, Binding("a", "bc", "d", "e"))
    assert refusal(lambda: vault.open(text, Binding("ab", "c", "d", "e"))).code == "secret_damaged"


def test_text_under_the_name_of_another_key_does_not_open(vault: Vault) -> None:
    text = vault.seal(SECRET, BINDING)
    old = vault.kids()[0]
    new = vault.add_key()
    assert refusal(lambda: vault.open(text.replace(old, new), BINDING)).code == "secret_damaged"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1",
        "v1.kid",
        "v2.kid.AAAA",
        "v1..AAAA",
        "v1.k d.AAAA",
        "v1.kid.A.A",
        "v1.kid.=",
        "v1.kid.A",
        "v1.kid.ÅÅÅÅ",
        "v1.kid.AB",
    ],
)
def test_text_of_no_form_is_damaged(tmp_path: Path, text: str) -> None:
    fault = refusal(lambda: Vault(tmp_path / "none").open(text, BINDING))
    assert fault.code == "secret_damaged"
    assert "API key" in fault.message
    assert "company 7" in fault.message


@pytest.mark.parametrize("length", range(28))
def test_text_that_was_cut_short_is_damaged(vault: Vault, length: int) -> None:
    cut = base64.urlsafe_b64encode(bytes(length)).decode().rstrip("=")
    assert refusal(lambda: vault.open(f"v1.{vault.kids()[0]}.{cut}", BINDING)).code == "secret_damaged"


def test_an_unknown_key_version_is_a_wrong_key_file(vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path / "other")
    other.create_if_missing()
    text = vault.seal(SECRET, BINDING)
    fault = refusal(lambda: other.open(text, BINDING))
    assert fault.code == "vault_key_wrong"
    assert vault.kids()[0] in fault.message


def test_secrets_and_keys_are_in_no_message_and_no_repr(vault: Vault) -> None:
    text = vault.seal(SECRET, BINDING)
    fault = refusal(lambda: vault.open(flipped(text, 3), BINDING))
    key = vault.key_file.read_text().split()[-1]
    chain = (str(fault), repr(fault), fault.next_step, str(fault.__cause__), str(fault.__context__), repr(vault), repr(BINDING))
    for shown in chain:
        assert SECRET not in shown
        assert key not in shown
