"""Access tokens of apps: asked for over real HTTP, kept while they are good, and each refusal known for what it is."""

import json
from collections.abc import Iterator

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from helpdesk.lib.encryption import encrypt
from helpdesk.mail.mailboxes import MailboxError
from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers import endpoints
from helpdesk.mail.servers.tokens import access_token, forget_token
from tests.mail.token_server import TokenServer, token_server


@pytest.fixture
def server(monkeypatch) -> Iterator[TokenServer]:
    with token_server(monkeypatch) as server:
        yield server


def app(*, secret: str = "s3cret~", **fields) -> Mailbox:
    words = {"sign_in": "microsoft", "tenant": "contoso", "client_id": "app-1", "user_name": "support@contoso.test"}
    return Mailbox(encrypted_secret=encrypt(secret), fetch_since=timezone.localdate(), **words | fields)


def key_file() -> tuple[str, rsa.RSAPublicKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    told = {"client_email": "desk@project.iam.test", "private_key": pem, "private_key_id": "k1"}
    return json.dumps(told | {"token_uri": "https://evil.test/token"}), key.public_key()


def problem_of(mailbox: Mailbox) -> str:
    with pytest.raises(MailboxError) as failed:
        access_token(mailbox)
    assert "s3cret" not in str(failed.value)
    return failed.value.problem


def test_an_app_of_microsoft_asks_its_tenant_for_a_token_of_exchange(server):
    assert access_token(app()) == "token-1"
    path, form = server.asked[0]
    assert path == "/contoso/oauth2/v2.0/token"
    assert form == {
        "grant_type": "client_credentials",
        "client_id": "app-1",
        "client_secret": "s3cret~",
        "scope": "https://outlook.office365.com/.default",
    }


def test_a_token_is_kept_until_shortly_before_it_ends_and_not_after_it_was_refused(server, monkeypatch):
    mailbox = app()
    assert [access_token(mailbox), access_token(mailbox)] == ["token-1", "token-1"]
    forget_token(mailbox)
    assert access_token(mailbox) == "token-2"
    server.seconds = 200  # less than the margin: it is never used twice
    forget_token(mailbox)
    assert [access_token(mailbox), access_token(mailbox)] == ["token-3", "token-4"]


def test_the_token_of_one_mailbox_is_not_another_one_s(server):
    assert access_token(app()) != access_token(app(tenant="fabrikam"))


def test_a_service_account_signs_for_the_mailbox_and_for_nobody_but_google(server):
    secret, public = key_file()
    access_token(app(sign_in="google", secret=secret))
    path, form = server.asked[0]
    claims = jwt.decode(form["assertion"], public, algorithms=["RS256"], audience=f"{server.url}/token")
    assert path == "/token"
    assert (claims["iss"], claims["sub"]) == ("desk@project.iam.test", "support@contoso.test")
    assert claims["scope"] == "https://mail.google.com/"
    assert claims["exp"] - claims["iat"] <= 3600


@pytest.mark.parametrize(
    ("error", "words", "problem"),
    [
        ("invalid_client", "AADSTS7000222: The provided client secret keys for app 'x' are expired.", "secret_expired"),
        ("invalid_client", "AADSTS7000215: Invalid client secret provided.", "secret_wrong"),
        ("invalid_request", "AADSTS90002: Tenant 'contoso' not found.", "no_tenant"),
        ("unauthorized_client", "AADSTS700016: Application 'x' was not found in the directory.", "no_tenant"),
        ("invalid_grant", "AADSTS65001: The user or administrator has not consented.", "no_consent"),
        ("unauthorized_client", "Client is unauthorized to retrieve access tokens using this method", "no_consent"),
        ("invalid_grant", "Invalid JWT: Token must be a short-lived token and in a reasonable timeframe.", "clock"),
        ("invalid_grant", "Invalid JWT Signature.", "secret_wrong"),
        ("invalid_grant", "Invalid email or User ID", "not_allowed"),
        ("temporarily_unavailable", "AADSTS90033: A transient error has occurred.", "token_server"),
    ],
)
def test_each_refusal_has_its_class(server, error, words, problem):
    server.refusal = 400, {"error": error, "error_description": words}
    assert problem_of(app()) == problem


def test_a_refusal_while_the_clocks_differ_is_about_the_clock(server):
    server.refusal = 400, {"error": "invalid_grant", "error_description": "AADSTS50013: Assertion failed."}
    server.clock_is_off_by = -900
    assert problem_of(app()) == "clock"


@pytest.mark.parametrize("answer", ["<html>busy</html>", [1], {"nothing": "of use"}, {"error": None}, ""])
def test_what_is_no_answer_is_the_service_s_fault(server, answer):
    server.refusal = 503, answer
    assert problem_of(app()) == "token_server"
    server.refusal = 200, answer
    assert problem_of(app()) == "token_server"


def test_a_service_that_is_silent_or_away_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(endpoints, "PATIENCE", (0.3, 0.3))
    server.pause = 2
    assert problem_of(app()) == "token_server"
    monkeypatch.setattr(endpoints, "MICROSOFT", "http://127.0.0.1:9")
    assert problem_of(app()) == "token_server"


@pytest.mark.parametrize("secret", ["", "{}", "[]", '{"client_email": "a", "private_key": "no key"}', "null"])
def test_a_key_file_that_is_none_is_a_wrong_secret(server, secret):
    assert problem_of(app(sign_in="google", secret=secret)) == "secret_wrong"
    assert not server.asked


def test_a_secret_of_another_secret_key_is_lost(server, settings):
    mailbox = app()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one" * 5, []
    assert problem_of(mailbox) == "secret_lost"
