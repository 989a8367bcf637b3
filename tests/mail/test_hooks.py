"""Mails that email providers bring by webhook: kept before the answer, once, and from nobody without the secret."""

import base64
import json
import re
import threading
import tracemalloc
from io import StringIO
from urllib.parse import unquote_to_bytes

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client
from django.urls import reverse

from helpdesk.mail.hooks.forms import fields_of
from helpdesk.mail.models import InboundMessage, Provider, ProviderHook
from tests import make
from tests.mail import posting
from tests.mail.posting import multipart, post
from tests.mail.writing import DESK, letter
from tests.permissions.objects import with_second_step
from tickets.inbound import file_due_messages
from tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db

Status = InboundMessage.Status
LATIN = b"From: ann@buyers.test\r\nSubject: Caf\xe9\r\nMessage-ID: <latin@buyers.test>\r\n\r\nGr\xfc\xdfe \xff\r\n"


def raw_mail() -> bytes:
    return letter().as_bytes().replace(b"\n", b"\r\n")


def bodies(raw: bytes) -> dict[str, tuple[str, bytes, str]]:
    """Each way in which a provider posts an original."""
    fields = posting.mailgun_fields(raw, to=DESK)
    return {
        "Mailgun": ("mailgun", *posting.form(fields)),
        "Mailgun with files": ("mailgun", *multipart(fields)),
        "SendGrid": ("sendgrid", *multipart(posting.sendgrid_fields(raw, to=DESK))),
        "Postmark": ("postmark", posting.postmark_mail(raw, to=DESK), "application/json"),
        "SparkPost": ("sparkpost", posting.sparkpost_mail(raw, to=DESK), "application/json"),
        "MailerSend": ("mailersend", posting.mailersend_mail(raw, to=DESK), "application/json"),
        "Postal": ("postal", posting.postal_mail(raw, to=DESK), "application/json"),
        "Amazon": ("amazon_ses", posting.amazon_mail(raw, to=DESK), "text/plain; charset=UTF-8"),
    }


@pytest.mark.parametrize("way", bodies(b""))
def test_a_mail_is_kept_as_it_came_and_becomes_a_case(way):
    raw = raw_mail()
    provider, body, kind = bodies(raw)[way]
    assert post(provider, "mime", body, kind=kind).status_code == 200
    message = InboundMessage.objects.get()
    assert (bytes(message.raw), message.door, message.provider) == (raw, "hook", provider)
    assert (message.envelope_from, message.envelope_to, message.is_rebuilt) == ("ann@buyers.test", [DESK], False)
    file_due_messages()
    assert Ticket.objects.get().requester.email == "ann@buyers.test"
    assert ProviderHook.objects.get(provider=provider).last_mail_at


@pytest.mark.parametrize("way", ["Mailgun", "Mailgun with files", "SendGrid", "SparkPost", "Postal", "Amazon"])
def test_bytes_that_are_no_text_stay_as_they_are(way):
    provider, body, kind = bodies(LATIN)[way]
    assert post(provider, "mime", body, kind=kind).status_code == 200
    assert bytes(InboundMessage.objects.get().raw) == LATIN


@pytest.mark.parametrize("way", bodies(b""))
def test_a_provider_that_asks_again_brings_no_second_mail(way):
    provider, body, kind = bodies(b"From: ann@buyers.test\r\n\r\nNo Message-ID.\r\n")[way]
    assert [post(provider, "mime", body, kind=kind).status_code for _time in range(3)] == [200] * 3
    file_due_messages()
    assert Ticket.objects.count() == InboundMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("provider", "body"),
    [("postmark", posting.postmark_mail(None, to=DESK)), ("mailjet", posting.mailjet_mail(to=DESK))],
)
def test_without_an_original_the_mail_is_put_together_and_the_case_says_so(provider, body):
    assert post(provider, "mime", body).status_code == 200
    file_due_messages()
    message, ticket = InboundMessage.objects.get(), Ticket.objects.get()
    assert (message.is_rebuilt, message.envelope_from, message.envelope_to) == (True, "ann@buyers.test", [DESK])
    assert (ticket.subject, ticket.requester.email) == ("My code fails", "ann@buyers.test")
    assert "EARLY" in ticket.entries.get(kind=Entry.Kind.MESSAGE).body
    assert ticket.entries.filter(body__contains="gave no original").exists()


@pytest.mark.parametrize("said", ["\ud800a@x.test", "a\0@x.test", 5, ["a@x.test"], {"a": "x"}])
@pytest.mark.parametrize("name", ["msg_from", "rcpt_to"])
def test_a_mail_is_kept_whatever_its_envelope_says(name, said):
    raw = raw_mail()
    posted = json.loads(posting.sparkpost_mail(raw, to=DESK))
    posted[-1]["msys"]["relay_message"][name] = said
    assert post("sparkpost", "mime", json.dumps(posted).encode()).status_code == 200
    assert bytes(InboundMessage.objects.get().raw) == raw


@pytest.mark.parametrize("provider", ["mailjet", "postmark"])
@pytest.mark.parametrize("has_id", [True, False])
def test_a_mail_that_was_put_together_is_no_second_one_when_it_is_posted_again(provider, has_id):
    """With a text and a page it has parts, whose boundaries Python makes up."""
    body = posting.mailjet_mail(to=DESK) if provider == "mailjet" else posting.postmark_mail(None, to=DESK)
    posted = json.loads(body) | {"Html-part": "<p>It fails.</p>", "HtmlBody": "<p>It fails.</p>"}
    if not has_id:
        posted["Headers"] = {"From": "ann@buyers.test", "Subject": "x"} if provider == "mailjet" else []
    for _time in range(3):
        assert post(provider, "mime", json.dumps(posted).encode()).status_code == 200
    file_due_messages()
    assert InboundMessage.objects.count() == Ticket.objects.count() == 1
    assert "EARLY" in Ticket.objects.get().entries.get(kind=Entry.Kind.MESSAGE).body


def test_fields_of_a_form_are_put_together_too():
    fields = {
        "recipient": DESK.encode(),
        "sender": b"ann@buyers.test",
        "message-headers": json.dumps([["From", "ann@buyers.test"], ["Subject", "My code fails"]]).encode(),
        "body-plain": b"The code EARLY fails.",
        "timestamp": b"1793000000",
        "token": b"abc",
    }
    body, kind = posting.form(fields)
    assert post("mailgun", "mime", body, kind=kind).status_code == 200
    file_due_messages()
    assert InboundMessage.objects.get().is_rebuilt
    assert "EARLY" in Ticket.objects.get().entries.get(kind=Entry.Kind.MESSAGE).body


GARBAGE = [
    b"",
    b"\0\xff\xfe" * 50,
    b"{",
    b"[" * 100_000,
    b'{"msys": 1}',
    b'{"Message": "{}"}',
    b'[{"msys": {"relay_message": 3}}]',
    b"null",
]


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("provider", [one for one in Provider if one.posts_mail])
def test_whatever_is_posted_is_kept_and_a_case_says_what_came(provider, body):
    assert post(provider, "mime", body, kind="application/json").status_code == 200
    assert bytes(InboundMessage.objects.get().raw) == body
    file_due_messages()
    assert InboundMessage.objects.get().status in {Status.UNREADABLE, Status.FILED}
    assert "finds no email" in Ticket.objects.get().entries.get(kind=Entry.Kind.MESSAGE).body


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("way", ["text", "base64", "lines", "within", "form", "mail", "url"])
def test_a_card_number_in_what_is_no_mail_is_not_kept(way, shift):
    """Nor in its base64, which begins at any of three places."""
    said = b"x" * shift + b"my card 4242 4242 4242 4242, and more words so that it has lines, in which it is written"
    encoded = base64.encodebytes(said)
    mail = b"From: ann@buyers.test\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded
    bodies = {
        "text": json.dumps({"text": said.decode()}).encode(),
        "base64": b'{"text": "' + base64.b64encode(said).replace(b"/", b"\\/") + b'"}',
        "lines": json.dumps({"text": encoded.decode().replace("\n", "\r\n")}).encode(),
        "within": json.dumps({"Message": json.dumps({"content": encoded.decode()})}).encode(),
        "form": posting.form({"text": encoded, "more": b"x"})[0],
        "mail": b'{"text": "' + base64.b64encode(mail) + b'"}',
        "url": b'{"text": "' + base64.urlsafe_b64encode(said).rstrip(b"=") + b'"}',
    }
    assert post("mailgun", "mime", bodies[way]).status_code == 200
    kept = seen = bytes(InboundMessage.objects.get().raw)
    for _layer in range(2):
        kept = re.sub(rb"(\r?\n){2}", b" ", unquote_to_bytes(kept))
        kept = re.sub(rb"\\+[rn]|\\|[\r\n]", b"", kept)
        kept = b" ".join(_decoded(word) for word in re.findall(rb"[A-Za-z0-9+/_-]{16,}", kept))
        seen += kept
    assert b"4242 4242" not in seen
    assert b"card number removed" in seen


def _decoded(word: bytes) -> bytes:
    word = word.translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(word[: len(word) - (len(word) % 4 == 1)] + b"==")


def test_a_file_in_base64_that_is_no_mail_is_kept_as_it_came():
    body = b'{"file": "' + base64.b64encode(bytes(range(256)) * 40) + b'", "more": "' + b"abcd" * 20 + b'\\""}'
    assert post("mailgun", "mime", body).status_code == 200
    assert bytes(InboundMessage.objects.get().raw) == body


def test_mandrill_posts_several_mails_at_once():
    raws = [letter(subject=f"Code {one}").as_bytes() for one in range(3)]
    body, kind = posting.mandrill_mails(*raws, to=DESK)
    for _time in range(2):
        assert post("mandrill", "mime", body, kind=kind).status_code == 200
    assert sorted(bytes(one.raw) for one in InboundMessage.objects.all()) == sorted(raws)
    assert {one.envelope_to[0] for one in InboundMessage.objects.all()} == {DESK}
    file_due_messages()
    assert Ticket.objects.count() == 3


def test_mandrill_s_question_whether_there_is_such_an_address_is_answered(client, settings):
    assert client.head("/mail/hooks/mandrill/mime").status_code == 200
    body, kind = posting.form({"mandrill_events": b"[]"})
    assert [post("mandrill", door, body, kind=kind).status_code for door in ("mime", "events")] == [200, 200]
    assert not InboundMessage.objects.exists()
    settings.EMAIL_WEBHOOK_SECRETS = []
    assert client.head("/mail/hooks/mandrill/mime").status_code == 404


def test_of_a_batch_one_mail_that_is_too_large_keeps_back_none_of_the_others():
    small, large = raw_mail(), b"From: tom@buyers.test\r\nSubject: Big\r\n\r\n" + b"x" * (26 * 1024 * 1024)
    posted = json.loads(posting.sparkpost_mail(small, to=DESK))
    big = {"msg_from": "tom@buyers.test", "rcpt_to": DESK, "content": {"email_rfc822": large.decode()}}
    for _time in range(2):
        body = json.dumps([{"msys": {"relay_message": big}}, *posted]).encode()
        assert post("sparkpost", "mime", body).status_code == 200
    file_due_messages()
    assert sorted(ticket.requester.email for ticket in Ticket.objects.all()) == ["ann@buyers.test", "tom@buyers.test"]
    assert InboundMessage.objects.count() == 2
    assert Entry.objects.filter(kind=Entry.Kind.MESSAGE, body__contains="larger than 25 MB").count() == 1
    assert bytes(InboundMessage.objects.get(is_request=True).raw) == b"From: tom@buyers.test\r\nSubject: Big"


@pytest.mark.parametrize("is_raw", [True, False])
def test_amazon_s_mail_is_taken_with_or_without_the_envelope_of_sns(is_raw):
    raw = raw_mail()
    body = posting.amazon_mail(raw, to=DESK)
    headers = {"HTTP_X_AMZ_SNS_RAWDELIVERY": "true"} if is_raw else {}
    body = json.loads(body)["Message"].encode() if is_raw else body
    assert post("amazon_ses", "mime", body, kind="text/plain; charset=UTF-8", **headers).status_code == 200
    assert bytes(InboundMessage.objects.get().raw) == raw


def test_a_mail_that_amazon_put_into_s3_is_a_case_of_its_sender_that_says_where_it_is():
    for _time in range(2):
        assert post("amazon_ses", "mime", posting.amazon_mail_in_s3(to=DESK)).status_code == 200
    file_due_messages()
    ticket = Ticket.objects.get()
    said = ticket.entries.get(kind=Entry.Kind.MESSAGE).body
    assert ticket.requester.email == "ann@buyers.test"
    assert all(word in said for word in ("S3", "in/4f3k", "mails", "My code fails", "150 KB"))


@pytest.mark.parametrize("provider", ["brevo", "resend"])
def test_what_posts_no_whole_mails_becomes_a_case_that_says_so(provider):
    assert post(provider, "mime", b'{"type": "email.received", "items": [{}]}').status_code == 200
    file_due_messages()
    assert "does not post whole emails" in Ticket.objects.get().entries.get(kind=Entry.Kind.MESSAGE).body


@pytest.mark.parametrize("door", ["mime", "events"])
def test_amazon_s_question_becomes_a_case_with_the_address_to_open(door):
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336"
    body = posting.amazon({}, Type="SubscriptionConfirmation", SubscribeURL=url, Message="You have chosen to subscribe")
    assert post("amazon_ses", door, body).status_code == 200
    assert InboundMessage.objects.get().why.endswith(f": {url}")  # not a character more, or Amazon refuses it
    file_due_messages()
    assert url in Ticket.objects.get().entries.get(kind=Entry.Kind.MESSAGE).body


def test_in_the_name_of_amazon_no_other_provider_asks_for_an_address_to_be_opened():
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336"
    assert post("mailgun", "mime", f"SubscriptionConfirmation {url}".encode()).status_code == 200
    assert "finds no email" in InboundMessage.objects.get().why


@pytest.mark.parametrize("shift", range(4))
def test_a_form_of_nothing_but_escaped_signs_is_decoded_in_little_memory(shift):
    raw = b"x" * shift + b"=%+ \xff" * 60_000
    body, kind = posting.form({"body-mime": raw})
    tracemalloc.start()
    try:
        assert fields_of(body, content_type=kind) == {"body-mime": raw}
        assert tracemalloc.get_traced_memory()[1] < 8 * len(body)
    finally:
        tracemalloc.stop()


def test_a_form_of_a_million_fields_is_decoded_in_little_memory():
    tracemalloc.start()
    try:
        fields_of(b"&" * 1_000_000, content_type="application/x-www-form-urlencoded")
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("door", ["mime", "events"])
@pytest.mark.parametrize("secret", ["", "provider:wrong", "x", posting.SECRET + "x"])
def test_nobody_gets_in_without_the_secret(door, secret):
    """And none of the providers takes the answer for a reason to drop the mail, as Postmark does 403."""
    body, kind = posting.form(posting.mailgun_fields(raw_mail(), to=DESK))
    answer = post("mailgun", door, body, kind=kind, secret=secret)
    assert (answer.status_code, "WWW-Authenticate" in answer) == (401, True)
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize("authorization", ["Bearer x", "Basic", "Basic !!", "Basic /w==", "basic " + "A" * 5_000])
def test_credentials_that_are_none_open_nothing(client, authorization):
    answer = client.post(
        "/mail/hooks/mailgun/mime", b"x", content_type="text/plain", headers={"Authorization": authorization}
    )
    assert answer.status_code == 401


def test_without_a_secret_of_the_desk_there_is_no_such_address(settings):
    settings.EMAIL_WEBHOOK_SECRETS = []
    assert post("mailgun", "mime", b"x", secret=":").status_code == 404
    assert post("nobody", "mime", b"x").status_code == 404


def test_while_one_secret_takes_the_place_of_another_both_open(settings):
    settings.EMAIL_WEBHOOK_SECRETS = ["new:" + "n" * 24, posting.SECRET]
    assert [post("sparkpost", "mime", b"[]", secret=one).status_code for one in settings.EMAIL_WEBHOOK_SECRETS] == [
        200
    ] * 2
    assert not InboundMessage.objects.exists()  # it only asked whether anybody is here


@pytest.mark.parametrize("secrets", [["provider"], ["provider:short"], [":" + "x" * 30]])
def test_django_s_check_names_a_weak_secret(settings, secrets):
    settings.EMAIL_WEBHOOK_SECRETS = secrets
    with pytest.raises(SystemCheckError, match="EMAIL_WEBHOOK_SECRET"):
        call_command("check", stderr=StringIO())


def test_a_signing_key_without_a_secret_is_named(settings):
    settings.EMAIL_WEBHOOK_SECRETS, settings.MAILGUN_SIGNING_KEY = [], "key-1"
    with pytest.raises(SystemCheckError, match="MAILGUN_SIGNING_KEY"):
        call_command("check", stderr=StringIO())


def test_where_mailgun_s_key_is_set_its_signature_must_fit(settings):
    settings.MAILGUN_SIGNING_KEY = "key-1"
    for key, code in {"key-2": 403, "": 403, "key-1": 200}.items():
        for body, kind in (posting.form(posting.mailgun_fields(raw_mail(), to=DESK, key=key)),):
            assert post("mailgun", "mime", body, kind=kind).status_code == code
    assert (
        post("mailgun", "events", posting.mailgun_event("delivered", "<a@b>", to="ann@buyers.test")).status_code == 403
    )
    assert post("mailgun", "events", b'{"signature": 3}').status_code == 403
    assert InboundMessage.objects.count() == 1


@pytest.mark.parametrize("way", ["Mailgun with files", "SparkPost"])
def test_more_than_25_mb_is_refused_with_the_limit(way):
    provider, body, kind = bodies(b"Subject: x\r\n\r\n" + b"x" * (26 * 1024 * 1024))[way]
    answer = post(provider, "mime", body, kind=kind)
    assert (answer.status_code, b"25 MB" in answer.content) == (413, True)
    assert not InboundMessage.objects.exists()


def test_24_mb_are_taken():
    raw = b"Subject: x\r\n\r\n" + b"x" * (24 * 1024 * 1024)
    assert (
        post("mailgun", "mime", *multipart(posting.mailgun_fields(raw, to=DESK))[:1], kind=multipart({})[1]).status_code
        == 200
    )
    assert len(bytes(InboundMessage.objects.get().raw)) == len(raw)


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_the_same_moment_is_kept_once():
    provider, body, kind = bodies(raw_mail())["Mailgun"]
    together, codes = threading.Barrier(4), []

    def ask() -> None:
        together.wait()
        codes.append(post(provider, "mime", body, kind=kind).status_code)
        connection.close()

    threads = [threading.Thread(target=ask) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [200] * 4
    assert InboundMessage.objects.count() == 1


def test_hostile_envelopes_are_kept_as_text():
    fields = posting.mailgun_fields(
        raw_mail(), to="a\0b@reply.desk.test," + "x" * 2_000 + "@reply.desk.test", sender="\0\n<>"
    )
    body, kind = posting.form(fields)
    assert post("mailgun", "mime", body, kind=kind).status_code == 200
    message = InboundMessage.objects.get()
    assert (message.envelope_from, message.envelope_to[0]) == ("<>", "ab@reply.desk.test")


def test_the_settings_show_each_address_and_what_came_through_it(settings):
    client = Client()
    client.force_login(with_second_step(make.admin()))
    page = client.get(reverse("configuration:email")).content.decode()
    assert "http://testserver/mail/hooks/mailgun/mime" in page
    assert posting.SECRET.partition(":")[2] not in page
    assert "/mail/hooks/brevo/events" in page
    assert "/mail/hooks/brevo/mime" not in page
    provider, body, kind = bodies(raw_mail())["Postmark"]
    post(provider, "mime", body, kind=kind)
    ProviderHook.objects.update(unknown_events=7)
    page = client.get(reverse("configuration:email")).content.decode()
    assert "7" in page.partition("hooks/postmark/mime")[2][:2000]
    settings.EMAIL_WEBHOOK_SECRETS = []
    assert "hooks/mailgun" not in client.get(reverse("configuration:email")).content.decode()
