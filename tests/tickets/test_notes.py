"""Own notes are mended and deleted; what they said before is for managers."""

import pytest
from django.urls import reverse

from tests import make
from tests.tickets.test_write import form
from tickets.cases import add_note
from tickets.models import Attachment, Entry, Mention

pytestmark = pytest.mark.django_db
KEY = {"key": "00000000-0000-4000-8000-000000000004"}


@pytest.fixture
def note(agent):
    return add_note(make.ticket(), body="Seat 12, I think.", by=agent)


def page_of(client, note):
    return client.get(note.ticket.get_absolute_url()).content.decode()


def test_a_note_is_mended_and_its_author_and_managers_see_what_it_said(browser, client, desk, note):
    ben = make.agent(name="Ben Adeyemi")
    url = reverse("tickets:edit_note", args=[note.pk])
    assert "Seat 12, I think." in browser.get(url).content.decode()
    assert browser.post(url, KEY | {"body": " "}).status_code == 422
    for _twice in range(2):
        assert browser.post(url, KEY | {"body": "Seat 14. @Ben Adeyemi", "version": 0}).status_code == 302
    note.refresh_from_db()
    assert (note.body, note.versions.get().body) == ("Seat 14. @Ben Adeyemi", "Seat 12, I think.")
    assert Mention.objects.get().user == ben
    versions = reverse("tickets:note_versions", args=[note.pk])
    page = page_of(browser, note)
    assert "edited" in page
    for person in (browser, desk):
        assert versions in page_of(person, note)
        assert "Seat 12, I think." in person.get(versions).content.decode()
    client.force_login(ben)
    assert (versions in page_of(client, note), client.get(versions).status_code) == (False, 404)
    assert desk.post(url, KEY | {"body": "Mine now."}).status_code == 404


def test_a_deleted_note_leaves_a_line_and_its_files_are_for_managers(browser, client, desk, agent, note):
    plan = make.attachment(note.ticket, uploaded_by=agent)
    said = form(note.ticket, mode="note", body="See the plan.", attachments=plan.pk)
    browser.post(reverse("tickets:write", args=[note.ticket_id]), said)
    secret = Entry.objects.get(body="See the plan.")
    attachment = Attachment.objects.get(entry=secret)
    assert browser.post(reverse("tickets:delete_note", args=[secret.pk])).status_code == 302
    again = browser.post(reverse("tickets:delete_note", args=[secret.pk]), follow=True)
    assert "This note was deleted." in again.content.decode()
    page = page_of(browser, note)
    assert ("Deleted a note." in page, "See the plan." in page) == (True, False)
    client.force_login(make.agent())
    assert client.get(reverse("tickets:attachment", args=[attachment.pk])).status_code == 404

    assert "See the plan." in desk.get(reverse("tickets:note_versions", args=[secret.pk])).content.decode()
    assert desk.get(reverse("tickets:attachment", args=[attachment.pk])).status_code == 200


def test_a_colleague_who_may_not_see_the_case_is_not_named_in_an_edited_note(browser, agent, team):
    make.agent(name="Ben Adeyemi")
    note = add_note(make.ticket(team=team), body="Seat 12.", by=agent)
    answer = browser.post(
        reverse("tickets:edit_note", args=[note.pk]), KEY | {"body": "@Ben Adeyemi look", "version": 0}
    )
    assert (answer.status_code, "cannot see" in answer.content.decode()) == (409, True)
    note.refresh_from_db()
    assert note.body == "Seat 12."


def test_a_note_that_was_edited_in_another_window_is_not_overwritten_unread(browser, note):
    url = reverse("tickets:edit_note", args=[note.pk])
    said = KEY | {"version": 0}
    browser.post(url, said | {"body": "Seat 14."})
    answer = browser.post(url, said | {"body": "Seat 15."})
    page = answer.content.decode()
    assert (answer.status_code, "Seat 14." in page, "Seat 15.</textarea>" in page) == (409, True, True)
    note.refresh_from_db()
    assert note.body == "Seat 14."

    assert browser.post(url, said | {"body": "Seat 15.", "version": 1}).status_code == 302
    note.refresh_from_db()
    assert note.body == "Seat 15."
    assert 'name="version" value="2"' in browser.get(url).content.decode()


def test_who_edits_a_note_that_was_deleted_elsewhere_is_told_and_keeps_the_text(browser, note):
    url = reverse("tickets:edit_note", args=[note.pk])
    browser.post(reverse("tickets:delete_note", args=[note.pk]))
    answer = browser.post(url, KEY | {"body": "Seat 14.", "version": 0})
    page = answer.content.decode()
    assert (answer.status_code, "This note was deleted." in page, "Seat 14.</textarea>" in page) == (409, True, True)
    assert "Save note" not in page
    assert "This note was deleted." in browser.get(url, follow=True).content.decode()
