"""By webhook: one POST with JSON, signed if there is a secret."""

from __future__ import annotations

import hashlib
import hmac
import json

import requests

from pleo_erp_module.hosts.standalone.host_tables.outbox_message import OutboxMessage
from pleo_erp_module.hosts.standalone.notification.channel_access import WebhookAccess
from pleo_erp_module.hosts.standalone.notification.delivery_error import NotSentError
from pleo_erp_module.hosts.standalone.notification.plain_text import one_line
from pleo_erp_module.messages.catalogue import ENGLISH, catalogue
from pleo_erp_module.store.codec import stamp

SIGNATURE = "X-Pleo-Erp-Signature"
_SECONDS = (5.0, 15.0)  # to connect, to answer


def body(message: OutboxMessage, layout: str = "json", language: str = ENGLISH) -> bytes:
    """What is sent. ``text`` is what chat programs show; Microsoft Teams wants a card."""
    about = catalogue(language).gettext("Pleo, company {company}: {text}")
    text = about.format(company=message.company, text=f"{message.text} {message.next_step}")
    if layout == "teams":
        return json.dumps(_card(text)).encode()
    return json.dumps(
        {
            "id": message.id,
            "at": stamp(message.created_at),
            "company": message.company,
            "code": message.code,
            "message": message.text,
            "next": message.next_step,
            "text": text,
        }
    ).encode()


def _card(text: str) -> dict[str, object]:
    # Runs of text, since a TextBlock would make links of what an ERP calls something.
    block = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": one_line(text)}]}
    card = {"type": "AdaptiveCard", "version": "1.4", "body": [block]}
    return {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}]}


def signature(secret: str, content: bytes) -> str:
    """What the receiver compares: HMAC-SHA256 over the body."""
    return "sha256=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def send(access: WebhookAccess, message: OutboxMessage, language: str = ENGLISH) -> None:
    """Post it; only 2xx counts, and no redirect is followed. Raises `NotSentError`, which never holds the address."""
    content = body(message, access.layout, language)
    headers = {"Content-Type": "application/json"}
    if access.secret is not None:
        headers[SIGNATURE] = signature(access.secret, content)
    try:
        with requests.Session() as session:
            session.trust_env = False  # else a .netrc would add a password
            answer = session.post(
                access.url,
                data=content,
                headers=headers,
                timeout=_SECONDS,
                allow_redirects=False,
                stream=True,
                verify=str(access.ca_bundle) if access.ca_bundle else True,
                proxies=requests.utils.get_environ_proxies(access.url),
            )
            answer.close()
    except (OSError, UnicodeError) as error:  # also of requests, and for a ca_bundle that cannot be read
        raise NotSentError("webhook_error", error=type(error).__name__) from None
    if not 200 <= answer.status_code < 300:
        raise NotSentError("webhook_status", status=answer.status_code)
