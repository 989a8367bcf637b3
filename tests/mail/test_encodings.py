"""Parts that programs encoded wrongly are read all the same, and words are not taken for an encoding."""

import base64
import binascii

import pytest

from tests.mail.writing import deliver
from tickets.models import Attachment, Entry

pytestmark = pytest.mark.django_db

WORDS = "Dear desk, my code EARLY fails at the till. I have tried it twice on the phone and once at home.\n" * 3
ENCODED = base64.encodebytes(WORDS.encode()).strip()
FOOTER = b"_______________\nBuyers mailing list\nhttps://lists.example/options/buyers"
FILE = bytes(range(256)) * 3


def mail(encoding: str, body: bytes, *, kind: str = "text/plain; charset=utf-8") -> bytes:
    head = f"From: ann@buyers.test\nSubject: Code\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    return head.encode() + body + b"\n"


def read(encoding: str, body: bytes) -> str:
    deliver(mail(encoding, body))
    return Entry.objects.get(kind=Entry.Kind.MESSAGE).body


@pytest.mark.parametrize(
    "junk",
    [
        lambda encoded: encoded.replace(b"\n", b"!\n"),
        lambda encoded: b"\n".join(line[:30] + b"*~" + line[30:] for line in encoded.split(b"\n")),
        lambda encoded: b"\n".join(b"> " + line for line in encoded.split(b"\n")),
        lambda encoded: b"\n".join(line[:38] + b" " + line[38:] for line in encoded.split(b"\n")),
        lambda encoded: encoded.replace(b"\n", b"\n***\n"),
        lambda encoded: b"\xef\xbb\xbf" + encoded.replace(b"\n", b"\xc2\xa0\n"),
        lambda encoded: encoded.rstrip(b"="),
        lambda encoded: encoded.replace(b"\n", b" \t\n\n"),
    ],
)
def test_signs_that_do_not_belong_into_base64_are_passed_over(junk):
    assert read("base64", junk(ENCODED)) == WORDS.strip()


@pytest.mark.parametrize("footer", [FOOTER, b"Unsubscribe", b"-- \nSent by Buyers", "Список рассылки AB12".encode()])
@pytest.mark.parametrize("words", [WORDS, WORDS + "x", WORDS + "xy"])
def test_what_a_list_adds_below_base64_is_read_as_it_is(words, footer):
    encoded = base64.encodebytes(words.strip().encode()).replace(b"\n", b"!\n", 1)
    if footer == b"Unsubscribe" and b"=" not in encoded:
        footer = b"To unsubscribe:\n" + footer  # without padding nothing tells one word from base64
    assert read("base64", encoded + footer) == f"{words.strip()}\n{footer.decode()}"


@pytest.mark.parametrize(
    "words",
    [
        "ABC-123",
        "AB12CD34-XY99",
        "Veranstaltungsticketnummer, bitte",
        "https://shop.example/orders/a1b2C3d4E5f6a1b2C3d4E5f6a1b2C3d4E5f6",
        "Where is my ticket? I paid twice!",
        "チケットが届きません。AB12",
    ],
)
def test_words_that_are_only_called_base64_stay_words(words):
    assert read("base64", words.encode()) == words


def test_a_file_with_junk_in_its_base64_is_kept_as_it_was_sent():
    encoded = base64.encodebytes(FILE).replace(b"\n", b"%\n")
    body = b"--b\nContent-Type: text/plain\n\nSee the file.\n--b\nContent-Type: application/pdf\n"
    body += b'Content-Disposition: attachment; filename="bill.pdf"\nContent-Transfer-Encoding: base64\n\n'
    deliver(mail("7bit", body + encoded + b"\n--b--", kind="multipart/mixed; boundary=b"))
    with Attachment.objects.get().file.open() as kept:
        assert kept.read() == FILE


def test_quoted_printable_with_escapes_that_are_none():
    assert (
        read("quoted-printable", b"100=25 of =ZZ, =C3=A4 and a=  \n line=\nwrapped, x=")
        == "100% of =ZZ, ä and a linewrapped, x"
    )


def test_uuencode_with_words_before_it_and_checksums_behind_its_lines():
    lines = [binascii.b2a_uu(WORDS.encode()[place : place + 45]).rstrip(b"\n") for place in range(0, len(WORDS), 45)]
    encoded = b"\nbegin 644 letter.txt\n" + b"\n\n".join(line + b"Q" for line in lines) + b"\n`\nend\n"
    assert read("x-uuencode", encoded) == WORDS.strip()
