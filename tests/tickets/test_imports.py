"""Cases come in from other helpdesks and mailboxes: tried out first, once each, and nothing is lost half-way."""

import mailbox
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make
from tests.permissions.objects import with_second_step
from tickets.imports import jobs, keep_import, run_import, try_import
from tickets.models import CaseImport, Entry, Ticket
from tickets.tasks import go_on_with_import, sweep_imports

pytestmark = pytest.mark.django_db
TABLE = (
    "Ticket ID;Subject;Description;Requester email;Phone;Status;Priority;Created at\n"
    "7;Code refused;SUMMER is refused;Ann@Buyers.test;'+1 500 555 2001;Resolved;Medium;2026-03-02 14:00\n"
    "8;Two seats;;ben@buyers.test;;on hold;high;2026-03-03T10:00:00+02:00\n"
    "9;Lost parcel;Where is it?;nobody at all;;open;;\n"
    "10;Lost parcel;Where is it?;cleo@buyers.test;;melted;;\n"
    "11;Lost parcel;Where is it?;cleo@buyers.test;;open;;03/04/2026\n"
)


@pytest.fixture
def admin():
    return with_second_step(make.admin(timezone="America/New_York"))


@pytest.fixture
def admin_browser(client, admin):
    client.force_login(admin)
    return client


def upload(browser, text: str | bytes, *, name: str = "old.csv") -> CaseImport:
    content = text.encode() if isinstance(text, str) else text
    browser.post(reverse("tickets:case_imports"), {"file": SimpleUploadedFile(name, content)})
    return CaseImport.objects.get()


def tried(job: CaseImport) -> CaseImport:
    try_import(job)
    go_on_with_import(job.pk)
    job.refresh_from_db()
    return job


def taken_over(job: CaseImport) -> CaseImport:
    run_import(tried(job))
    go_on_with_import(job.pk)
    job.refresh_from_db()
    return job


def counts(job: CaseImport) -> tuple[int, int, int, int]:
    return job.made, job.continued, job.known, job.refused


def a_mail(number: int, *, sender: str, answers: str = "", **said: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, said.get("to", "help@desk.test")
    mail["Subject"] = said.get("subject", "Re: My code fails")
    mail["Message-ID"] = f"<{number}@buyers.test>"
    mail["Date"] = datetime(2026, 3, 2, 10, number, tzinfo=UTC)
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(said.get("text", f"Words of mail {number}"))
    return mail


def a_mailbox(path: Path, *mails: EmailMessage) -> bytes:
    box = mailbox.mbox(path / "shared.mbox")
    for mail in mails:
        box.add(mail)
    box.close()
    return (path / "shared.mbox").read_bytes()


def test_a_table_of_another_helpdesk_is_understood_by_its_headings(admin_browser):
    job = upload(admin_browser, TABLE)
    page = admin_browser.get(job.get_absolute_url())
    assert job.columns == {
        "number_there": "Ticket ID",
        "subject": "Subject",
        "body": "Description",
        "email": "Requester email",
        "phone": "Phone",
        "status": "Status",
        "priority": "Priority",
        "created_at": "Created at",
    }
    assert 'value="Requester email" selected' in page.content.decode()


def test_trying_it_out_says_what_would_come_and_writes_no_case(admin_browser):
    job = upload(admin_browser, TABLE)
    form = job.columns | {"timezone": "America/New_York"}
    assert admin_browser.post(job.get_absolute_url(), form).status_code == 302
    go_on_with_import(job.pk)
    page = admin_browser.get(job.get_absolute_url()).content.decode()
    job.refresh_from_db()
    assert (job.status, counts(job), Ticket.objects.count()) == ("checked", (2, 0, 0, 3), 0)
    assert "“nobody at all” is no email address." in page
    assert "“melted” is not known here." in page
    assert "“03/04/2026” is no date that can be read in one way only." in page
    assert "Import 2 cases" in page


def test_a_case_of_a_table_is_as_it_was_there(admin_browser):
    job = taken_over(upload(admin_browser, TABLE))
    solved, pending = Ticket.objects.order_by("created_at")
    assert (job.status, counts(job), job.file.name) == ("done", (2, 0, 0, 3), "")
    # Written without a time zone: New York's, as the admin's is.
    assert (solved.created_at, solved.solved_at) == (datetime(2026, 3, 2, 19, tzinfo=UTC),) * 2
    assert (solved.status, solved.priority) == ("solved", "normal")
    assert (solved.requester.email, solved.requester.phone) == ("ann@buyers.test", "+15005552001")
    assert (pending.status, pending.priority, pending.waiting_since) == ("pending", "high", None)
    assert [entry.body for entry in solved.entries.all()] == [
        "SUMMER is refused",
        "Imported from old.csv (row 2). Its number there: 7.",
    ]


def test_an_open_case_is_promised_an_answer_from_now_on(admin_browser):
    before = datetime.now(UTC)
    taken_over(upload(admin_browser, "Subject,Email,Status,Created\nHelp,a@buyers.test,open,2025-01-02 10:00\n"))
    case = Ticket.objects.get()
    assert case.created_at.year == 2025
    assert case.waiting_since >= before
    assert case.reply_due_at > before


def test_the_same_file_twice_makes_no_case_twice(admin):
    taken_over(make.case_import(TABLE, by=admin))
    again = taken_over(make.case_import(TABLE, by=admin))
    assert counts(again) == (0, 0, 2, 3)
    assert Ticket.objects.count() == 2


def test_a_thread_of_a_mailbox_is_one_case(admin, tmp_path):
    box = a_mailbox(
        tmp_path,
        a_mail(1, sender="Ann Lee <ann@buyers.test>", subject="My code fails"),
        a_mail(3, sender="ann@buyers.test", answers="<2@desk.test>", text="Still refused"),
        a_mail(4, sender="ben@buyers.test", subject="Two seats"),
    )
    # Our answer came to the mailbox last, and names what it answers.
    reply = a_mail(2, sender="Desk <help@desk.test>", answers="<1@buyers.test>", to="ann@buyers.test")
    reply.replace_header("Message-ID", "<2@desk.test>")
    box = a_mailbox(tmp_path, reply)
    job = keep_import(SimpleUploadedFile("shared.mbox", box), by=admin)
    job.our_addresses = "@desk.test"
    job.save()
    taken_over(job)
    ann, ben = Ticket.objects.order_by("created_at")
    assert [(entry.kind, entry.body) for entry in ann.entries.all()[:3]] == [
        ("message", "Words of mail 1"),
        ("reply", "Words of mail 2"),
        ("message", "Still refused"),
    ]
    assert (ann.subject, str(ann.requester), ann.status) == ("My code fails", "Ann Lee", "closed")
    assert (ann.messages_count, ann.version, ann.last_words) == (2, 4, "Still refused")
    assert ben.requester.email == "ben@buyers.test"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_the_list_shows_the_last_words_of_a_case_of_several_rows(admin, order):
    rows = [f"7,Lost,words {day},ann@buyers.test,2026-03-0{day} 10:00\n" for day in (2, 3, 4)]
    content = "ID,Subject,Description,Email,Created at\n" + "".join(rows[number] for number in order)
    assert counts(taken_over(make.case_import(content, by=admin))) == (1, 2, 0, 0)
    ticket = Ticket.objects.get()
    assert (ticket.messages_count, ticket.last_words) == (3, "words 4")
    assert (ticket.contacted_at.day, ticket.active_at.day) == (4, 4)


def test_a_later_part_of_a_mailbox_continues_its_cases(admin, tmp_path):
    first = a_mail(1, sender="ann@buyers.test")
    taken_over(keep_import(SimpleUploadedFile("1.mbox", a_mailbox(tmp_path, first)), by=admin))
    second = a_mailbox(tmp_path, a_mail(2, sender="ann@buyers.test", answers="<1@buyers.test>"))
    again = taken_over(keep_import(SimpleUploadedFile("2.mbox", second), by=admin))
    assert counts(again) == (0, 1, 0, 0)
    ticket = Ticket.objects.get()
    assert ticket.entries.filter(kind=Entry.Kind.MESSAGE).count() == 2
    assert (ticket.messages_count, ticket.last_words) == (2, "Words of mail 2")


def test_a_mail_in_html_comes_in_as_its_words(admin, tmp_path):
    mail = a_mail(1, sender="ann@buyers.test")
    mail.set_content("<p>Code&nbsp;<b>SUMMER</b></p><script>alert(1)</script><p>fails &lt;3</p>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="ticket.pdf")
    taken_over(keep_import(SimpleUploadedFile("1.mbox", a_mailbox(tmp_path, mail)), by=admin))
    body = Entry.objects.filter(kind="message").get().body
    assert body == "Code\xa0SUMMER\nfails <3\n\nFiles that came with it: ticket.pdf"


def test_one_bad_mail_keeps_no_other_out(admin, tmp_path):
    box = a_mailbox(tmp_path, a_mail(1, sender="ann@buyers.test"))
    bad = b"From x\nFrom: =?utf-8?q?=00=FF?= <bad\xff@@>\nSubject: =?x-none?b?AAAA?=\nTo: \xff\n\n\xff\x00body\n\n"
    job = taken_over(keep_import(SimpleUploadedFile("1.mbox", bad + box), by=admin))
    assert counts(job) == (1, 0, 0, 1)
    assert job.problems.get().why.endswith(
        "holds no email address that the desk can write to. Mend the email, or take it out of the file."
    )


def test_a_worker_that_dies_in_the_middle_is_followed_by_another(admin, monkeypatch):
    monkeypatch.setattr(jobs, "STEP", 10)
    rows = "".join(f"Case {number},buyer{number}@buyers.test\n" for number in range(35))
    job = tried(make.case_import(f"Subject,Email\n{rows}", by=admin))
    run_import(job)
    steps, take_step = [], jobs._take_step

    def dies_after_two(*args):
        if len(steps) == 2:
            raise KeyboardInterrupt
        steps.append(args)
        return take_step(*args)

    monkeypatch.setattr(jobs, "_take_step", dies_after_two)
    with pytest.raises(KeyboardInterrupt):
        go_on_with_import(job.pk)
    monkeypatch.setattr(jobs, "_take_step", take_step)
    go_on_with_import(job.pk)  # at once: the dead worker's time is not over
    assert Ticket.objects.count() == 20
    jobs.sweep_imports(at=datetime.now(UTC) + timedelta(minutes=4))
    job.refresh_from_db()
    assert (job.status, job.position, job.made, Ticket.objects.count()) == ("done", 35, 35, 35)
    sweep_imports()
    assert Ticket.objects.count() == 35


def test_a_long_file_is_handed_on_before_the_task_s_time_is_over(admin, monkeypatch):
    monkeypatch.setattr(jobs, "STEP", 2)
    monkeypatch.setattr(jobs, "SHIFT", timedelta(seconds=-1))
    job = make.case_import("Subject\nOne\nTwo\nThree\n", by=admin)
    try_import(job)
    go_on_with_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.position, job.is_at_work) == ("checking", 2, True)
    go_on_with_import(job.pk)
    go_on_with_import(job.pk)
    job.refresh_from_db()
    assert (job.status, job.made) == ("checked", 3)


def test_stopping_keeps_what_was_taken_over_and_forgets_the_file(admin_browser, admin):
    job = tried(make.case_import(by=admin))
    storage, name = job.file.storage, job.file.name
    admin_browser.post(reverse("tickets:cancel_import", args=[job.pk]))
    job.refresh_from_db()
    assert (job.status, job.file.name) == ("cancelled", "")
    go_on_with_import(job.pk)
    assert not Ticket.objects.exists()
    assert storage.exists(name)  # until the commit, which this test never makes


def test_progress_is_shown_and_the_page_comes_anew_at_the_end(admin_browser, admin):
    job = make.case_import("Subject\nOne\nTwo\n", by=admin)
    try_import(job)
    address = reverse("tickets:import_progress", args=[job.pk])
    working = admin_browser.get(address)
    assert "Reading the file…" in working.content.decode()
    assert "HX-Refresh" not in working
    go_on_with_import(job.pk)
    assert admin_browser.get(address)["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file has no headings in its first row."),
        (b"Subject,Subject\nA,B\n", "Two columns are called “Subject”. Rename one of them."),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_once(admin_browser, content, why):
    answer = admin_browser.post(reverse("tickets:case_imports"), {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not CaseImport.objects.exists()


def test_a_table_without_a_text_is_not_tried_out(admin_browser):
    job = upload(admin_browser, "Email\na@buyers.test\n")
    answer = admin_browser.post(job.get_absolute_url(), {"email": "Email", "timezone": "UTC"})
    assert answer.status_code == 422
    assert "Say which column holds the subject or the first message." in answer.content.decode()


def test_a_spreadsheet_of_the_west_and_one_of_the_east_are_read(admin):
    west = "Subject;Name\nKarten für Zoë;Jörg\n".encode("cp1252")
    east = "Subject\tName\nチケット\t太郎\n".encode("utf-16")
    for content in (west, east):
        taken_over(keep_import(SimpleUploadedFile("x.csv", content), by=admin))
    assert set(Ticket.objects.values_list("subject", "requester__name")) == {
        ("Karten für Zoë", "Jörg"),
        ("チケット", "太郎"),
    }


def test_a_mailbox_without_our_addresses_or_with_wrong_ones_is_asked_about(admin_browser, tmp_path):
    job = upload(admin_browser, a_mailbox(tmp_path, a_mail(1, sender="ann@buyers.test")), name="shared.mbox")
    answer = admin_browser.post(job.get_absolute_url(), {"our_addresses": "help@desk.test nonsense"})
    assert answer.status_code == 422
    assert "“nonsense” is neither an address nor a domain like @desk.example." in answer.content.decode()
