"""What Outlook wraps in winmail.dat is read, and what a calendar part says stands on the case."""

from email.message import EmailMessage
from struct import pack

import pytest

from helpdesk.mail.inbox.reading import read

CODEPAGE, PROPERTIES, BODY = 0x9007, 0x9003, 0x800C
RENDERED, TITLE, CONTENT, ATTACHED = 0x9002, 0x8010, 0x800F, 0x9005
LONG_NAME, HTML, RICH_TEXT = 0x3707, 0x1013, 0x1009
STRING, BINARY, UNICODE = 0x001E, 0x0102, 0x001F
OPAQUE = 0x6

INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Venue//EN
METHOD:{method}
BEGIN:VEVENT
UID:1@venue.example
DTSTAMP:20261201T090000Z
{start}
SUMMARY:Soundcheck\\, hall A
LOCATION:Harbor Hall
{more}
END:VEVENT
END:VCALENDAR
"""


def attribute(level: int, name: int, data: bytes) -> bytes:
    """MS-OXTNEF 2.1.3.1: level, id, length, data, checksum."""
    return pack("<BHHI", level, name, OPAQUE, len(data)) + data + pack("<H", sum(data) & 0xFFFF)


def properties(*known: tuple[int, int, bytes]) -> bytes:
    """MS-OXTNEF 2.1.3.4: a count, then type, id, number of values, and the value filled up to four bytes."""
    rows = [pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4) for kind, name, value in known]
    return pack("<I", len(rows)) + b"".join(rows)


def winmail(*attributes: bytes) -> bytes:
    return pack("<IH", 0x223E9F78, 1) + attribute(1, CODEPAGE, pack("<II", 1252, 0)) + b"".join(attributes)


def file(name: bytes, content: bytes, *, long_name: str = "") -> bytes:
    parts = [attribute(2, RENDERED, b"\0" * 14), attribute(2, TITLE, name + b"\0"), attribute(2, CONTENT, content)]
    if long_name:
        wide = (UNICODE, LONG_NAME, (long_name + "\0").encode("utf-16-le"))
        parts.append(attribute(2, ATTACHED, properties(wide)))
    return b"".join(parts)


def mail_with(content: bytes, *, kind: str, name: str, text: str = "", **parameters: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ann <ann@buyers.test>", "help@press4.example", "Tickets"
    mail["Message-ID"] = "<1@buyers.test>"
    mail.set_content(text)
    mail.add_attachment(
        content, maintype=kind.split("/")[0], subtype=kind.split("/")[1], filename=name, params=parameters
    )
    return mail.as_bytes()


def outlook(raw: bytes, *, text: str = ""):
    return read(mail_with(raw, kind="application/ms-tnef", name="winmail.dat", text=text))


def test_files_of_winmail_are_files_of_the_mail():
    reading = outlook(
        winmail(
            file(b"TICKET~1.PDF", b"%PDF-1.7 one", long_name="Tickets für Jürgen.pdf"),
            file("Café.png".encode("cp1252"), b"\x89PNG two"),
        ),
        text="Here they are.",
    )
    assert [(one.name, one.content_type, one.content) for one in reading.files] == [
        ("Tickets für Jürgen.pdf", "application/pdf", b"%PDF-1.7 one"),
        ("Café.png", "image/png", b"\x89PNG two"),
    ]
    assert reading.text == "Here they are."
    assert reading.remarks == ()


@pytest.mark.parametrize(
    "words",
    [
        attribute(1, BODY, b"The code EARLY fails.\r\n\0"),
        attribute(1, PROPERTIES, properties((BINARY, HTML, b"<p>The code <b>EARLY</b> fails.</p>"))),
    ],
)
def test_words_of_winmail_count_where_the_mail_has_no_others(words):
    assert outlook(winmail(words)).text == "The code EARLY fails."
    assert outlook(winmail(words), text="Beside it.").text == "Beside it."


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x78\x9f\x3e\x22",
        b"no TNEF at all, but long enough to be one",
        winmail(attribute(1, PROPERTIES, properties((BINARY, RICH_TEXT, b"LZFu")))),
        winmail(attribute(2, CONTENT, b"a file before it is announced")),
    ],
)
def test_what_only_outlook_can_read_is_kept_and_said(raw):
    reading = outlook(raw)
    assert [one.name for one in reading.files] == ["winmail.dat"]
    assert "only Outlook can read" in "".join(reading.remarks)


@pytest.mark.parametrize(
    ("method", "start", "more", "said"),
    [
        (
            "REQUEST",
            "DTSTART;TZID=Europe/Berlin:20261203T140000",
            "",
            "It invites to an event in a calendar: “Soundcheck, hall A”, Thu 3 Dec 2026, 2:00 PM CET, Harbor Hall.",
        ),
        (
            "REQUEST",  # Outlook has names of its own for zones
            "DTSTART;TZID=W. Europe Standard Time:20261203T140000",
            "",
            "It invites to an event in a calendar: “Soundcheck, hall A”, Thu 3 Dec 2026, 2:00 PM CET, Harbor Hall.",
        ),
        (
            "CANCEL",
            "DTSTART;VALUE=DATE:20261203",
            "",
            "It cancels an event in a calendar: “Soundcheck, hall A”, Thu 3 Dec 2026, Harbor Hall.",
        ),
        (
            "REPLY",
            "DTSTART:20261203T140000Z",
            "ATTENDEE;PARTSTAT=DECLINED:mailto:ann@buyers.test",
            "It declines an invitation in a calendar: “Soundcheck, hall A”, Thu 3 Dec 2026, 2:00 PM UTC, Harbor Hall.",
        ),
        (
            "PUBLISH",
            "DTSTART:20261203T140000",
            "RRULE:FREQ=SECONDLY",
            "It holds an event of a calendar: “Soundcheck, hall A”, Thu 3 Dec 2026, 2:00 PM, Harbor Hall.",
        ),
    ],
)
def test_a_calendar_part_says_what_it_is_about(method, start, more, said):
    calendar = INVITATION.format(method=method, start=start, more=more).replace("\n\n", "\n").replace("\n", "\r\n")
    raw = mail_with(calendar.encode(), kind="text/calendar", name="invite.ics", text="See you there.", method=method)
    reading = read(raw)
    assert reading.remarks == (said,)
    assert [one.name for one in reading.files] == ["invite.ics"]
    assert reading.text == "See you there."


@pytest.mark.parametrize("raw", [b"", b"BEGIN:VCALENDAR", b"\xff\xfe\0", b"BEGIN:VEVENT\r\n" * 20_000])
def test_what_is_no_calendar_is_a_file(raw):
    reading = read(mail_with(raw, kind="text/calendar", name="invite.ics"))
    assert reading.remarks == ()
    assert [one.name for one in reading.files] == ["invite.ics"]
