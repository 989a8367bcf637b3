"""The town writes to the desk: a real SMTP server stands for it, and takes the MIME apart."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.mail_server import MailServer, mail_server
from tests.simulator.served import Served, eventually, served_town

SUPPORT = "support@desk.press4.example"
ANN = "Ann Lee <ann@example.com>"
NOBODY = "<>"
"""How aiosmtpd calls an empty envelope sender."""
LONG_ID = f"<{'x' * 90}@desk.press4.example>"


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Served, MailServer]]:
    with (
        mail_server() as server,
        served_town("http://127.0.0.1:9", INBOUND_SMTP_PORT=str(server.port), INBOUND_MAIL_DOMAIN="") as town,
    ):
        yield town, server


@pytest.fixture
def town(running) -> Served:
    town, server = running
    town.post("/mail/empty")
    server.received.clear()
    return town


@pytest.fixture
def desk(running) -> MailServer:
    return running[1]


def arrives(town: Served, *, to: str = "ann@example.com", mail_from: str = SUPPORT, **headers: str) -> int:
    """A mail of the desk for Ann; answers its id in the town."""
    message = EmailMessage()
    message["From"], message["To"] = f"Press 4 <{SUPPORT}>", f"Ann Lee <{to}>, bo@example.com"
    message["Subject"], message["Date"] = "Your tickets", "Mon, 30 Nov 2026 09:05:00 -0500"
    message["Message-ID"], message["References"] = LONG_ID, "<first@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Dear Ann,\n\nwe found it.\n")
    page = '<!doctype html><html><body><p>Dear <b>Ann</b></p><img src="cid:a"></body></html>'
    message.add_alternative(page, subtype="html")
    message.get_payload()[1].add_related(b"GIF89a", maintype="image", subtype="gif", cid="<a>")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="tickets.pdf")
    with smtplib.SMTP("127.0.0.1", town.smtp_port) as post_office:
        post_office.send_message(message, mail_from, [to])
    return town.get("/api/messages").json()[0]["id"]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def write(town: Served, path: str = "/mail/write", *, files=(), **fields: str):
    fields = {name.rstrip("_"): value for name, value in fields.items()}
    parts = [(name, (None, value)) for name, value in fields.items()]
    return town.post(path, files=[*parts, *(("files", file) for file in files)])


def test_a_mail_is_written_and_reaches_the_desk(town: Served, desk: MailServer):
    form = town.get("/mail/write").text
    assert f'value="{SUPPORT}"' in form
    shown = write(
        town,
        from_="Zoë Lee <zoe@example.com>",
        to=SUPPORT,
        cc="bo@example.com",
        bcc="copies@desk.press4.example",
        subject="Größe & <b>",
        text="Grüße\n<script>alert(1)</script>",
        files=[("karte.txt", b"seat 5", "text/plain"), ("x", b"\x00", "nonsense")],
    )
    assert shown.status_code == 200
    assert f"The desk&#39;s mail server at 127.0.0.1:{desk.port} took it: 250 kept" in shown.text

    (received,) = desk.received
    assert (received.sender, received.recipients) == ("zoe@example.com", [SUPPORT, "copies@desk.press4.example"])
    message = received.message
    assert (message["From"], message["To"], message["Cc"]) == ("Zoë Lee <zoe@example.com>", SUPPORT, "bo@example.com")
    assert (message["Subject"], message["Bcc"]) == ("Größe & <b>", None)
    assert message["Message-ID"].endswith("@pretend.town>")
    assert message["Date"].datetime
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain["Content-Transfer-Encoding"] == html["Content-Transfer-Encoding"] == "quoted-printable"
    assert plain.get_content_charset() == html.get_content_charset() == "utf-8"
    assert text_of(message) == "Grüße\n<script>alert(1)</script>\n"
    assert "&lt;script&gt;" in text_of(message, "html")
    files = [(part.get_filename(), part.get_content_type(), part.get_content()) for part in message.iter_attachments()]
    assert files == [("karte.txt", "text/plain", "seat 5"), ("x", "application/octet-stream", b"\x00")]

    (copy,) = town.get("/api/messages").json()
    assert (copy["to"], copy["subject"]) == (["bo@example.com"], "Größe & <b>")


def test_a_reply_is_made_as_a_mail_program_makes_it(town: Served, desk: MailServer):
    mail = arrives(town)
    form = town.get(f"/mail/{mail}/reply").text
    assert 'value="Ann Lee &lt;ann@example.com&gt;"' in form
    assert 'value="Re: Your tickets"' in form
    write(town, f"/mail/{mail}/reply", from_=ANN, to=SUPPORT, subject="Re: Your tickets", text="Thanks!", quoted="on")

    (received,) = desk.received
    message = received.message
    assert message["In-Reply-To"] == LONG_ID
    assert message["References"] == f"<first@example.com> {LONG_ID}"
    assert f"In-Reply-To: {LONG_ID}\r\n".encode() in received.content
    assert text_of(message) == (
        f"Thanks!\n\nOn Mon, Nov 30, 2026 at 9:05 AM Press 4 <{SUPPORT}> wrote:\n\n> Dear Ann,\n>\n> we found it.\n"
    )
    html = text_of(message, "html")
    assert '<div dir="ltr">Thanks!</div>' in html
    assert '<p>Dear <b>Ann</b></p><img src="cid:a"></blockquote>' in html
    assert "<body" not in html
    assert [part["Content-ID"] for part in message.walk() if part["Content-ID"]] == ["<a>"]
    assert b"tickets.pdf" not in received.content  # files do not go back to whom they came from


def test_a_reply_goes_to_reply_to_and_a_reply_to_all_to_everybody_else_too(town: Served):
    mail = arrives(town, Reply_To="case+7@desk.press4.example", Cc="Cara <cara@example.com>, ann@example.com")
    one, everybody = (town.get(f"/mail/{mail}/{way}").text for way in ("reply", "reply-all"))
    for form in (one, everybody):
        assert 'name="to" value="case+7@desk.press4.example"' in form
    assert 'name="cc" value=""' in one
    assert 'name="cc" value="bo@example.com, Cara &lt;cara@example.com&gt;"' in everybody


def test_a_reply_from_another_address_keeps_the_thread(town: Served, desk: MailServer):
    mail = arrives(town)
    form = town.get(f"/mail/{mail}/reply-from-another").text
    assert 'name="from" value="Ann Lee &lt;ann@elsewhere.example&gt;"' in form
    write(town, f"/mail/{mail}/reply-from-another", from_="ann@elsewhere.example", to=SUPPORT, text="It is me")
    (received,) = desk.received
    assert (received.sender, received.message["In-Reply-To"]) == ("ann@elsewhere.example", LONG_ID)
    assert "wrote:" not in text_of(received.message)  # the tick was taken away


def test_a_mail_is_forwarded_in_the_text_or_whole(town: Served, desk: MailServer):
    mail = arrives(town)
    form = town.get(f"/mail/{mail}/forward").text
    assert f'name="to" value="{SUPPORT}"' in form
    assert 'value="Fwd: Your tickets"' in form
    given = {"from_": ANN, "to": SUPPORT, "subject": "Fwd: Your tickets", "text": "See below", "quoted": "on"}
    write(town, f"/mail/{mail}/forward", **given)
    write(town, f"/mail/{mail}/forward", **given, attached="on")

    inline, whole = (received.message for received in desk.received)
    text = text_of(inline)
    assert text.startswith("See below\n\n---------- Forwarded message ---------\nFrom: Press 4 <support@")
    assert "\nTo: Ann Lee <ann@example.com>, bo@example.com\n" in text
    assert [part.get_filename() for part in inline.walk() if part.is_attachment()] == ["tickets.pdf"]
    (attached,) = whole.iter_attachments()
    assert attached.get_content_type() == "message/rfc822"
    assert attached.get_content()["Message-ID"] == LONG_ID
    assert text_of(whole) == "See below\n"


def test_a_bounce_is_a_delivery_status_notification_from_nobody(town: Served, desk: MailServer):
    mail = arrives(town, mail_from="bounces@desk.press4.example")
    assert "took it" in town.post(f"/mail/{mail}/bounce", data={"why": "unknown"}).text
    (received,) = desk.received
    assert (received.sender, received.recipients) == (NOBODY, ["bounces@desk.press4.example"])
    message = received.message
    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    assert message["Auto-Submitted"] == "auto-replied"
    words, status, headers = message.iter_parts()
    assert "ann@example.com" in words.get_content()
    assert status.get_content_type() == "message/delivery-status"
    whole, recipient = status.get_payload()
    assert whole["Reporting-MTA"] == "dns; pretend.town"
    assert recipient["Final-Recipient"] == "rfc822; ann@example.com"
    assert (recipient["Action"], recipient["Status"]) == ("failed", "5.1.1")
    assert recipient["Diagnostic-Code"].startswith("smtp; 550 5.1.1 ")
    assert headers.get_content_type() == "text/rfc822-headers"
    assert f"Message-ID: {LONG_ID}" in headers.get_content().replace("\r\n", "\n").replace("\n ", " ")
    assert "we found it" not in received.content.decode()


def test_what_came_from_nobody_cannot_bounce_or_be_answered_by_a_machine(town: Served, desk: MailServer):
    mail = arrives(town, mail_from="<>")
    for act, form in (("bounce", {"why": "full"}), ("out-of-office", {"text": "Away", "automat": "rfc3834"})):
        answer = town.post(f"/mail/{mail}/{act}", data=form)
        assert answer.status_code == 422
        assert "This mail came from &lt;&gt;" in answer.text
    assert town.post(f"/mail/{mail}/bounce", data={"why": "boredom"}).status_code == 422
    assert town.post(f"/mail/{mail}/out-of-office", data={"text": " ", "automat": "old"}).status_code == 422
    assert town.post(f"/mail/{mail}/out-of-office", data={"text": "Away", "automat": "x"}).status_code == 422
    assert desk.received == []


def test_spam_is_reported_as_arf_with_the_mail_as_it_came(town: Served, desk: MailServer):
    mail = arrives(town)
    town.post(f"/mail/{mail}/spam")
    (received,) = desk.received
    assert received.recipients == ["abuse@desk.press4.example"]
    message = received.message
    assert message.get_param("report-type") == "feedback-report"
    _words, report, original = message.iter_parts()
    assert report.get_content_type() == "message/feedback-report"
    (fields,) = report.get_payload()
    assert (fields["Feedback-Type"], fields["Version"]) == ("abuse", "1")
    assert fields["Original-Rcpt-To"] == "<ann@example.com>"
    assert original.get_content()["Message-ID"] == LONG_ID


def test_an_out_of_office_answers_the_envelope_and_says_that_it_is_a_machine(town: Served, desk: MailServer):
    mail = arrives(town, mail_from="bounces@desk.press4.example", Reply_To="case+7@desk.press4.example")
    town.post(f"/mail/{mail}/out-of-office", data={"text": "I am away.", "automat": "rfc3834"})
    (received,) = desk.received
    assert (received.sender, received.recipients) == (NOBODY, ["bounces@desk.press4.example"])
    message = received.message
    assert (message["Auto-Submitted"], message["In-Reply-To"]) == ("auto-replied", LONG_ID)
    assert (message["From"], message["Subject"]) == (ANN, "Automatic reply: Your tickets")
    assert text_of(message) == "I am away.\n"


def test_a_refusal_of_the_desk_comes_back_as_a_bounce(town: Served, desk: MailServer):
    desk.at_recipient = ["550 5.1.1 Nobody here"]
    shown = write(town, from_=ANN, to=f"nobody@desk.press4.example, {SUPPORT}", text="Hello?")
    assert "did not take it: 550 5.1.1 Nobody here" in shown.text
    assert "took it: 250 kept" in shown.text
    assert "Send it again" not in shown.text
    (bounce,) = town.get("/api/messages?to=ann@example.com").json()
    assert bounce["subject"] == "Delivery Status Notification (Failure)"
    assert "nobody@desk.press4.example" in bounce["text"]
    assert town.get("/api/sent").json()[0]["state"] == "refused"


def test_an_address_that_the_town_does_not_know_bounces_in_the_town(town: Served, desk: MailServer):
    shown = write(town, from_=ANN, to="bounce@example.com", text="Hello?")
    assert "550 5.1.1 No such mailbox" in shown.text
    (bounce,) = town.get("/api/messages").json()
    assert (bounce["to"], desk.received) == (["ann@example.com"], [])


def test_what_the_desk_does_not_take_now_is_kept_and_sent_again(town: Served, desk: MailServer):
    desk.at_data = ["451 4.3.0 Come back later"]
    shown = write(town, from_=ANN, to=SUPPORT, subject="Patience", text="Hello?")
    assert "did not take it: 451 4.3.0 Come back later" in shown.text
    assert "1 waiting" in town.get("/mail").text
    shown = town.post(shown.url.removeprefix(town.url) + "/again")
    assert "took it: 250 kept" in shown.text
    (received,) = desk.received
    assert received.message["Subject"] == "Patience"
    assert town.get("/api/messages").json() == []
    assert "waiting" not in town.get("/mail").text


def test_a_desk_without_a_mail_server_loses_nothing():
    with mail_server() as gone:
        pass
    with served_town("http://127.0.0.1:9", INBOUND_SMTP_PORT=str(gone.port), INBOUND_MAIL_DOMAIN="") as town:
        shown = write(town, from_=ANN, to=SUPPORT, text="Hello?")
        refusal = f"The desk&#39;s mail server at 127.0.0.1:{gone.port} did not take it: nobody listens there."
        assert refusal in shown.text
        (sent,) = town.get("/api/sent").json()
        assert (sent["state"], sent["text"]) == ("waiting", "Hello?\n")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"from_": ""}, "From: write one address"),
        ({"from_": f"{ANN}, bo@example.com"}, "From: write one address"),
        ({"from_": "Ann"}, "From: “Ann” is not an email address."),
        ({"to": ""}, "To: write at least one address."),
        ({"to": "a@b.example, @c"}, "To: “"),
        ({"to": "Ann Lee ann@example.com"}, "To: “"),
        ({"cc": "nobody@"}, "Cc: “"),
        ({"bcc": "a b"}, "Bcc: “"),
        ({"program": "pigeon"}, "Mail program: choose one of the list."),
        ({"subject": "x" * 901}, "Subject: 901 characters"),
        ({"text": " \n"}, "Text: write something"),
        ({"text": "x" * (1024 * 1024 + 1)}, "Text: longer than a million characters"),
        ({"text": "x" * (5 * 1024 * 1024)}, "Text: "),
    ],
)
def test_bad_input_gets_an_error_that_names_the_field(town: Served, desk: MailServer, wrong, sentence):
    given = {"from_": ANN, "to": SUPPORT, "subject": "Kept", "text": "Hello"} | wrong
    answer = write(town, **given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert desk.received == []


def test_what_was_typed_is_still_there_after_an_error(town: Served):
    answer = write(town, from_='"><script>', to="", cc="bo@example.com", subject="Kept <b>", text="Kept\n</textarea>")
    assert 'value="Kept &lt;b&gt;"' in answer.text
    assert "Kept\n&lt;/textarea&gt;</textarea>" in answer.text
    assert "<script>" not in answer.text


def test_a_subject_cannot_bring_a_header_of_its_own(town: Served, desk: MailServer):
    write(town, from_=ANN, to=SUPPORT, subject="Hi\r\nBcc: x@example.com", text="Hello")
    (received,) = desk.received
    assert received.message["Subject"] == "Hi Bcc: x@example.com"


def test_what_is_not_there_says_so(town: Served):
    for path in ("/mail/99/reply", "/mail/sent/99", "/mail/sent/99/raw"):
        assert town.get(path).status_code == 404
    for act in ("bounce", "spam", "out-of-office", "forward"):
        assert town.post(f"/mail/99/{act}").status_code == 404
    assert town.post("/mail/sent/99/again").status_code == 404


@pytest.mark.parametrize(
    ("program", "line", "mark"),
    [
        ("gmail-de", f"Am Mo., 30. Nov. 2026 um 09:05 Uhr schrieb Press 4 <{SUPPORT}>:\n\n> Dear Ann,", "gmail_quote"),
        ("apple", f"> On Nov 30, 2026, at 9:05 AM, Press 4 <{SUPPORT}> wrote:\n>\n> Dear Ann,", 'type="cite"'),
        ("thunderbird", "On 11/30/26 09:05, Press 4 wrote:\n> Dear Ann,", "moz-cite-prefix"),
        (
            "outlook",
            f"{'_' * 32}\nFrom: Press 4 <{SUPPORT}>\nSent: Monday, November 30, 2026 9:05 AM\n",
            "divRplyFwdMsg",
        ),
    ],
)
def test_each_mail_program_quotes_in_its_own_way(town: Served, desk: MailServer, program, line, mark):
    mail = arrives(town)
    write(town, f"/mail/{mail}/reply", from_=ANN, to=SUPPORT, text="Thanks!", quoted="on", program=program)
    (received,) = desk.received
    assert text_of(received.message).startswith(f"Thanks!\n\n{line}")
    assert mark in text_of(received.message, "html")
    assert received.message["In-Reply-To"] == LONG_ID


def test_pictures_are_shown_and_files_are_given_out(town: Served):
    mail = arrives(town)
    assert "data:image/gif;base64,R0lGODlh" in town.get(f"/mail/{mail}/html").text
    assert ">tickets.pdf</a>" in town.get(f"/mail/{mail}").text
    file = town.get(f"/mail/{mail}/files/1")
    assert (file.content, file.headers["Content-Type"]) == (b"%PDF", "application/octet-stream")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    for number in (0, 2):
        assert town.get(f"/mail/{mail}/files/{number}").status_code == 404


def test_what_the_desk_writes_to_itself_comes_back_to_it(town: Served, desk: MailServer):
    raw = f"From: {SUPPORT}\r\nTo: {SUPPORT}\r\nSubject: To me\r\n\r\nGrüße\r\n".encode()
    with smtplib.SMTP("127.0.0.1", town.smtp_port) as post_office:
        post_office.sendmail(SUPPORT, [SUPPORT, "ann@example.com"], raw, ["BODY=8BITMIME"])
    eventually(lambda: desk.received)
    (received,) = desk.received
    assert (received.sender, received.recipients, received.content) == (SUPPORT, [SUPPORT], raw)
    (copy,) = town.get("/api/messages").json()
    assert copy["to"] == ["ann@example.com"]


def test_a_connection_that_breaks_off_after_the_text_is_tried_again_and_may_double(town: Served, desk: MailServer):
    desk.at_data = ["hang up"]
    shown = write(town, from_=ANN, to=SUPPORT, text="Once or twice")
    assert "did not take it: it broke off." in shown.text
    eventually(lambda: len(desk.received) == 2)  # by itself
    assert desk.received[0].content == desk.received[1].content
    eventually(lambda: town.get("/api/sent").json()[0]["state"] == "taken")


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(town: Served, desk: MailServer):
    shown = write(town, from_="Jörg <jörg@köln.example>", to=SUPPORT, text="Grüße")
    assert "553 5.6.7" in shown.text
    (bounce,) = town.get("/api/messages").json()
    assert bounce["to"] == ["jörg@xn--kln-sna.example"]
    assert desk.received == []


def test_an_address_beyond_ascii_reaches_a_server_that_speaks_smtputf8():
    with (
        mail_server(speaks_utf8=True) as server,
        served_town("http://127.0.0.1:9", INBOUND_SMTP_PORT=str(server.port), INBOUND_MAIL_DOMAIN="") as town,
    ):
        assert "took it" in write(town, from_="Jörg <jörg@example.com>", to=SUPPORT, text="Grüße").text
    (received,) = server.received
    assert received.sender == "jörg@example.com"
    assert "From: Jörg <jörg@example.com>".encode() in received.content
