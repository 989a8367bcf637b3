"""Sending through a mailbox: signed in as its app or its user, in its own name, and waiting while that is refused."""

import base64
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.utils import timezone

from helpdesk.devservices.processes import free_port
from helpdesk.lib.encryption import encrypt
from helpdesk.mail.mailboxes import MailboxError, trying
from helpdesk.mail.models import Mailbox, MailboxGrant, OutboundMessage
from helpdesk.mail.outbox import Mail, queue_mail, send_message
from tests import make
from tests.mail.dovecot import make_certificate
from tests.mail.token_server import TokenServer, token_server
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db
APP = {"sign_in": "microsoft", "tenant": "contoso", "client_id": "app-1", "user_name": "one"}


class Provider(MailServer):
    """It takes mail from whoever has signed in, and from nobody else."""

    tokens: TokenServer | None = None

    async def auth_XOAUTH2(self, server, words):  # noqa: N802 - aiosmtpd's name
        said = base64.b64decode(words[1]).decode()
        user, token = said.removesuffix("\1\1").split("\1auth=Bearer ")
        if self.tokens and self.tokens.good.get(token) == user.removeprefix("user="):
            return AuthResult(success=True, auth_data=user)
        await server.push("334 " + base64.b64encode(b'{"status":"401"}').decode())
        await server._reader.readline()
        return AuthResult(success=False, handled=False)


def password_is_right(_server, _session, _envelope, _mechanism, said: LoginPassword) -> AuthResult:
    return AuthResult(success=said.password == b"hunter 22", handled=False)


@pytest.fixture
def tokens(monkeypatch) -> Iterator[TokenServer]:
    with token_server(monkeypatch) as server:
        yield server


@pytest.fixture
def provider(tokens, settings, monkeypatch, tmp_path: Path) -> Iterator[Provider]:
    settings.ALLOWED_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    server = Provider(port=free_port())
    server.tokens = tokens
    words = {
        "tls_context": secure,
        "auth_required": True,
        "auth_require_tls": False,
        "authenticator": password_is_right,
    }
    controller = Controller(server, hostname="127.0.0.1", port=server.port, ready_timeout=30, **words)
    controller.start()
    yield server
    controller.stop()


def sending_mailbox(provider: Provider, **fields) -> Mailbox:
    where = {"address": "Desk@desk.test", "smtp_host": "127.0.0.1", "smtp_port": provider.port}
    return make.mailbox(**where | fields)


def sent() -> OutboundMessage:
    message = queue_mail(Mail(to="ann@buyers.test", subject="Your seats", text="Here."), key=f"k{free_port()}")
    send_message(message.pk)
    message.refresh_from_db()
    return message


def again(message: OutboundMessage) -> OutboundMessage:
    """Once its server is asked again."""
    send_message(message.pk, at=message.due_at)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("fields", [APP, {}], ids=["app", "password"])
@pytest.mark.parametrize("security", ["tls", "none"])
def test_mail_leaves_through_the_mailbox_of_its_sender_and_in_its_name(provider, fields, security):
    sending_mailbox(provider, security=security, **fields)
    message = sent()
    assert message.status == "sent", message.error
    (received,) = provider.received
    assert (received.sender, received.content) == ("Desk@desk.test", bytes(message.raw))


@pytest.mark.parametrize("provider_of_tokens", ["microsoft_user", "google_user"])
def test_mail_leaves_by_a_person_s_word_until_that_ends_and_then_waits(provider, tokens, provider_of_tokens):
    mailbox = sending_mailbox(provider, **APP | {"sign_in": provider_of_tokens})
    assert "Somebody must sign in at the provider" in (waiting := sent()).error
    tokens.grant_to(mailbox)
    trying.send_trial(mailbox, to="ana@desk.test")
    assert again(waiting).status == "sent"
    assert len(provider.received) == 2
    assert len(tokens.asked) == 1, "one token does for all of them"
    MailboxGrant.objects.update(access_until=timezone.now())
    tokens.refresh_tokens.clear()
    message = sent()
    assert (message.status, message.trouble) == ("queued", "own_server")
    assert "Somebody must sign in at the provider" in message.error
    assert len(tokens.asked) == 2
    assert again(message).status == "queued"
    assert len(tokens.asked) == 2, "and the provider is not asked for each mail"


def test_a_mailbox_of_another_address_or_not_for_sending_sends_nothing(provider):
    sending_mailbox(provider, address="other@desk.test")
    sending_mailbox(provider, smtp_host="")
    sending_mailbox(provider, is_active=False)
    assert sent().status == "queued"  # the server of the settings is away
    assert not provider.received


def test_a_revoked_token_is_asked_for_anew_and_mail_waits_meanwhile(provider, tokens):
    sending_mailbox(provider, **APP)
    assert sent().status == "sent"
    tokens.good.clear()
    message = sent()
    assert (message.status, message.trouble) == ("queued", "own_server")
    assert "The app has no access to this mailbox" in message.error
    assert again(message).status == "sent"
    tokens.good.clear()
    message = sent()
    assert message.status == "queued"
    tokens.refusal = 401, {"error": "invalid_client", "error_description": "AADSTS7000222: expired"}
    assert "The client secret has expired" in again(message).error


def test_a_certificate_that_nobody_vouches_for_gets_no_password(provider, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    sending_mailbox(provider)
    message = sent()
    assert (message.status, provider.received) == ("queued", [])
    assert "certificate" in message.error.lower()


def test_a_test_sends_one_mail_and_says_what_is_wrong_with_sending(provider):
    mailbox = sending_mailbox(provider)
    trying.send_trial(mailbox, to="ana@desk.test")
    (received,) = provider.received
    assert (received.recipients, received.message["From"]) == (["ana@desk.test"], "Desk@desk.test")
    provider.at_data.append("554 5.2.252 SendAsDenied")
    with pytest.raises(MailboxError) as failed:
        trying.send_trial(mailbox, to="ana@desk.test")
    assert (failed.value.problem, failed.value.detail) == ("sending", "554 5.2.252 SendAsDenied")
    mailbox.encrypted_secret = encrypt("wrong")
    with pytest.raises(MailboxError) as failed:
        trying.send_trial(mailbox, to="ana@desk.test")
    assert failed.value.problem == "sign_in"
