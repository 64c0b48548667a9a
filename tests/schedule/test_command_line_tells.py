"""`pleo-erp run` under a scheduler of the operating system tells people, too; `notify-test` says whether that would arrive."""

from __future__ import annotations

import json
from pathlib import Path

from cli.command import call
from schedule.notices import BOOKS, SENDER
from schedule.sinks import LOCAL, mail_sink
from world import World


def configure(world: World, port: int | None) -> Path:
    sections: dict[str, dict[str, object]] = {
        "erp": {
            "connection": world.host.erp.connection,
            "profile": "easy",
            "profiles_folder": str(world.host.erp.profiles_folder),
        },
        "vault": {"key_file": str(world.host.key_file)},
        "pleo": {"base_url": world.pleo.base_url, "requests_per_minute": 60_000},
    }
    if port is not None:
        sections["notify"] = {"smtp_host": LOCAL, "smtp_port": port, "smtp_security": "none", "from": SENDER, "to": [BOOKS]}
    text = "".join(
        f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
        for name, values in sections.items()
    )
    path = world.folder / "pleo-erp.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_run_that_fails_every_hour_is_told_once(world: World) -> None:
    world.go()
    world.pleo.change_key(world.key, revoked=True)
    with mail_sink() as mails:
        path = configure(world, mails.port)
        for _ in range(2):
            assert call(["run", "sync-all", "--all", "--config", str(path), "--json"]).code == 1
        assert [letter.to for letter in mails.letters] == [[BOOKS]]
        assert "key_rejected" in mails.letters[0].text


def test_the_test_message_says_what_came_of_it(world: World) -> None:
    with mail_sink() as mails:
        path = configure(world, mails.port)
        answer = call(["notify-test", "--config", str(path), "--json"])
        assert (answer.code, answer.data) == (0, {"ways": [{"channel": "mail", "to": [BOOKS], "ok": True, "fault": None}]})
        assert len(mails.letters) == 1
        mails.refuse["RCPT"] = "550 no"
        refused = call(["notify-test", "--config", str(path)])
        assert (refused.code, "not sent (books@example.com): the mail server rejected" in refused.out) == (1, True)
    assert call(["notify-test", "--config", str(configure(world, None))]).code == 2
