"""Where the key of a provider is set, only what bears its signature is taken, besides the secret."""

import base64
import hmac
import json
import time
from datetime import timedelta
from io import StringIO
from urllib.parse import parse_qs

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.utils import timezone

from helpdesk.lib.safe_http import FetchError
from helpdesk.mail.models import InboundMessage
from tests.mail import posting
from tests.mail.posting import post
from tests.mail.writing import DESK, letter

pytestmark = pytest.mark.django_db

TOPIC = "arn:aws:sns:eu-west-1:1:desk"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"
CONFIRM = (
    "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:1:desk&Token=2336"
)
SVIX_KEY = base64.b64encode(b"k" * 24).decode()
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
MAIL = letter(headers={"Message-ID": "<signed@buyers.test>"}).as_bytes()


def hashed(key: bytes, said: bytes, name: str) -> bytes:
    return hmac.new(key, said, name).digest()


def sign_mandrill(body: bytes, key: str, address: str) -> dict[str, str]:
    said = f"{address}mandrill_events".encode() + parse_qs(body)[b"mandrill_events"][0]
    return {"HTTP_X_MANDRILL_SIGNATURE": base64.b64encode(hashed(key.encode(), said, "sha1")).decode()}


def sign_svix(body: bytes, key: str, *, at: float) -> dict[str, str]:
    said = f"msg_1.{int(at)}.".encode() + body
    signature = base64.b64encode(hashed(base64.b64decode(key), said, "sha256")).decode()
    named = {"HTTP_SVIX_ID": "msg_1", "HTTP_SVIX_TIMESTAMP": str(int(at))}
    return named | {"HTTP_SVIX_SIGNATURE": f"v1,AAAA v1,{signature}"}


@pytest.mark.parametrize("secret", [f"{posting.SECRET}@", ""])
def test_mandrill_signs_the_address_and_the_form(settings, secret):
    settings.EMAIL_SIGNING_KEYS = ["mandrill=of-events", "mandrill=of-mails"]
    body, kind = posting.mandrill_mails(MAIL, to=DESK)
    address = f"http://{secret}testserver/mail/hooks/mandrill/mime"
    for key, path, code in [("wrong", "", 403), ("of-mails", "x", 403), ("of-mails", "", 200)]:
        headers = sign_mandrill(body, key, address + path)
        assert post("mandrill", "mime", body, kind=kind, **headers).status_code == code
    assert post("mandrill", "mime", body, kind=kind).status_code == 403
    assert InboundMessage.objects.count() == 1


def test_mailersend_signs_the_body(settings):
    settings.EMAIL_SIGNING_KEYS = ["mailersend=secret"]
    body = posting.mailersend_mail(MAIL, to=DESK)
    for key, code in {b"wrong": 403, b"secret": 200}.items():
        signature = hashed(key, body, "sha256").hex()
        assert post("mailersend", "mime", body, HTTP_SIGNATURE=signature).status_code == code
    assert post("mailersend", "mime", body).status_code == 403


def test_resend_signs_the_body_and_the_time(settings):
    settings.EMAIL_SIGNING_KEYS = [f"resend=whsec_{SVIX_KEY}"]
    body = posting.resend_event("delivered", "id", to=["ann@buyers.test"])
    now = time.time()
    wrong = base64.b64encode(b"x" * 24).decode()
    for key, at, code in [(wrong, now, 403), (SVIX_KEY, now - 3600, 403), (SVIX_KEY, now, 200)]:
        assert post("resend", "events", body, **sign_svix(body, key, at=at)).status_code == code
    assert post("resend", "events", body + b" ", **sign_svix(body, SVIX_KEY, at=now)).status_code == 403
    assert post("resend", "events", body, HTTP_SVIX_TIMESTAMP="x").status_code == 403


@pytest.mark.parametrize(
    ("name", "made"), [("HTTP_X_POSTAL_SIGNATURE", SHA1()), ("HTTP_X_POSTAL_SIGNATURE_256", SHA256())]
)
def test_postal_signs_the_body_with_the_key_of_the_installation(settings, name, made):
    public = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    settings.EMAIL_SIGNING_KEYS = [f"postal={base64.b64encode(public).decode()}"]
    body = posting.postal_mail(MAIL, to=DESK)
    signature = base64.b64encode(RSA.sign(body, PKCS1v15(), made)).decode()
    assert post("postal", "mime", body, **{name: signature}).status_code == 200
    for headers in ({}, {name: "!!"}, {name: base64.b64encode(b"x" * 256).decode()}):
        assert post("postal", "mime", body, **headers).status_code == 403
    assert post("postal", "mime", body + b" ", **{name: signature}).status_code == 403


@pytest.fixture
def asked(monkeypatch, settings):
    """What the desk asked of Amazon; with a certificate for the answer."""
    settings.EMAIL_SIGNING_KEYS = [f"amazon_ses={TOPIC}"]
    cache.clear()
    urls: list[str] = []
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder(
        name, name, RSA.public_key(), 1, timezone.now(), timezone.now() + timedelta(days=9)
    )
    pem = builder.sign(RSA, SHA256()).public_bytes(Encoding.PEM)

    def answer(url: str, **kwargs: object) -> bytes:
        urls.append(url)
        return pem

    monkeypatch.setattr("helpdesk.mail.hooks.signatures.fetch", answer)
    yield urls
    cache.clear()


def of_amazon(kind: str, version: str = "2", **fields: str) -> bytes:
    """Signed as the manual says."""
    told = json.loads(posting.amazon_mail(MAIL, to=DESK)) | {
        "TopicArn": TOPIC,
        "Type": kind,
        "SigningCertURL": CERTIFICATE,
    }
    told |= fields
    names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    said = "".join(f"{name}\n{told[name]}\n" for name in names if name in told).encode()
    made = SHA256() if version == "2" else SHA1()
    signature = base64.b64encode(RSA.sign(said, PKCS1v15(), made)).decode()
    return json.dumps(told | {"Signature": signature, "SignatureVersion": version}).encode()


@pytest.mark.parametrize("version", ["1", "2"])
def test_amazon_signs_the_message_and_its_certificate_is_asked_for_once(asked, version):
    body = of_amazon("Notification", version, Subject="Amazon SES Email Receipt Notification")
    for _time in range(2):
        assert post("amazon_ses", "mime", body).status_code == 200
    assert (asked, InboundMessage.objects.count()) == ([CERTIFICATE], 1)
    assert post("amazon_ses", "mime", body.replace(b"5a1", b"5a2")).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"TopicArn": "arn:aws:sns:eu-west-1:2:else"},
        {"SigningCertURL": "https://sns.eu-west-1.amazonaws.com.else.test/SimpleNotificationService-0123456789.pem"},
        {"SigningCertURL": "https://else.test/SimpleNotificationService-0123456789.pem"},
        {"SigningCertURL": "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789.pem"},
        {"SigningCertURL": f"{CERTIFICATE}?x"},
    ],
)
def test_what_another_signed_is_refused_and_nobody_is_asked(asked, fields):
    assert post("amazon_ses", "mime", of_amazon("Notification", **fields)).status_code == 403
    assert (asked, InboundMessage.objects.count()) == ([], 0)


def test_without_its_envelope_nothing_of_amazon_is_signed(asked):
    body = json.loads(posting.amazon_mail(MAIL, to=DESK))["Message"].encode()
    assert post("amazon_ses", "mime", body, HTTP_X_AMZ_SNS_RAWDELIVERY="true").status_code == 403


@pytest.mark.parametrize("door", ["mime", "events"])
def test_the_question_about_a_topic_of_ours_is_answered(asked, door):
    body = of_amazon("SubscriptionConfirmation", Message="You chose", SubscribeURL=CONFIRM, Token="2336")
    assert post("amazon_ses", door, body).status_code == 200
    assert (asked, InboundMessage.objects.count()) == ([CERTIFICATE, CONFIRM], 0)


def test_another_address_in_the_question_is_not_opened(asked):
    url = "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&Token=2336"
    body = of_amazon("SubscriptionConfirmation", Message="You chose", SubscribeURL=url, Token="2336")
    assert post("amazon_ses", "mime", body).status_code == 200
    assert (asked, InboundMessage.objects.get().is_request) == ([CERTIFICATE], True)


def test_while_amazon_cannot_be_asked_it_is_to_come_again(asked, monkeypatch):
    def fail(url: str, **kwargs: object) -> bytes:
        raise FetchError("It could not be reached.")

    monkeypatch.setattr("helpdesk.mail.hooks.signatures.fetch", fail)
    assert post("amazon_ses", "mime", of_amazon("Notification")).status_code == 503
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize("keys", [["brevo=x"], ["mandrill"], ["mandrill="], ["nobody=x"]])
def test_django_s_check_names_a_key_that_is_none(settings, keys):
    settings.EMAIL_SIGNING_KEYS = keys
    with pytest.raises(SystemCheckError, match="EMAIL_SIGNING_KEYS"):
        call_command("check", stderr=StringIO())
