"""The key file: made once, for its owner alone, and replaced in one step."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.vault import Vault

from .helpers import BINDING, KEY, SECRET, key_file, refusal


def test_the_key_file_and_its_folder_are_for_the_owner_alone(vault: Vault) -> None:
    assert stat.S_IMODE(vault.key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.key_file.parent.stat().st_mode) == 0o700
    assert [path.name for path in vault.key_file.parent.iterdir()] == ["kek"]


def test_the_rights_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Vault(tmp_path / "open" / "kek").create_if_missing()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "open" / "kek").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) == 0o700


def test_an_existing_key_file_is_left_alone(vault: Vault) -> None:
    before = vault.key_file.read_bytes()
    assert not vault.create_if_missing()
    assert vault.key_file.read_bytes() == before


def test_of_many_that_make_the_file_one_wins(tmp_path: Path) -> None:
    vault, results = Vault(tmp_path / "kek"), []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        results.append((vault.create_if_missing(), vault.kids()))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made for made, _ in results) == [False] * 7 + [True]
    assert {kids for _, kids in results} == {vault.kids()}


def test_a_file_that_appears_between_looking_and_making_is_left_alone(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    before = vault.key_file.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "exists", lambda path: False)
        assert not vault.create_if_missing()
    assert vault.key_file.read_bytes() == before
    assert [path.name for path in vault.key_file.parent.iterdir()] == ["kek"]


def test_a_file_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    fault = refusal(Vault(tmp_path / "file" / "kek").create_if_missing)
    assert fault.code == "vault_key_unreadable"
    assert "cannot be created" in fault.message


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "kek")
    assert refusal(lambda: vault.seal(SECRET, BINDING)).code == "vault_key_missing"
    assert refusal(lambda: vault.open("v1.kid.AAAA", BINDING)).code == "vault_key_missing"
    assert refusal(vault.add_key).code == "vault_key_missing"
    assert str(tmp_path / "kek") in refusal(vault.kids).message


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        ("", "contains no key"),
        ("# only words\n\n", "contains no key"),
        (b"\xff\xfe", "not a text file"),
        ("kid\n", "line 1"),
        (f"# a\nkid {KEY} more\n", "line 2"),
        ("kid not-base64\n", "line 1"),
        (f"kid {KEY[:-4]}\n", "line 1"),
        (f"kíd {KEY}\n", "line 1"),
        (f"k.d {KEY}\n", "line 1"),
        (f"kid {KEY}\nkid {KEY}\n", "line 2 repeats"),
    ],
)
def test_a_file_of_another_form_is_refused_without_its_content(tmp_path: Path, content: str | bytes, detail: str) -> None:
    vault = key_file(tmp_path / "kek", content)
    fault = refusal(lambda: vault.seal(SECRET, BINDING))
    assert fault.code == "vault_key_unreadable"
    assert detail in fault.message
    assert KEY not in fault.message


def test_comments_and_blank_lines_are_skipped_and_the_last_key_seals(tmp_path: Path) -> None:
    vault = key_file(tmp_path / "kek", f"# first\n\nold {KEY}\n  # then\nnew {KEY}")
    assert vault.kids() == ("old", "new")
    assert vault.seal(SECRET, BINDING).startswith("v1.new.")


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o777])
def test_a_file_that_others_may_use_is_refused(vault: Vault, mode: int) -> None:
    vault.key_file.chmod(mode)
    fault = refusal(lambda: vault.seal(SECRET, BINDING))
    assert fault.code == "vault_key_unreadable"
    assert "chmod 600" in fault.message


@pytest.mark.parametrize("depth", [0, 1])
def test_a_file_that_others_may_replace_is_refused(tmp_path: Path, depth: int) -> None:
    vault = Vault(tmp_path / "a" / "b" / "kek")
    vault.create_if_missing()
    open_folder = vault.key_file.parents[depth]
    open_folder.chmod(0o777)
    told = refusal(lambda: vault.seal(SECRET, BINDING))
    assert told.code == "vault_key_unreadable"
    assert f"every user can write to the folder {open_folder};" in told.message
    open_folder.chmod(0o1777)  # the sticky bit: nobody moves the file of another
    assert vault.seal(SECRET, BINDING)


def test_no_file_is_made_where_others_may_replace_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert refusal(Vault(tmp_path / "kek").create_if_missing).code == "vault_key_unreadable"
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_file_will_do(vault: Vault) -> None:
    vault.key_file.chmod(0o400)
    assert vault.open(vault.seal(SECRET, BINDING), BINDING) == SECRET


def test_a_file_of_another_user_is_refused(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    status = list(vault.key_file.stat())
    status[4] = os.getuid() + 1
    monkeypatch.setattr(os, "fstat", lambda handle: os.stat_result(status))
    assert "another user" in refusal(lambda: vault.seal(SECRET, BINDING)).message


def test_a_file_of_root_will_do(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    status = list(vault.key_file.stat())
    status[4] = 0
    monkeypatch.setattr(os, "fstat", lambda handle: os.stat_result(status))
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    assert vault.kids()


def test_where_the_system_has_no_such_rights_none_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "getuid")
    monkeypatch.delattr(os, "O_DIRECTORY")
    vault = Vault(tmp_path / "kek")
    vault.create_if_missing()
    vault.key_file.chmod(0o666)
    assert vault.open(vault.seal(SECRET, BINDING), BINDING) == SECRET


def test_a_folder_in_its_place_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "kek").mkdir()
    assert refusal(Vault(tmp_path / "kek").kids).code == "vault_key_unreadable"


# -- rotation


def test_after_rotation_the_new_key_seals_and_the_old_one_still_opens(vault: Vault) -> None:
    old_text, old_kids = vault.seal(SECRET, BINDING), vault.kids()
    new = vault.add_key()
    assert vault.kids() == (*old_kids, new)
    assert vault.open(old_text, BINDING) == SECRET
    assert vault.seal(SECRET, BINDING).split(".")[1] == new
    assert stat.S_IMODE(vault.key_file.stat().st_mode) == 0o600
    assert {path.name for path in vault.key_file.parent.iterdir()} <= {"kek", "kek.lock"}


def test_rotation_keeps_comments_and_fixes_a_missing_last_line_end(tmp_path: Path) -> None:
    vault = key_file(tmp_path / "kek", f"# mine\nold {KEY}")
    vault.add_key()
    assert vault.key_file.read_text().startswith(f"# mine\nold {KEY}\nk")
    assert len(vault.kids()) == 2


def test_a_second_rotation_at_the_same_time_is_refused(vault: Vault) -> None:
    before = vault.key_file.read_bytes()
    with FileLock(vault.key_file.with_name("kek.lock")):
        assert "another rotation" in refusal(vault.add_key).message
    assert vault.key_file.read_bytes() == before


KILLED = """
import os, pathlib, sys
from pleo_erp_module.vault import Vault

vault, steps = Vault(pathlib.Path(sys.argv[1])), int(sys.argv[2])

def count(event, arguments):
    global steps
    if event in ("open", "os.rename", "os.remove") and str(arguments[0]).startswith(sys.argv[1]):
        steps -= 1
        if steps < 0:
            os._exit(9)

sys.addaudithook(count)
vault.add_key()
"""


def test_a_rotation_that_was_killed_at_any_step_is_repeated_without_help(vault: Vault) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    sealed = vault.seal(SECRET, BINDING)
    for steps in range(50):
        child = subprocess.run([sys.executable, "-c", KILLED, str(vault.key_file), str(steps)], env=environment, check=False)
        assert vault.add_key() == vault.kids()[-1]
        assert vault.open(sealed, BINDING) == SECRET
        assert {path.name for path in vault.key_file.parent.iterdir()} <= {"kek", "kek.lock"}
        if child.returncode == 0:
            break
        assert child.returncode == 9
    assert child.returncode == 0
    assert steps >= 5


def test_rotations_at_once_never_lose_a_key(vault: Vault) -> None:
    made: list[str] = []
    refused: set[str] = set()
    start = threading.Barrier(6)

    def rotate() -> None:
        start.wait()
        try:
            made.append(vault.add_key())
        except PleoErpError as exc:
            refused.add(exc.code)

    threads = [threading.Thread(target=rotate) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made
    assert refused <= {"vault_key_unreadable"}
    assert set(made) == set(vault.kids()[1:])


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_rotation_that_cannot_write_leaves_the_old_file(vault: Vault, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    before = vault.key_file.read_bytes()

    def fail(*args: object) -> object:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        assert "No space left" in refusal(vault.add_key).message
    assert vault.key_file.read_bytes() == before
    assert {path.name for path in vault.key_file.parent.iterdir()} <= {"kek", "kek.lock"}


def test_a_file_that_changes_during_a_rotation_is_kept(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def edit_meanwhile(path: str, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".new"):
            with vault.key_file.open("a") as file:
                file.write("# by hand\n")
        return real(path, flags, mode)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", edit_meanwhile)
        assert "changed by another process" in refusal(vault.add_key).message
    assert vault.key_file.read_text().endswith("# by hand\n")
    assert len(vault.kids()) == 1
    assert vault.add_key() in vault.kids()


def test_a_rotation_in_another_process_is_seen_at_once(vault: Vault) -> None:
    code = "import sys, pathlib; from pleo_erp_module.vault import Vault; print(Vault(pathlib.Path(sys.argv[1])).add_key())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(vault.key_file)], env=environment, capture_output=True, text=True, check=True
    )
    assert vault.seal(SECRET, BINDING).split(".")[1] == done.stdout.strip()
