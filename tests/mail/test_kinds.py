"""What kind of mail it is: each of the letters, and any bytes at all."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.mail.kinds import Kind, classify
from helpdesk.mail.kinds.bounces import bounce_of
from helpdesk.mail.kinds.complaints import complaint_of
from helpdesk.mail.reading.errors import TooMuchError
from helpdesk.mail.reading.source import parse_mail

LETTERS = Path(__file__).parent / "letters"
with (LETTERS / "expected.tsv").open(encoding="utf-8", newline="") as table:
    EXPECTED = list(csv.DictReader(table, delimiter="\t"))


def letter(name):
    return parse_mail((LETTERS / name).read_bytes())


def test_each_letter_is_expected_and_there_are_enough():
    assert sorted(path.name for path in LETTERS.glob("*.eml")) == [row["file"] for row in EXPECTED]
    assert len(EXPECTED) >= 110
    assert {row["kind"] for row in EXPECTED} == set(Kind.values)


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["file"].removesuffix(".eml"))
def test_a_letter_is_of_its_kind(row):
    mail = letter(row["file"])
    kind, about = classify(mail)
    bounce = about if kind == Kind.BOUNCE else None
    found = {
        "kind": kind.value,
        "recipient": about.recipient if about else "",
        "permanence": ("permanent" if bounce.is_permanent else "transient") if bounce else "",
        "message_id": about.message_id if about else "",
    }
    assert found == {name: row[name] for name in found}


@pytest.mark.parametrize("row", [row for row in EXPECTED if row["kind"] == "bounce"], ids=lambda row: row["file"])
def test_the_reason_of_a_bounce_is_one_readable_line(row):
    why = bounce_of(letter(row["file"])).why
    assert 3 <= len(why) <= 300
    assert why == " ".join(why.split())


HEADERS = st.sampled_from([
    b"From: MAILER-DAEMON@host.example", b"Subject: failure notice", b"Return-Path: <>", b"Auto-Submitted: ",
    b"Content-Type: multipart/report; boundary=b", b"Content-Type: message/delivery-status", b"Precedence: \xff",
    b"Content-Type: message/rfc822", b"Content-Type: message/feedback-report", b"Content-Transfer-Encoding: base64",
    b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: text/calendar; method*=x", b"List-Id:",
    b"X-Failed-Recipients: ,<@>", b"Final-Recipient: rfc822;", b"Action: failed", b"Status: 5.", b"Message-ID: <",
    b"Content-Type: text/plain; charset=utf-7", b"+2AA-vera@buyer.example: 550 not delivered", b"--b", b"--b--", b"",
])  # fmt: skip
HOSTILE = st.lists(HEADERS | st.binary(max_size=40), max_size=30).map(b"\n".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=st.binary(max_size=400) | HOSTILE)
def test_any_bytes_are_of_some_kind(raw):
    try:
        mail = parse_mail(raw)
    except TooMuchError:
        return
    assert classify(mail)[0] in Kind
    assert classify(mail, envelope_from="<>")[0] != Kind.PERSONAL
    bounce, complaint = bounce_of(mail), complaint_of(mail)
    assert complaint is None or classify(mail)[0] == Kind.COMPLAINT
    for about in filter(None, [bounce, complaint]):
        assert about.message_id == "" or about.message_id.startswith("<")
        assert f"{about.message_id}{getattr(about, 'why', '')}".isprintable()
        assert about.recipient.encode().count(b"\0") == 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from([row["file"] for row in EXPECTED]), data=st.data())
def test_a_letter_that_broke_on_the_way_is_of_some_kind(name, data):
    raw = bytearray((LETTERS / name).read_bytes())
    for place, letter in data.draw(
        st.dictionaries(st.integers(0, len(raw) - 1), st.integers(0, 255), max_size=9)
    ).items():
        raw[place] = letter
    mail = parse_mail(bytes(raw[: data.draw(st.integers(0, len(raw)))]))
    assert classify(mail)[0] in Kind
    bounce_of(mail), complaint_of(mail)


@pytest.mark.parametrize(
    ("envelope_from", "kind"), [("", "personal"), ("vera@buyer.example", "personal"), ("<>", "automatic")]
)
def test_nobody_is_answered_whose_envelope_has_no_sender(envelope_from, kind):
    assert classify(letter("person-plain.eml"), envelope_from=envelope_from)[0] == kind


def test_a_notice_whose_envelope_alone_has_no_sender_is_a_bounce():
    raw = (LETTERS / "free-null-sender-only.eml").read_bytes().replace(b"Return-Path: <>\n", b"", 1)
    assert classify(parse_mail(raw))[0] == Kind.PERSONAL
    assert classify(parse_mail(raw), envelope_from="<>")[0] == Kind.BOUNCE


def test_a_notice_that_returns_a_huge_mail_is_told_at_once():
    raw = (LETTERS / "free-qmail.eml").read_bytes() + b"cXVpdGUgYSBsb25nIGxpbmUgb2YgYW4gYXR0YWNobWVudA==\n" * 400_000
    mail = parse_mail(raw)
    begun = time.process_time()
    assert classify(mail)[0] == Kind.BOUNCE
    assert bounce_of(mail).recipient == "vera@buyer.example"
    assert time.process_time() - begun < 1


def test_letters_are_read_alike_with_the_line_ends_of_smtp():
    for row in EXPECTED:
        raw = (LETTERS / row["file"]).read_bytes()
        mail, sent = parse_mail(raw), parse_mail(raw.replace(b"\n", b"\r\n"))
        assert classify(sent) == classify(mail)
