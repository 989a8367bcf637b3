"""The number of a card that tags of HTML divide is taken out of a mail, before it is kept, and nothing else is."""

import base64
import quopri

import pytest

from helpdesk.lib.redaction import REDACTED, redact_cards
from helpdesk.mail.inbox import read_guarded
from tests.mail.writing import deliver
from tickets.models import Entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("Card 4111<b>1111</b>11111111.", f"Card {REDACTED}<b></b>."),
        ("<b>4111</b>111111111111", f"<b>{REDACTED}</b>"),
        ('4111<span style="color: red">1111</span><!-- x -->1111<wbr>1111', f"{REDACTED}<span></span><wbr>"),
        ("4111 <B>1111 </B>1111 <o:p></o:p>1111", f"{REDACTED}<B></B><o:p></o:p>"),
        ("4111<b>&#49;111</b>1111&nbsp;1111", f"{REDACTED}<b></b>"),
        ('4111<i title="4111111111111111">1111</i>11111111', f"{REDACTED}<i></i>"),
        ("<b>4</b><i>111</i>111111111111 or 5555<u>5555</u>55554444", f"<b>{REDACTED}</b><i></i> or {REDACTED}<u></u>"),
    ],
)
def test_a_card_between_tags_is_taken_out_and_its_tags_stay(html, kept):
    assert redact_cards(html) == kept


@pytest.mark.parametrize(
    "html",
    [
        "Order 4111<b>1111</b>11111112",
        "<td>4111111</td><td>111111111</td>",
        "<b>2026</b>-<b>12</b>-<b>01</b> 10:15, 41<b>11</b>",
        "+49 <b>176</b> 12345678",
        "a < b > 4 <1111> x",
        "<b" * 2000 + "4" * 5,
    ],
)
def test_other_numbers_between_tags_stay(html):
    assert redact_cards(html) == html


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("7bit", lambda body: body),
        ("base64", base64.encodebytes),
        ("quoted-printable", lambda body: quopri.encodestring(body.replace(b"=", b"=3D"))),
    ],
)
def test_a_mail_is_kept_without_it_and_otherwise_byte_for_byte(encoding, encode):
    before = (
        b"From: ann@buyers.test\nSubject: Refund\nContent-Type: multipart/alternative; boundary=b\n\n"
        b"--b\nContent-Type: text/plain\n\nOrder 4111111111111112, see below.\n"
        b"--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: " + encoding.encode() + b"\n\n"
    )
    after = b"\n--b\nContent-Type: application/pdf\n\n4111<b>1111</b>11111111\n--b--\n"
    html = b"<p>To 4111<b>1111</b>11111111, order 4111<b>1111</b>11111112</p>"
    message = deliver(before + encode(html) + after)
    kept = bytes(message.raw)
    assert kept.startswith(before)
    assert kept.endswith(after)
    assert read_guarded(kept).html.strip() == f"<p>To {REDACTED}<b></b>, order 4111<b>1111</b>11111112</p>"
    assert Entry.objects.filter(received=message, body__contains="Order 4111111111111112").exists()
