"""Programs of shops post what they sent; any program may ask whether we sent something."""

import base64

import pytest
from django.urls import reverse

from helpdesk.accounts.services import create_token
from helpdesk.mail.models import InboundMessage
from tests import make
from tests.mail.writing import letter
from tests.permissions.objects import with_second_step
from tickets.models import CopyDay, CopySource, SentCopy, Ticket

pytestmark = pytest.mark.django_db

ALBUM = {
    "source": "Lantern Row",
    "external_id": "mail-7",
    "message_id": "<album@lantern.test>",
    "to": ["Ann@Buyers.test"],
    "sender": "shop@lantern.test",
    "subject": "Your free album",
    "sent_at": "2026-11-02T10:00:00Z",
    "html": '<p>Your <a href="https://lantern.test/album/BRASS20?utm_source=mail">album</a> Harbor Lights</p>',
}


def post(client, name: str, body: dict, *, by=None):
    headers = {"Authorization": f"Bearer {create_token(by or with_second_step(make.manager()), name='Shop')[1]}"}
    return client.post(reverse(f"v1:{name}"), body, content_type="application/json", headers=headers)


def test_a_mail_in_parts_is_kept_once(client):
    first, second = post(client, "sent-list", ALBUM), post(client, "sent-list", ALBUM | {"subject": "Changed"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    copy = SentCopy.objects.get()
    assert copy.recipients == ["ann@buyers.test"]
    assert copy.links == ["https://lantern.test/album/BRASS20?utm_source=mail"]
    assert "album" in copy.text
    assert (copy.source.name, copy.source.door) == ("Lantern Row", CopySource.Door.API)
    assert CopyDay.objects.get().number == 1


def test_a_whole_mail_keeps_its_bytes_and_opens_no_case(client):
    raw = letter(sender="shop@lantern.test", to="ann@buyers.test", subject="Album", text="Harbor Lights").as_bytes()
    body = {"source": "Lantern Row", "raw": base64.b64encode(raw).decode()}
    assert [post(client, "sent-list", body).status_code for _time in range(2)] == [201, 200]
    copy = SentCopy.objects.get()
    assert bytes(copy.received.raw) == raw
    assert set(InboundMessage.objects.values_list("status", flat=True)) == {"set_aside"}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": []},
        {"sent_at": None},
        {"html": ""},
        {"raw": "no base64!"},
        {"source": ""},
        {"unknown": 1},
    ],
)
def test_what_is_missing_is_named(client, wrong):
    body = {name: value for name, value in (ALBUM | wrong).items() if value is not None}
    answer = post(client, "sent-list", body)
    assert answer.status_code == 400
    assert not SentCopy.objects.exists()


def test_an_agent_may_ask_and_not_say_what_we_sent(client):
    agent = make.agent()
    assert post(client, "sent-list", ALBUM, by=agent).status_code == 403
    post(client, "sent-list", ALBUM)
    answer = post(client, "sent-check", {"link": "https://lantern.test/album/BRASS20"}, by=agent).json()
    assert answer["answer"] == "ours"
    assert answer["copies"][0]["message_id"] == "<album@lantern.test>"
    nothing = post(client, "sent-check", {"message_id": "<other@lantern.test>"}, by=agent).json()
    assert nothing["answer"] == "no_trace"
    assert [row["name"] for row in nothing["sources"]] == ["This desk", "Lantern Row"]
    assert post(client, "sent-check", {}, by=agent).status_code == 400


def test_offers_are_listed_to_who_sees_their_event(client):
    team = make.team()
    offer = make.offer(event=make.event(organizer=make.organizer(team=team)))
    for person, found in ((make.agent(teams=[team]), [offer.pk]), (make.agent(), [])):
        headers = {"Authorization": f"Bearer {create_token(person, name='Shop')[1]}"}
        rows = client.get(reverse("v1:offer-list"), headers=headers).json()["results"]
        assert [row["id"] for row in rows] == found
