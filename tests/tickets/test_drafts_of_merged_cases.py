"""What is being written on a case that is merged meanwhile is found on the case where it goes on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.carts.test_races import at_once
from tests.tickets.test_drafts import save, shown, typed
from tickets.composer import save_draft
from tickets.merging import merge_tickets
from tickets.models import Attachment, Draft, Ticket

pytestmark = pytest.mark.django_db
WORDS = "The hall moves you to row 9."


@pytest.fixture
def merged(agent):
    """A case whose page is still open, and the one that it was merged into."""
    source, into = make.ticket(), make.ticket()
    merge_tickets(source, into=into, by=agent)
    return source, into


def test_a_saving_from_the_page_of_a_merged_case_stands_in_the_composer_of_the_other(browser, merged):
    source, into = merged
    assert "Saved" in save(browser, source, WORDS).content.decode()
    assert shown(browser, into)["body"].value() == WORDS
    assert "Something came in since" in browser.get(into.get_absolute_url()).content.decode()


@pytest.mark.parametrize("door", ["write", "schedule"])
def test_a_reply_that_the_merge_stopped_is_a_draft_of_the_other_case(browser, merged, door):
    source, into = merged
    answer = browser.post(reverse(f"tickets:{door}", args=[source.pk]), typed(source, WORDS, until="tomorrow"))
    assert answer.status_code == 409
    into.refresh_from_db()
    assert answer.context["composer"]["version"].value() == into.version
    assert shown(browser, into)["body"].value() == WORDS


def test_a_file_from_the_page_of_a_merged_case_stands_in_the_composer_of_the_other(browser, merged):
    source, into = merged
    plan = SimpleUploadedFile("seats.pdf", b"%PDF two seats")
    browser.post(reverse("tickets:attach", args=[source.pk]), {"files": plan})
    assert Attachment.objects.get().ticket == into


def test_whoever_writes_on_both_pages_after_the_merge_is_offered_the_other_text(browser, agent):
    source, into = make.ticket(), make.ticket()
    save(browser, source, "On the first page")
    save(browser, into, "On the second page")
    merge_tickets(source, into=into, by=agent)
    save(browser, source, WORDS, revision=1)
    draft = Draft.objects.get(ticket=into)
    assert (draft.body, set(draft.set_aside)) == (WORDS, {"On the first page", "On the second page"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begun", ["nowhere", "here", "on both"])
@pytest.mark.parametrize("again", range(3))
def test_a_saving_and_a_merge_at_one_moment_lose_no_text(begun, again):
    agent, source, into = make.agent(), make.ticket(), make.ticket()
    for case in {"nowhere": (), "here": (source,), "on both": (source, into)}[begun]:
        Draft.objects.create(ticket=case, agent=agent, body="Dear Ann", saved_at=timezone.now())
    read_before = Ticket.objects.get(pk=source.pk)
    written = Draft(ticket=read_before, agent=agent, body=WORDS, revision=0)
    at_once(lambda: merge_tickets(source, into=into, by=agent), lambda: save_draft(written, form_key=f"form:{again}"))
    draft = Draft.objects.get(ticket=into)
    assert WORDS in [draft.body, *draft.set_aside]
