"""Files: into the composer, along with the mail, onto the timeline, and never as something that runs."""

import gc
import io
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tests import make
from tickets.cases.attachments import KEPT_FOR, LARGEST, MOST, clean_name, sweep_attachments
from tickets.cases.timeline import read_part
from tickets.models import Attachment, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def file(name="seats.pdf", body=b"%PDF seats"):
    return SimpleUploadedFile(name, body)


def attach(browser, ticket, *files, htmx=True):
    headers = {"HX-Request": "true"} if htmx else {}
    return browser.post(f"/tickets/{ticket.pk}/attachments/", {"files": files or [file()]}, headers=headers)


def send(browser, ticket, **fields):
    ticket.refresh_from_db()
    standing = {"mode": "reply", "body": "Here.", "version": ticket.version, "revision": 0, "key": str(uuid.uuid4())}
    return browser.post(f"/tickets/{ticket.pk}/write/", standing | fields)


def test_an_upload_waits_in_the_composer_of_whoever_uploaded_it(browser, agent, team):
    ticket, colleague = make.ticket(), Client()
    colleague.force_login(make.agent(teams=[team]))
    assert "seats.pdf" in attach(browser, ticket).content.decode()

    row = Attachment.objects.get()
    assert (row.size, row.uploaded_by, row.entry) == (10, agent, None)
    assert "seats.pdf" in browser.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "seats.pdf" not in colleague.get(f"/tickets/{ticket.pk}/").content.decode()
    assert colleague.get(f"/tickets/attachments/{row.pk}/").status_code == 404


@pytest.mark.parametrize("mode", ["reply", "note"])
def test_it_goes_with_what_is_sent_and_stands_on_the_timeline(browser, mode):
    ticket = make.ticket()
    attach(browser, ticket)
    row = Attachment.objects.get()
    send(browser, ticket, mode=mode, attachments=[row.pk])

    row.refresh_from_db()
    assert row.entry.kind == mode
    page = browser.get(f"/tickets/{ticket.pk}/")
    assert list(page.context["attached"]) == []
    assert f"/tickets/attachments/{row.pk}/" in page.content.decode()


def test_the_mail_carries_it(browser):
    ticket = make.ticket()
    attach(browser, ticket, file("Plätze.pdf"))
    send(browser, ticket, attachments=[Attachment.objects.get().pk])

    mail = message_from_bytes(bytes(OutboundMessage.objects.get().raw), policy=default)
    (part,) = mail.iter_attachments()
    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (
        "Plätze.pdf",
        "application/pdf",
        b"%PDF seats",
    )
    assert "Here." in mail.get_body(("html",)).get_content()


def test_without_javascript_the_chosen_files_leave_with_the_form(browser):
    ticket = make.ticket()
    send(browser, ticket, files=[file()])
    assert ticket.entries.get(kind="reply").attachments.count() == 1


def test_it_is_only_ever_saved(browser):
    ticket = make.ticket()
    attach(browser, ticket, file("größe 1.txt", b"<script>alert(1)</script>"))
    answer = browser.get(f"/tickets/attachments/{Attachment.objects.get().pk}/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''gr%C3%B6%C3%9Fe%201.txt")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "x/unheard-of"]
)
def test_whatever_a_file_says_that_it_is_no_browser_shows_it(browser, agent, kind):
    """So that no list of endings need know them all."""
    file = make.attachment(make.ticket(), name=f"page.{kind[-4:]}", content_type=kind, uploaded_by=agent)
    answer = browser.get(f"/tickets/attachments/{file.pk}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    answer.file_on_loop.close()


def test_a_file_of_a_case_of_another_team_is_not_found(browser, agent):
    others = make.ticket(team=make.team(), assignee=agent)
    attach(browser, others)
    type(others).objects.update(assignee=None)
    row = Attachment.objects.get()
    for address in (f"/tickets/attachments/{row.pk}/", f"/tickets/{others.pk}/attachments/"):
        assert browser.get(address).status_code in {404, 405}
    assert attach(browser, others).status_code == 404
    assert browser.post(f"/tickets/attachments/{row.pk}/remove/").status_code == 404


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (("virus.EXE", b"x"), "could run"),
        (("page.html", b"x"), "could run"),
        (("empty.pdf", b""), "is empty"),
        (("film.mp4", b"x" * (LARGEST + 1)), "Send a link instead"),
    ],
)
def test_what_cannot_go_says_why_and_the_others_stay(browser, refused, why):
    ticket = make.ticket()
    answer = attach(browser, ticket, file(), file(*refused))
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert [row.name for row in Attachment.objects.all()] == ["seats.pdf"]


def test_a_mail_has_room_for_so_many_files(browser):
    ticket = make.ticket()
    answer = attach(browser, ticket, *[file() for _ in range(MOST + 1)])
    assert "one too many" in answer.content.decode()
    assert Attachment.objects.count() == MOST


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.pdf", "a.pdf"),
        ("photo\u202egpj.exe.pdf", "photogpj.exe.pdf"),
        ('a"b\r\nX-Evil: 1.pdf', "a b X-Evil 1.pdf"),
        ("...", "file"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_only_a_name(given, kept):
    assert clean_name(given) == kept


def test_it_is_removed_before_the_sending_and_its_file_with_it(browser, folder, django_capture_on_commit_callbacks):
    ticket = make.ticket()
    attach(browser, ticket)
    row = Attachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/tickets/attachments/{row.pk}/remove/", headers={"HX-Request": "true"})
    assert not Attachment.objects.exists()
    assert list((folder / "attachments").iterdir()) == []


def test_what_was_removed_elsewhere_stops_the_sending(browser):
    ticket = make.ticket()
    answer = send(browser, ticket, attachments=[4711])
    assert answer.status_code == 409
    assert "removed or sent meanwhile" in answer.content.decode()
    assert not OutboundMessage.objects.exists()


def test_what_was_sent_is_not_removed_any_more(browser):
    ticket = make.ticket()
    attach(browser, ticket)
    row = Attachment.objects.get()
    send(browser, ticket, attachments=[row.pk])
    assert browser.post(f"/tickets/attachments/{row.pk}/remove/").status_code == 404
    assert Attachment.objects.exists()


def test_a_file_that_the_disk_has_lost_stops_the_sending(browser, folder):
    ticket = make.ticket()
    attach(browser, ticket)
    row = Attachment.objects.get()
    (folder / row.file.name).unlink()
    answer = send(browser, ticket, attachments=[row.pk])
    assert (answer.status_code, ticket.entries.filter(kind="reply").count()) == (409, 0)
    assert "seats.pdf is not on our disk any more" in answer.content.decode()
    assert browser.post(f"/tickets/attachments/{row.pk}/remove/").status_code < 400
    assert not Attachment.objects.exists()


def test_no_file_stays_open_after_the_sending(browser):
    ticket = make.ticket()
    attach(browser, ticket)
    send(browser, ticket, attachments=[Attachment.objects.get().pk])
    gc.collect()  # what nobody closed is warned of now, and a warning fails the test


def test_taking_the_reply_back_puts_its_files_into_the_composer(browser):
    ticket = make.ticket()
    attach(browser, ticket)
    row = Attachment.objects.get()
    send(browser, ticket, attachments=[row.pk])
    entry = ticket.entries.get(kind="reply")
    page = browser.post(f"/tickets/entries/{entry.pk}/take-back/", follow=True)
    assert list(page.context["attached"]) == [row]
    send(browser, ticket, attachments=[row.pk])
    assert ticket.entries.get(kind="reply").attachments.get() == row


def test_what_nobody_sent_is_swept_with_its_file(browser, folder, django_capture_on_commit_callbacks):
    ticket = make.ticket()
    attach(browser, ticket, file("old.pdf"), file("new.pdf"), file("sent.pdf"))
    old, _new, sent = Attachment.objects.order_by("pk")
    send(browser, ticket, attachments=[sent.pk])
    now = timezone.now()
    Attachment.objects.filter(pk__in=[old.pk, sent.pk]).update(created_at=now - KEPT_FOR - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_attachments(at=now) == 1
    assert [row.name for row in Attachment.objects.all()] == ["new.pdf", "sent.pdf"]
    assert len(list((folder / "attachments").iterdir())) == 2


def test_a_file_that_no_row_names_is_swept(folder):
    (folder / "attachments").mkdir()
    (folder / "attachments" / "stray").write_bytes(io.BytesIO(b"x").getvalue())
    sweep_attachments(at=timezone.now() + timedelta(hours=1))
    assert len(list((folder / "attachments").iterdir())) == 1
    sweep_attachments(at=timezone.now() + timedelta(days=2))
    assert list((folder / "attachments").iterdir()) == []


def test_twenty_files_cost_the_queries_of_one(django_assert_num_queries, agent):
    ticket = make.ticket()
    for number in range(20):
        entry = Entry.objects.create(ticket=ticket, kind="note", occurred_at=timezone.now())
        Attachment.objects.create(ticket=ticket, entry=entry, name=f"{number}.pdf", size=1, created_at=timezone.now())
    with django_assert_num_queries(2):
        assert sum(len(entry.attachments.all()) for entry in read_part(ticket).entries) == 20
