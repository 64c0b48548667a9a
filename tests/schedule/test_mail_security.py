"""TLS, logins, and configurations that cannot be meant."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pleo_erp_hookspecs import Notice, PleoErpError
from pleo_erp_module.hosts.standalone.config import load
from schedule.notices import mail_to, notifier
from schedule.sinks import mail_sink
from world import World


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of `localhost`, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def server(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_user_and_password_go_over_tls_only(world: World, certificate: Path) -> None:
    login = {"host": "localhost", "security": "starttls", "user": "robot", "password": "sesame"}
    with mail_sink(tls=server(certificate)) as mails:
        tells = notifier(world, mail_to(mails.port, **login, ca_bundle=certificate))
        tells.tell(Notice("1", "held", "Changes are held.", "Look."))
        tells.deliver()
        assert (mails.logins, mails.encrypted) == (["\0robot\0sesame"], [True])
        # A server that nobody knows, and one without TLS, are told nothing.
        (strange,) = notifier(world, mail_to(mails.port, **login)).test()
        assert "certificate" in strange["fault"].lower()
    with mail_sink() as plain:
        (stripped,) = notifier(world, mail_to(plain.port, **login)).test()
        assert not stripped["ok"]
        assert (plain.letters, plain.logins) == ([], [])


MAIL = 'smtp_host = "mail.example.com"\nfrom = "a@example.com"\nto = ["b@example.com"]\n'


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('smtp_host = "mail.example.com"\nfrom = "a@example.com"', "no recipient in to or recipients"),
        ('smtp_host = "mail.example.com"\nto = ["b@example.com"]', "'' is not a mail address"),
        (MAIL.replace("b@example.com", "b@example.com\\r\\nBcc: c@example.com"), "is not a mail address"),
        (MAIL + 'smtp_security = "maybe"', "notify.smtp_security: expected one of starttls, ssl, none"),
        (MAIL + 'smtp_security = "none"\nsmtp_user = "a"\nsmtp_password = "b"', "would be sent unencrypted"),
        (MAIL + 'smtp_user = "a"', "belong together"),
        (MAIL + "smtp_port = 0", "notify.smtp_port: expected a whole number >= 1"),
        (MAIL + 'recipients = {"1" = "c@example.com"}', "notify.recipients.1: expected a list, got a string"),
        ('webhook = "http://example.com/hook"', "webhook must begin with https://"),
        ('webhook = "https://user:word@example.com/hook"', "webhook must not contain a user"),
        ('webhook = "example.com"', "webhook must begin with https://"),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(tmp_path: Path, section: str, said: str) -> None:
    path = tmp_path / "pleo-erp.toml"
    path.write_text(f'[erp]\nconnection = "Driver=x"\n[notify]\n{section}\n', "utf-8")
    with pytest.raises(PleoErpError) as refused:
        load(path)
    assert refused.value.code == "config_invalid"
    assert said in refused.value.message


def test_what_is_left_out_has_its_usual_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_WORD", "sesame")
    path = tmp_path / "pleo-erp.toml"
    more = 'smtp_user = "a"\nsmtp_password = "env:SMTP_WORD"\n[notify.recipients]\n7 = ["c@example.com"]\n'
    path.write_text(f'[erp]\nconnection = "Driver=x"\n[schedule]\nthreads = 2\n[notify]\n{MAIL}{more}', "utf-8")
    config = load(path)
    assert (config.schedule.enabled, config.schedule.check_seconds, config.schedule.threads) == (True, 60, 2)
    mail = config.notify.mail
    assert mail is not None
    assert (mail.security, mail.used_port, mail.password) == ("starttls", 587, "sesame")
    assert mail.recipients("7") == ("b@example.com", "c@example.com")
    path.write_text('[erp]\nconnection = "Driver=x"\n[schedule]\nenabled = "no"\n', "utf-8")
    with pytest.raises(PleoErpError):
        load(path)
