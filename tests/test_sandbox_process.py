"""The sandbox as a process and as an object: its life, its state on disk, and its addresses for other processes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from rawclient import ACME, KEY, Raw, acme
from sandbox import Sandbox, Switches
from sandbox.__main__ import main

SEED: dict[str, list[dict[str, Any]]] = {
    "companies": [{"id": ACME, "name": "Acme"}],
    "keys": [{"companyId": ACME, "secret": KEY, "scope": ["tags:read", "tags:write"]}],
    "groups": [{"companyId": ACME, "code": "DEPT", "name": "Departments"}],
}
GROUP = {"code": "A", "name": "A", "archived": False}


class Process:
    def __init__(self, *arguments: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "sandbox", *arguments],
            cwd=Path(__file__).parent,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        assert line.startswith("Pleo sandbox on http://127.0.0.1:"), line
        self.base_url = line.split()[-1]
        self.session = requests.Session()
        self.session.auth = (KEY, "")

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.session.request(method, self.base_url + path, timeout=10, **options)

    def make_group(self, code: str) -> None:
        answer = self.request("POST", "/v0/tag-groups", params={"company_id": ACME}, json={**GROUP, "code": code})
        assert answer.ok, answer.text

    def codes(self) -> list[str]:
        return [group["code"] for group in self.request("GET", "/_sandbox/state").json()["groups"]]


@contextmanager
def process(*arguments: str) -> Iterator[Process]:
    started = Process(*arguments)
    try:
        yield started
    finally:
        started.session.close()
        started.child.kill()
        started.child.communicate(timeout=10)


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    path = tmp_path / "pleo.json"
    path.write_text(json.dumps(SEED), "utf-8")
    return path


def test_a_killed_sandbox_goes_on_where_it_was(state_file: Path) -> None:
    with process("--state", str(state_file)) as first:
        for code in ("A", "B", "C"):
            first.make_group(code)
    with process("--state", str(state_file)) as second:
        assert second.codes() == ["DEPT", "A", "B", "C"]
        second.make_group("D")
        assert second.request("POST", "/_sandbox/quit").status_code == 204
        assert second.child.wait(timeout=10) == 0
    assert [group["code"] for group in json.loads(state_file.read_text("utf-8"))["groups"]] == ["DEPT", "A", "B", "C", "D"]
    assert [path.name for path in state_file.parent.iterdir()] == [state_file.name]


def test_another_process_sees_the_log_and_sets_state_errors_and_switches() -> None:
    with process("--page-size", "3", "--latency", "0", "--rate", "1000", "--set", "total=false") as sandbox:
        assert sandbox.request("PUT", "/_sandbox/state", json=SEED).status_code == 204
        assert sandbox.request("PUT", "/_sandbox/switches", json={"duplicate_group": "conflict"}).ok
        switches = sandbox.request("GET", "/_sandbox/switches").json()
        assert switches == Switches(page_size=3, rate=1000, total=False, duplicate_group="conflict").as_dict()
        faults = [{"kind": "answer", "status": 503, "operation": "create group"}, {"kind": "drop", "operation": "list groups"}]
        assert sandbox.request("POST", "/_sandbox/faults", json=faults).status_code == 204
        assert sandbox.request("POST", "/_sandbox/faults", json={"kind": "html", "nth": 9}).status_code == 204
        query = {"company_id": ACME}
        found = [sandbox.request("POST", "/v0/tag-groups", params=query, json=GROUP).status_code for _ in range(3)]
        assert found == [503, 200, 409]
        log = sandbox.request("GET", "/_sandbox/log").json()["requests"]
        assert [(entry["status"], entry["fault"], entry["key"]) for entry in log] == [
            (503, "answer", "0001"),
            (200, None, "0001"),
            (409, None, "0001"),
        ]
        assert len(sandbox.request("GET", "/_sandbox/faults").json()["faults"]) == 3
        assert sandbox.request("DELETE", "/_sandbox/faults").status_code == 204
        assert sandbox.request("POST", "/_sandbox/reset-log").status_code == 204
        assert sandbox.request("GET", "/_sandbox/log").json() == {"requests": []}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/_sandbox/nothing", None, 404),
        ("PUT", "/_sandbox/switches", {"page_sise": 3}, 400),
        ("PUT", "/_sandbox/switches", {"page_size": "3"}, 400),
        ("PUT", "/_sandbox/switches", {"duplicate_group": "third"}, 400),
        ("PUT", "/_sandbox/switches", {"total": 1}, 400),
        ("PUT", "/_sandbox/switches", {"rate": True}, 400),
        ("PUT", "/_sandbox/switches", {"latency_ms": "slow"}, 400),
        ("PUT", "/_sandbox/switches", [], 400),
        ("POST", "/_sandbox/faults", {"kind": "explode"}, 400),
        ("PUT", "/_sandbox/state", {"gruops": []}, 400),
        ("PUT", "/_sandbox/state", {"companies": [{"id": ACME}]}, 400),
        ("PUT", "/_sandbox/state", {"groups": [{"companyId": ACME, "code": "X", "name": "X"}]}, 400),
        ("PUT", "/_sandbox/state", {"companies": [{"id": ACME, "name": "A"}, {"id": ACME, "name": "B"}]}, 400),
    ],
)
def test_a_wrong_order_is_refused_and_changes_nothing(method: str, path: str, body: Any, status: int) -> None:
    with acme() as raw:
        before = (raw.sandbox.everything(), raw.sandbox.switches.as_dict())
        assert raw.send(method, path, json=body).status_code == status
        assert (raw.sandbox.everything(), raw.sandbox.switches.as_dict()) == before


def test_no_key_is_needed_for_the_sandboxs_own_addresses_and_they_are_not_logged() -> None:
    with acme() as raw:
        raw.session.auth = None
        raw.session.trust_env = False
        assert raw.send("GET", "/_sandbox/state").json() == raw.sandbox.dump()
        assert raw.sandbox.requests == []


@pytest.mark.parametrize("arguments", [["--set", "total"], ["--set", "total=maybe"], ["--page-size", "x"]])
def test_wrong_arguments_end_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "sandbox: " in capsys.readouterr().err


def test_a_taken_port_and_a_broken_state_file_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for arguments in (["--port", str(taken.getsockname()[1])], ["--state", str(tmp_path / "broken.json")]):
            with pytest.raises(SystemExit) as ended:
                main(arguments)
            assert ended.value.code == 2


def test_every_change_is_on_disk_before_its_answer(state_file: Path) -> None:
    sandbox = Sandbox(state_file=state_file)
    with sandbox:
        raw = Raw(sandbox)
        with raw.session:
            group = raw.data("create group", GROUP, query={"company_id": ACME})
            tag = raw.data("create tag", {"code": "T", "name": "T", "archived": False}, groupId=group["id"])
            raw.data("put tag", {"code": "U", "name": "U", "archived": True}, tagId=tag["id"])
            assert after_a_kill(state_file) == sandbox.everything()


def test_a_line_cut_by_a_kill_is_as_if_never_written(state_file: Path) -> None:
    journal = state_file.with_name(state_file.name + ".journal")
    row = {"id": "b0000000-0000-4000-8000-000000000001", "companyId": ACME, "code": "A", "name": "A"}
    journal.write_text(json.dumps(["groups", row]) + '\n["groups", {"id', "utf-8")
    sandbox = Sandbox(state_file=state_file)
    assert [code for code, _, _ in sandbox.groups()] == ["A", "DEPT"]
    sandbox.close()
    sandbox.close()


def test_state_that_is_replaced_is_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "new.json"
    with Sandbox(state_file=file) as sandbox:
        sandbox.load(SEED)
        assert json.loads(file.read_text("utf-8")) == sandbox.dump()
        sandbox.add_group("LATE")
        with pytest.raises(ValueError, match="there is no kind"):
            sandbox.load({"gruops": []})
        assert after_a_kill(file) == sandbox.dump()


def after_a_kill(file: Path) -> dict[str, list[dict[str, Any]]]:
    """The state that a new sandbox finds when this one is killed at this moment."""
    folder = file.parent / "copy"
    folder.mkdir()
    for path in file.parent.glob(f"{file.name}*"):
        (folder / path.name).write_bytes(path.read_bytes())
    with closing(Sandbox(state_file=folder / file.name)) as sandbox:
        return sandbox.dump()


def test_a_stopped_sandbox_starts_again_at_the_same_address_with_its_state() -> None:
    with acme() as raw:
        address = raw.sandbox.base_url
        raw.sandbox.add_group("DEPT")
        raw.sandbox.stop()
        raw.sandbox.stop()
        with pytest.raises(requests.ConnectionError):
            raw.session.get(address, timeout=5)
        with pytest.raises(RuntimeError, match="not started"):
            assert raw.sandbox.base_url
        assert raw.sandbox.start() == address
        assert len(raw.data("list groups", query={"company_id": ACME})) == 1


def test_equal_histories_have_equal_ids() -> None:
    found = []
    for seed in (1, 1, 2):
        sandbox = Sandbox(seed=seed)
        sandbox.add_company("Acme", id=ACME)
        found.append([sandbox.add_group("DEPT"), sandbox.add_group("DEPT"), sandbox.add_tag("DEPT", "A")])
    assert found[0] == found[1] != found[2]
    assert len(set(found[0])) == 3


def test_an_unknown_group_code_is_an_error_for_the_one_who_seeds() -> None:
    sandbox = Sandbox()
    sandbox.add_company("Acme")
    with pytest.raises(KeyError):
        sandbox.add_tag("DEPT", "A")


def test_requests_at_the_same_time_are_all_answered_and_none_is_lost() -> None:
    with acme(rate=0) as raw:
        raw.sandbox.add_group("DEPT")
        path = f"{raw.sandbox.base_url}/v0/tag-groups/{raw.sandbox.group_id('DEPT')}/tags"

        def create(number: int) -> int:
            body = {"code": f"T{number % 50}", "name": "T", "archived": False}
            return requests.post(path, json=body, auth=(KEY, ""), timeout=10).status_code

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(create, range(100)))
        assert (found.count(201), found.count(409)) == (50, 50)
        assert len(raw.sandbox.requests) == 100


def test_ten_thousand_tags_page_quickly() -> None:
    with acme(rate=0) as raw:
        group = raw.sandbox.add_group("DEPT")
        for number in range(10_000):
            raw.sandbox.add_tag(group, f"T{number}", f"Tag {number}")
        url = f"{raw.sandbox.base_url}/v0/tag-groups/{group}/tags"
        times = []
        for number in range(101):
            began = time.process_time()  # of server and client: other programs use the machine, too
            query: dict[str, str | int] = {"include_archived": "true", "limit": 100, "offset": number * 100}
            answer = raw.session.get(url, params=query, timeout=10)
            times.append(time.process_time() - began)
        assert answer.json()["data"] == []
        assert sorted(times)[50] < 0.02


@pytest.mark.parametrize(
    "headers", [{"Transfer-Encoding": "chunked"}, {"Content-Length": "x"}, {"Content-Length": "99999999999"}]
)
def test_a_body_of_unknown_or_absurd_length_is_411(headers: dict[str, str]) -> None:
    with acme() as raw:
        assert raw.send("POST", "/v0/tag-groups", headers=headers).status_code == 411


def test_a_request_cut_off_in_its_body_is_not_processed() -> None:
    with acme() as raw:
        port = int(raw.sandbox.base_url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"POST /v0/tag-groups HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(100) == b""
        assert raw.sandbox.requests == []
