"""Each new reason is told once, by mail and webhook, and arrives sooner or later."""

from __future__ import annotations

import json
import logging
import socket
from datetime import UTC, datetime, timedelta

import pytest

from engines import ENGINES, DatabaseFactory
from pleo_erp_hookspecs import Notice
from pleo_erp_module.hosts.standalone import host_tables
from pleo_erp_module.hosts.standalone.command_words import command_words
from pleo_erp_module.hosts.standalone.host_tables import HostTables
from pleo_erp_module.hosts.standalone.host_tables.outbox import WAITS
from pleo_erp_module.hosts.standalone.host_tables.outbox_message import OutboxMessage
from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess, NotifyAccess, WebhookAccess
from pleo_erp_module.hosts.standalone.notification.mail import compose
from pleo_erp_module.hosts.standalone.notification.notifier import Notifier
from pleo_erp_module.hosts.standalone.notification.run_errors import reasons
from pleo_erp_module.hosts.standalone.notification.webhook import SIGNATURE, body, signature
from pleo_erp_module.odbc import open_database
from schedule.notices import BOOKS, BOSS, SENDER, mail_to, notifier, run, told_by
from schedule.sinks import LOCAL, hook_sink, mail_sink
from world import Clock, World

NOTICE = Notice("1", "held", "Changes are held.", "Look at the plan.")


def free_port() -> int:
    with socket.create_server((LOCAL, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def working(world: World) -> World:
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("DEP", ["A"])
    world.go("DEP", "PRJ")
    return world


def test_a_dimension_that_goes_missing_is_told_once_and_again_when_it_goes_again(world: World) -> None:
    working(world)
    with mail_sink() as mails, hook_sink() as hooks:
        tells = notifier(world, mail_to(mails.port), WebhookAccess(hooks.url))
        told_by(world, tells)
        for number in (1, 2):
            world.erp.set_dimensions("DEP")
            for _ in range(3):
                run(world, tells)
            assert len(mails.letters) == len(hooks.posted) == number
            world.erp.set_dimensions("DEP", "PRJ")
            run(world, tells)
    letter = mails.letters[0]
    assert letter.to == [BOOKS]
    assert (letter.mail["From"], letter.mail["To"]) == (SENDER, BOOKS)
    assert (
        letter.mail["Subject"]
        == "Pleo, company 1: The selected dimension PRJ no longer exists in the ERP. Its tags stay as they are."
    )
    assert "Restore it in the ERP, or select another dimension" in letter.text
    assert letter.mail.get_content_type() == "text/plain"
    posted = json.loads(hooks.posted[0].body)
    assert (posted["company"], posted["code"]) == ("1", "missing")
    assert len({one.mail["Message-ID"] for one in mails.letters}) == 2


def test_an_error_is_told_once_for_as_long_as_it_lasts(world: World) -> None:
    working(world)
    with mail_sink() as mails:
        tells = notifier(world, mail_to(mails.port))
        for number in (1, 2):
            world.pleo.change_key(world.key, revoked=True)
            for _ in range(3):
                assert run(world, tells)["status"] == "failed"
            assert len(mails.letters) == number
            world.pleo.change_key(world.key, revoked=False)
            assert run(world, tells)["status"] == "success"
        assert "key_rejected" in mails.letters[0].text


def test_a_unit_that_fails_is_told_by_itself_and_a_run_that_did_not_look_at_it_changes_nothing(world: World) -> None:
    working(world)
    world.erp.set_accounts([("e1", "1", "One")])
    world.erp.spoil("ledger", 0)
    with mail_sink() as mails:
        tells = notifier(world, mail_to(mails.port))
        run(world, tells)
        run(world, tells, "sync-tags")
        run(world, tells, stop=lambda: True)
        run(world, tells)
        assert [letter.text.split(":")[0] for letter in mails.letters] == ["accounts"]
        world.erp.mend("ledger")
        world.fail("answer", "create account", status=422, body={"message": "no"}, count=None)
        run(world, tells)
        run(world, tells)
        assert mails.letters[-1].text.startswith("accounts: 1 change could not be made in Pleo.")
        assert len(mails.letters) == 2


def test_a_run_that_is_busy_or_stopped_raises_no_alarm(world: World) -> None:
    working(world)
    with mail_sink() as mails:
        tells = notifier(world, mail_to(mails.port))
        with world.runtime(world.host, world.extensions) as runtime, runtime.lease("1", "sync"):
            assert run(world, tells)["status"] == "busy"
        assert run(world, tells, stop=lambda: True)["status"] == "partial"
        assert mails.letters == []
        # Nor does it mean that an earlier error is over.
        world.pleo.change_key(world.key, revoked=True)
        run(world, tells)
        with world.runtime(world.host, world.extensions) as runtime, runtime.lease("1", "sync"):
            run(world, tells)
        run(world, tells, stop=lambda: True)
        run(world, tells)
        assert len(mails.letters) == 1


def test_what_a_stopped_run_did_not_come_to_raises_no_alarm(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A"])
    world.connect()
    world.select("DEP")
    world.plan()
    world.release()
    with mail_sink() as mails:
        tells = notifier(world, mail_to(mails.port))
        left: list[int] = []  # each run may send one request more
        while "error" in run(world, tells, counted=False, stop=lambda: len(world.pleo.requests) >= len(left)):
            left.append(1)
            world.pleo.reset_log()
        assert len(left) >= 4
        assert mails.letters == []


def test_the_end_of_a_key_is_told_two_weeks_and_three_days_before(world: World) -> None:
    working(world)
    day = (world.clock.time + timedelta(days=20)).date()
    world.settings(key_expires=str(day))
    with mail_sink() as mails:
        tells = notifier(world, mail_to(mails.port))
        told_by(world, tells)
        told = []
        for left in range(20, -1, -1):
            before = len(mails.letters)
            run(world, tells)
            run(world, tells, "sync")
            if len(mails.letters) > before:
                told.append(left)
            world.clock.pass_(days=1, minutes=-2)
        assert told == [14, 3]
        assert f"expires on {day}" in mails.letters[0].text
        world.connect()  # another key: what was known of the earlier one is forgotten
        assert world.settings()["settings"]["key_expires"] == ""


def test_an_outage_delays_a_message_and_loses_and_repeats_none(world: World) -> None:
    port = free_port()
    with hook_sink() as hooks:
        tells = notifier(world, mail_to(port), WebhookAccess(hooks.url))
        hooks.status = 503
        tells.tell(NOTICE)
        tells.deliver()
        overview = tells.overview()
        assert (overview["waiting"], overview["given_up"], overview["last_sent"]) == (2, 0, None)
        faults = {one["channel"]: one["fault"] for one in overview["faults"]}
        assert faults["webhook"] == "the webhook answered 503"
        assert faults["mail"].startswith(f"the mail server {LOCAL}:{port}: ")
        hooks.status = 200
        with mail_sink(port) as mails:
            tells.deliver()
            assert mails.letters == []  # not before its time
            for _ in range(3):
                world.clock.pass_(minutes=2)
                tells.deliver()
            assert len(mails.letters) == 1
        assert len(hooks.posted) == 2  # the refused one, and the same again
        assert hooks.posted[0].body == hooks.posted[1].body
    assert tells.overview()["waiting"] == 0


def test_a_message_that_never_arrives_is_given_up_in_the_end(world: World, caplog: pytest.LogCaptureFixture) -> None:
    tells = notifier(world, mail_to(free_port()))
    tells.tell(NOTICE)
    for wait in (*WAITS, timedelta(days=1), timedelta(days=1)):
        tells.deliver()
        world.clock.time += wait
    overview = tells.overview()
    assert (overview["waiting"], overview["given_up"]) == (0, 1)
    assert overview["faults"][0]["attempts"] == len(WAITS) + 1
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1
    world.clock.pass_(days=91)
    tells.deliver()
    assert tells.overview()["given_up"] == 0


def test_a_server_that_refuses_one_message_still_gets_the_others(world: World) -> None:
    with mail_sink() as mails:
        tells = notifier(world, mail_to(mails.port, to=(), of_company={"1": (BOOKS,), "2": (BOSS,)}))
        mails.refuse[f"RCPT TO:<{BOOKS.upper()}"] = "550 unknown"
        tells.tell(NOTICE)
        tells.tell(Notice("2", "held", "Changes are held.", "Look."))
        tells.tell(Notice("3", "held", "Nobody is there for this company.", "Look."))
        for _ in range(3):
            tells.deliver()
        assert [letter.to for letter in mails.letters] == [[BOSS]]
        assert tells.overview()["faults"][0]["fault"] == "the mail server rejected the recipients"


@pytest.mark.parametrize("engine", ENGINES)
def test_two_instances_send_a_message_once_and_what_one_died_with_the_other_sends(
    engine: str, database_factory: DatabaseFactory
) -> None:
    connection, clock = database_factory(engine), Clock()
    with open_database(connection, purpose="store") as one, open_database(connection, purpose="store") as two:
        first, second = HostTables(one, None, clock), HostTables(two, None, clock)
        first.install()
        first.outbox.add("1", "held", "Zurück", "Schau", ["mail"])
        seen, also_seen = first.outbox.due(), second.outbox.due()
        assert [waiting.message.text for waiting in seen] == ["Zurück"]
        assert (first.outbox.claim(seen[0]), second.outbox.claim(also_seen[0])) == (True, False)
        assert second.outbox.due() == []
        clock.pass_(minutes=10)
        (left,) = second.outbox.due()
        assert second.outbox.claim(left)
        second.outbox.sent(left)
        clock.pass_(days=1)
        assert first.outbox.due() == []
        assert first.outbox.overview()["last_sent"] is not None
        assert first.standing.replace("1", {"run a"}, lambda reason: True) == {"run a"}
        assert second.standing.replace("1", {"run a", "x b"}, lambda reason: True) == {"x b"}
        assert first.standing.replace("1", (), lambda reason: reason.startswith("run")) == set()
        assert second.standing.replace("1", {"run a", "x b"}, lambda reason: True) == {"run a"}


EVIL = "Dép\r\nBcc: evil@example.com\r\n\r\n<script>\x00\x1b[31m\u202ecod.exe\n.\nRSET"


def test_no_text_becomes_a_header_another_mail_or_a_control_character(world: World) -> None:
    with mail_sink() as mails, hook_sink() as hooks:
        tells = notifier(world, mail_to(mails.port), WebhookAccess(hooks.url))
        tells.tell(Notice("1\r\nX-Evil: 1", "held", EVIL, EVIL))
        tells.deliver()
    (letter,) = mails.letters
    assert letter.to == [BOOKS]
    assert set(letter.mail.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
        *("Content-Type", "Content-Transfer-Encoding"),
    }
    assert "evil@example.com" in letter.mail["Subject"]
    for text in (letter.mail["Subject"], letter.text):
        assert all(one.isprintable() or one == "\n" for one in text)
    assert letter.text.startswith("Dép Bcc: evil@example.com <script>\ufffd [31m cod.exe . RSET\n")
    assert json.loads(hooks.posted[0].body)["message"].startswith("Dép\r\nBcc")


def test_the_webhook_is_signed_and_nothing_but_2xx_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with hook_sink() as hooks:
        tells = notifier(world, webhook=WebhookAccess(hooks.url, "sesame"))
        hooks.status = 302
        tells.tell(NOTICE)
        tells.deliver()
        assert tells.overview()["faults"][0]["fault"] == "the webhook answered 302"
        assert len(hooks.posted) == 1
        posted = hooks.posted[0]
        assert posted.headers[SIGNATURE] == signature("sesame", posted.body)
        assert posted.headers["Content-Type"] == "application/json"


def test_microsoft_teams_gets_a_card_without_markup(world: World) -> None:
    with hook_sink() as hooks:
        tells = notifier(world, webhook=WebhookAccess(hooks.url, layout="teams"))
        tells.tell(Notice("1", "held", "[here](https://evil.example) *now*\n", "Open the preview."))
        tells.deliver()
    (attached,) = json.loads(hooks.posted[0].body)["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attached["content"]["body"] == [
        {
            "type": "RichTextBlock",  # which knows no Markdown
            "inlines": [{"type": "TextRun", "text": "Pleo, company 1: [here](https://evil.example) *now* Open the preview."}],
        }
    ]


def test_no_secret_is_told_logged_or_shown(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    port = free_port()
    mail = mail_to(free_port(), user="robot", password="canary-one")
    hook = WebhookAccess(f"http://{LOCAL}:{port}/canary-two", "canary-three")
    tells = notifier(world, mail, hook)
    tells.tell(NOTICE)
    tells.deliver()
    with mail_sink() as mails:
        mails.refuse["AUTH"] = "535 canary-one is wrong"
        again = notifier(world, mail_to(mails.port, user="robot", password="canary-one"), hook)
        world.clock.pass_(hours=1)
        again.deliver()
    shown = repr((tells.overview(), again.overview(), tells.test(), mail, hook))
    assert "canary" not in shown + caplog.text


def test_without_a_database_people_are_told_at_once(world: World) -> None:
    with mail_sink() as mails:
        tells = notifier(world, mail_to(mails.port))
        with open_database(world.host.erp.connection, purpose="store") as database:
            database.execute("CREATE TABLE pleo_erp_web_person (other INTEGER)")  # so that the host's tables cannot be made
        tells.tell(NOTICE)
        assert len(mails.letters) == 1
        mails.refuse["MAIL"] = "451 later"
        tells.tell(NOTICE)
        tells.deliver()


@pytest.mark.parametrize(
    ("language", "subject", "failed"),
    [
        ("da", "Pleo, virksomhed 1: ", "konti: 2 ændringer kunne ikke foretages i Pleo."),
        ("de", "Pleo, Unternehmen 1: ", "Konten: 2 Änderungen konnten in Pleo nicht ausgeführt werden."),
        ("fr", "Pleo, société 1 : ", "comptes : 2 modifications n'ont pas pu être faites dans Pleo."),
    ],
)
def test_messages_are_in_the_language_of_the_configuration(language: str, subject: str, failed: str) -> None:
    unit = {"unit": "accounts", "error": None, "failed": 2}
    notice = reasons({"company": "1", "run": "R", "units": [unit]}, command_words)["accounts failed"].in_language(language)
    assert notice.message == failed
    message = OutboxMessage("id", "1", notice.code, notice.message, notice.next_step, datetime.now(UTC))
    access = MailAccess("mail.example", "pleo@example.com", ("anna@example.com",))
    assert str(compose(access, message, language)["Subject"]).startswith(subject + failed[:8])
    assert json.loads(body(message, language=language))["text"].startswith(subject)


def test_each_channel_has_its_language_and_the_log_is_english(world: World, caplog: pytest.LogCaptureFixture) -> None:
    languages = {"mail": "da", "webhook": "fr"}
    access = NotifyAccess(mail_to(9), WebhookAccess("http://127.0.0.1:9/hook"), "de", languages)
    told_by(world, Notifier(access, world.host.erp.connection, None, logging.getLogger("pleo_erp"), world.clock))
    world.go()
    world.erp.set_accounts([(str(number), str(number), "Account") for number in range(1, 31)])
    world.run()
    world.erp.set_accounts([])
    world.run()
    with host_tables.opened(world.host.erp, world.clock) as tables:
        texts = {one.channel: one.message.text for one in tables.outbox.due()}
    assert texts["mail"].startswith("Ændringer af konti er tilbageholdt: ERP-systemet returnerede ingen rækker")
    assert texts["webhook"].startswith("Des modifications (comptes) sont retenues")
    assert "Changes of accounts are held: the ERP returned no rows" in caplog.text
