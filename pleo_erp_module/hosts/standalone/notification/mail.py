"""By mail: plain text, made by the standard library, so that no text of an ERP becomes a header."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP

from pleo_erp_module.hosts.standalone.host_tables.outbox_message import OutboxMessage
from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess
from pleo_erp_module.hosts.standalone.notification.delivery_error import NotSentError
from pleo_erp_module.hosts.standalone.notification.plain_text import one_line
from pleo_erp_module.messages.catalogue import ENGLISH, catalogue, mark

logger = logging.getLogger("pleo_erp")
SECONDS = 15.0  # for each answer of the server
_SUBJECT = 120  # characters
TEXTS = (mark("Pleo, company {company}: {text}"), mark("Company {company}, {code}"))


def compose(access: MailAccess, message: OutboxMessage, language: str = ENGLISH) -> EmailMessage:
    """The mail; the sentences of the message are in this language already."""
    say = catalogue(language).gettext
    mail = EmailMessage(SMTP)
    mail["From"] = access.sender
    mail["To"] = ", ".join(access.recipients(message.company))
    mail["Subject"] = one_line(say("Pleo, company {company}: {text}").format(company=message.company, text=message.text))[
        :_SUBJECT
    ]
    mail["Date"] = message.created_at
    mail["Message-ID"] = f"<{message.id}@{access.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    about = say("Company {company}, {code}").format(company=message.company, code=message.code)
    lines = (message.text, message.next_step, "", about)
    mail.set_content("\n".join(map(one_line, lines)) + "\n")
    return mail


def send(access: MailAccess, message: OutboxMessage, language: str = ENGLISH) -> None:
    """Hand it to the mail server. Raises `NotSentError` unless it is for at least one of the recipients."""
    mail = compose(access, message, language)
    try:
        with _connected(access) as server:
            if access.user is not None and access.password is not None:
                server.login(access.user, access.password)
            if refused := server.send_message(mail):
                logger.warning("the mail server refuses %d of the recipients", len(refused))
    except smtplib.SMTPRecipientsRefused:
        raise NotSentError("mail_recipients_refused") from None
    except smtplib.SMTPAuthenticationError as error:
        raise NotSentError("mail_login_refused", status=error.smtp_code) from None
    except smtplib.SMTPResponseException as error:
        raise NotSentError("mail_status", status=error.smtp_code) from None
    except smtplib.SMTPException as error:
        raise NotSentError("mail_error", error=type(error).__name__) from None
    except ssl.SSLError as error:
        raise NotSentError("mail_tls", error=error.reason or type(error).__name__) from None
    except OSError as error:
        address, why = f"{access.host}:{access.used_port}", error.strerror or type(error).__name__
        raise NotSentError("mail_connection", address=address, error=why) from None


def _connected(access: MailAccess) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(access.ca_bundle) if access.ca_bundle else None)
    if access.security == "ssl":
        return smtplib.SMTP_SSL(access.host, access.used_port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(access.host, access.used_port, timeout=SECONDS)
    if access.security == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server
