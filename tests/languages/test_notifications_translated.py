"""Mails are in the language of their channel, and nothing of them is left in English."""

from __future__ import annotations

import logging
import re

from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.config import ScheduleAccess
from pleo_erp_module.hosts.standalone.notification.channel_access import NotifyAccess
from pleo_erp_module.hosts.standalone.notification.notifier import Notifier
from pleo_erp_module.hosts.standalone.schedule import Scheduler
from pseudo_language import LANGUAGE, untranslated
from schedule.notices import mail_to, run, told_by
from schedule.sinks import mail_sink
from world import World

#: Names and codes of the ERP and of Pleo, and commands to type.
DATA = ("Pleo", "DEP", "PRJ", "Account", "no such name", "no answer", "The API key is missing, wrong, expired or revoked")
_TYPED = re.compile(r"pleo-erp [^\n)]*|action '\w+'|\b[0-9a-f]{64}\b|\d{8}T\S+|\[erp\] \w+|\[\w+\]|, \w+\n$")  # the end: a code


def test_no_mail_has_a_word_that_was_not_translated(world: World, other_letters: None) -> None:
    with mail_sink() as mails:
        access = NotifyAccess(mail_to(mails.port), language=LANGUAGE)
        tells = Notifier(access, world.host.erp.connection, None, logging.getLogger("pleo_erp"), world.clock)
        told_by(world, tells)
        world.erp.set_dimensions("DEP", "PRJ", "OLD")
        world.erp.set_accounts([(str(number), str(number), f"Account {number}") for number in range(1, 31)])
        world.go("DEP", "PRJ", "OLD")
        world.erp.set_accounts([])  # held
        world.erp.set_dimensions("DEP", ("OLD", "OLD", "closed"))  # missing, deselected
        world.settings(key_expires="2026-12-01")
        run(world, tells)
        world.erp.set_accounts([(str(number), str(number), f"Account {number} A/S") for number in range(1, 31)])
        world.fail("answer", "batch accounts", status=400, body={"message": "no such name"}, count=None)
        run(world, tells)
        world.pleo.faults.clear()
        world.fail("answer", "search accounts", status=403, count=None)
        run(world, tells)
        world.pleo.change_key(world.key, revoked=True)
        run(world, tells)

        def refuse(user: object) -> None:
            raise error("erp_unreachable", detail="no answer")

        scheduler = Scheduler(refuse, ScheduleAccess(), tells, world.clock)  # type: ignore[arg-type]
        for _ in range(5):
            scheduler.look()
        assert scheduler.stop()
        assert all(way["ok"] for way in tells.test())
        texts = {f"{letter.mail['Subject']}\n{letter.text}" for letter in mails.letters}
    codes = {re.findall(r", (\w+)$", text.strip())[-1] for text in texts}
    assert codes >= {"held", "missing", "deselected", "key_expires", "key_rejected", "right_missing", "erp_unreachable", "test"}
    assert {word for text in texts for word in untranslated(_TYPED.sub(" ", text), DATA)} == set()
