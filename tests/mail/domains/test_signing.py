"""The desk signs what it sends, with a key that others can find: what is kept is what left, and what left verifies."""

import base64
import hashlib
import re

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from django.utils import timezone

from helpdesk.mail.domains.keys import create_key, delete_key, look_for_key
from helpdesk.mail.domains.lookups import Lookups
from helpdesk.mail.models import DkimKey, MailDomain, OutboundMessage
from helpdesk.mail.outbox import Mail, queue_mail, resend_mail, send_message, sweep_outbox
from helpdesk.mail.outbox.signing import signing_key
from tests import make
from tests.mail.domains.conftest import DOMAIN, PATIENCE
from tests.mail_server import mail_server
from tickets.ledger.signatures import signature_of_ours
from tickets.models import SendingDomain

pytestmark = pytest.mark.django_db
Status = DkimKey.Status
UNSUBSCRIBE = {
    "List-Unsubscribe": "<https://desk.test/unsubscribe/" + "x" * 200 + ">",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


@pytest.fixture
def server():
    with mail_server(speaks_utf8=True) as server:
        yield server


@pytest.fixture
def key(names):
    return published(make.dkim_key(), names)


def published(key: DkimKey, names) -> DkimKey:
    names.put(key.host, "TXT", key.record)
    assert look_for_key(key, Lookups(seconds=PATIENCE)) is True
    key.refresh_from_db()
    return key


def sent(**fields) -> OutboundMessage:
    given = {"to": "ann@buyers.test", "subject": "Your seats", "text": "Dear Ann,\n\nhere they are.  \n\n\n"}
    message = queue_mail(Mail(**given | fields), key=f"reply:{fields}"[:100])
    send_message(message.pk, at=timezone.now())
    message.refresh_from_db()
    return message


def tags_of(raw: bytes) -> dict[str, str]:
    head = re.split(rb"\r\n(?![ \t])", raw, maxsplit=1)[0].decode()
    parts = head.partition(":")[2].replace("\r\n", "").split(";")
    return {name.strip(): "".join(value.split()) for name, _equals, value in (part.partition("=") for part in parts)}


def assert_verifies(raw: bytes, key: DkimKey) -> None:
    """By RFC 6376, section 3.7, with nothing of the library that signed. Raises InvalidSignature."""
    head, _blank, body = raw.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    tags = tags_of(raw)
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    digest = hashlib.sha256(b"".join(line + b"\r\n" for line in lines)).digest()
    if base64.b64encode(digest).decode() != tags["bh"]:
        raise InvalidSignature
    left = list(reversed(fields[1:]))
    text = b""
    for name in tags["h"].split(":"):
        found = next((field for field in left if field.split(b":")[0].decode().strip().lower() == name.lower()), None)
        if found is not None:
            left.remove(found)
            text += relaxed(found) + b"\r\n"
    text += relaxed(re.sub(rb"([;\s]b=)[^;]*", rb"\1", fields[0]))
    public = serialization.load_der_public_key(base64.b64decode(key.public_key))
    public.verify(base64.b64decode(tags["b"]), text, padding.PKCS1v15(), hashes.SHA256())


def relaxed(field: bytes) -> bytes:
    name, _colon, value = field.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()


MAILS = {
    "plain": {},
    "html": {"html": "<p>Grüße 🎫</p>", "text": "Grüße 🎫\n.\n..dots\n" + "x" * 3000},
    "files": {"files": [("Plan.pdf", "application/pdf", bytes(range(256)) * 200)]},
    "bulk": {"headers": UNSUBSCRIBE, "is_bulk": True},
    "everything": {
        "cc": ["tom@buyers.test"],
        "reply_to": "case-7@reply.desk.test",
        "headers": {"In-Reply-To": "<a@b.test>", "References": "<a@b.test> " * 40},
        "subject": "Ihre Plätze 🎫 " + "ä" * 120,
    },
    "beyond ASCII": {"to": "jürgen@bücher.example"},
    "empty": {"text": ""},
}


@pytest.mark.parametrize("fields", MAILS.values(), ids=MAILS)
def test_what_left_is_what_is_kept_and_both_libraries_verify_it(server, names, key, fields):
    message = sent(**fields)
    raw = bytes(message.raw)
    assert message.is_intact
    assert [mail.content for mail in server.received] == [raw]
    assert_verifies(raw, key)
    assert dkim.verify(raw, minkey=2048, timeout=PATIENCE)
    tags = tags_of(raw)
    assert (tags["d"], tags["s"], tags["a"], tags["c"]) == (DOMAIN, key.selector, "rsa-sha256", "relaxed/relaxed")
    assert "l" not in tags
    signed = tags["h"].lower().split(":")
    assert signed.count("from") == 2
    for name in fields.get("headers", {}):
        assert name.lower() in signed
    assert {"subject", "date", "to", "message-id", "mime-version", "content-type"} <= set(signed)


def test_a_change_on_the_way_and_a_second_from_are_noticed(server, names, key):
    raw = bytes(sent(headers=UNSUBSCRIBE).raw)
    forged = [
        raw.replace(b"here they are", b"there they are"),
        raw.replace(b"Your seats", b"Your money"),
        raw.replace(b"One-Click", b"Two-Click"),
        raw.replace(b"\r\nTo:", b"\r\nFrom: other@evil.test\r\nTo:", 1),
        raw.replace(b"\r\nTo:", b"\r\nSubject: Other\r\nTo:", 1),
    ]
    for changed in forged:
        assert changed != raw
        assert not dkim.verify(changed, timeout=PATIENCE)
        with pytest.raises(InvalidSignature):
            assert_verifies(changed, key)


def test_nothing_is_signed_before_the_key_is_in_the_dns(server, names):
    key = make.dkim_key()
    assert b"DKIM-Signature" not in bytes(sent().raw)
    assert look_for_key(key, Lookups(seconds=PATIENCE)) is False
    assert b"DKIM-Signature" not in bytes(sent(subject="Second").raw)
    published(key, names)
    assert b"DKIM-Signature" in bytes(sent(subject="Third").raw)


def test_every_attempt_and_every_copy_has_the_same_bytes(server, names, key):
    server.at_data = ["451 4.7.1 greylisted"]
    message = sent()
    raw = bytes(message.raw)
    assert raw.startswith(b"DKIM-Signature:")
    published(create_key(DOMAIN), names)  # a newer key signs meanwhile
    send_message(message.pk, at=OutboundMessage.objects.get(pk=message.pk).due_at)
    assert [mail.content for mail in server.received] == [raw]
    OutboundMessage.objects.filter(pk=message.pk).update(status="bounced")
    copy = resend_mail(OutboundMessage.objects.get(pk=message.pk))
    send_message(copy.pk, at=copy.due_at)
    assert server.received[1].content == raw
    assert all(mail.is_intact for mail in OutboundMessage.objects.all())


def test_a_key_that_cannot_be_read_loses_no_mail_and_is_told(server, names, key, client):
    DkimKey.objects.update(encrypted_private_key="gAAAAAB-other-secret")
    message = sent()
    assert message.status == OutboundMessage.Status.SENT
    assert b"DKIM-Signature" not in bytes(message.raw)
    domain = MailDomain.objects.get()
    assert (domain.trouble, domain.trouble_since is not None) == (MailDomain.Trouble.SIGNING, True)
    newer = published(create_key(DOMAIN), names)
    assert bytes(sent(subject="Second").raw).startswith(b"DKIM-Signature:")
    assert MailDomain.objects.get().trouble == ""
    DkimKey.objects.update(encrypted_private_key="gAAAAAB-other-secret")
    sent(subject="Third")
    delete_key(DkimKey.objects.select_related("domain").get(pk=newer.pk))
    assert MailDomain.objects.get().trouble == ""


def test_a_worker_that_lost_the_mail_changes_nothing_of_it(server, names, key, monkeypatch):
    message = queue_mail(Mail(to="ann@buyers.test", subject="Your seats", text="x"), key="reply:9")
    before = bytes(message.raw)

    def lose(*args, **options):
        OutboundMessage.objects.update(lease_until=None, status="queued")
        return signing_key(*args, **options)

    monkeypatch.setattr("helpdesk.mail.outbox.signing.signing_key", lose)
    send_message(message.pk)
    message.refresh_from_db()
    assert (bytes(message.raw), server.received) == (before, [])
    monkeypatch.undo()
    sweep_outbox()
    message.refresh_from_db()
    assert [mail.content for mail in server.received] == [bytes(message.raw)]
    assert_verifies(bytes(message.raw), key)


def test_a_subdomain_is_signed_for_by_the_key_above_it_and_never_by_a_stranger(names, key):
    assert signing_key("mail.help.desk.test") == key
    assert signing_key("notdesk.test") is None
    assert signing_key("test") is None
    below = published(create_key("help.desk.test"), names)
    assert signing_key("mail.help.desk.test") == below
    assert signing_key(DOMAIN) == key


def test_the_ledger_knows_a_mail_of_the_desk_by_its_signature(server, names, key):
    raw = bytes(sent().raw)
    assert signature_of_ours(raw) is None  # nobody has declared the domain
    SendingDomain.objects.create(name=DOMAIN)
    assert signature_of_ours(raw) == {"domain": DOMAIN, "selector": key.selector}


# Records that others published or read wrongly: hmailserver#382, cuttlefish#229, filtermail#59, dkim_verifier#134 are
# to be taken; forwardemail.net#316, messages#778 and keys for tests alone are not.
RECORDS = [
    (["v=DKIM1; k=rsa; p={p}"], True),
    (["v=DKIM1;k=rsa;p={half} {rest};"], True),
    (["p={p}"], True),
    (["v=DKIM1; p={p}; n=ours; x-other=1; s=*"], True),
    (["v=DKIM1; p={p}; s=email; h=sha256"], True),
    (["v=DKIM1; p={p}", "v=DKIM1; p=second"], False),
    (["v=DKIM1; p=other; p={p}"], False),
    (["v=DKIM1; p={p}; p={p}"], False),
    (["v=DKIM1; p="], False),
    (["v=DKIM1; k=ed25519; p={p}"], False),
    (["v=DKIM1; p={p}; t=y"], False),
    (["v=DKIM1; p={p}; h=sha1"], False),
    (["v=DKIM1; p={p}; s=tlsrpt"], False),
    (["v=spf1 -all"], False),
]


@pytest.mark.parametrize(("records", "is_there"), RECORDS)
def test_which_records_make_a_key_known(names, records, is_there):
    key = make.dkim_key()
    parts = {"p": key.public_key, "half": key.public_key[:99], "rest": key.public_key[99:]}
    names.put(key.host, "TXT", *(record.format(**parts) for record in records))
    assert look_for_key(key, Lookups(seconds=PATIENCE)) is is_there
    key.refresh_from_db()
    assert key.status == (Status.SIGNING if is_there else Status.WAITING)


def test_the_record_is_shown_in_pieces_that_a_zone_takes(names):
    key = make.dkim_key()
    pieces = re.findall('"([^"]*)"', key.strings)
    assert "".join(pieces) == key.record
    assert len(pieces[0]) == max(map(len, pieces)) == 255
    names.records[key.host, "TXT"] = [key.strings]
    assert look_for_key(key, Lookups(seconds=PATIENCE)) is True


def test_a_newer_key_takes_over_when_it_is_seen(names, key):
    newer = create_key(DOMAIN)
    assert create_key(DOMAIN) == newer  # pressed twice
    assert newer.selector != key.selector
    assert signing_key(DOMAIN) == key
    published(newer, names)
    assert signing_key(DOMAIN) == newer
    key.refresh_from_db()
    assert (key.status, key.encrypted_private_key, key.retired_at is not None) == (Status.RETIRED, "", True)
    assert look_for_key(key, Lookups(seconds=PATIENCE)) is None


def test_a_key_that_is_gone_signs_nothing_and_silence_changes_nothing(names, key):
    names.misbehaves[key.host] = "SERVFAIL"
    assert look_for_key(key, Lookups(seconds=PATIENCE)) is None
    assert signing_key(DOMAIN) == key
    names.misbehaves.clear()
    names.records.clear()
    assert look_for_key(key, Lookups(seconds=PATIENCE)) is False
    assert signing_key(DOMAIN) is None
    key.refresh_from_db()
    published(key, names)
    assert signing_key(DOMAIN) == key


def test_the_private_key_is_encrypted_and_in_no_history(names, key):
    from pghistory.models import Events

    assert "PRIVATE KEY" not in key.encrypted_private_key
    assert key.encrypted_private_key not in str(list(Events.objects.tracks(key).values_list("pgh_data", flat=True)))
    delete_key(key)
    assert not DkimKey.objects.exists()
