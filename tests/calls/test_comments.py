"""Comments at a moment of a recording."""

import pytest
from django.urls import reverse

from calls.models import RecordingComment
from tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def recording():
    return make.recording(call=make.call(ticket=make.ticket()))


@pytest.fixture
def writer(client):
    agent = make.agent(name="Ana Silva")
    client.force_login(agent)
    return agent


def say(client, recording, body="Offers the refund at once.", second=42, **headers):
    address = reverse("calls:comments", args=[recording.pk])
    return client.post(address, {"body": body, "second": second}, headers=headers)


def test_a_comment_stands_at_its_moment_with_a_link_to_it(client, recording, writer):
    page = say(client, recording, **HTMX).content.decode()
    assert "Offers the refund at once." in page
    assert f"?t=42&amp;recording={recording.pk}#recording-{recording.pk}" in page
    whole = client.get(recording.call.get_absolute_url()).content.decode()
    assert "Offers the refund at once." in whole


def test_without_javascript_one_comes_back_to_the_recording(client, recording, writer):
    answer = say(client, recording)
    assert answer.headers["Location"] == f"{recording.call.get_absolute_url()}#recording-{recording.pk}"


@pytest.mark.parametrize(("body", "second"), [("", 1), ("Well", -1), ("Well", "soon"), ("x" * 2001, 1)])
def test_a_comment_needs_words_and_a_moment(client, recording, writer, body, second):
    assert say(client, recording, body, second, **HTMX).status_code == 422
    assert not RecordingComment.objects.exists()


def test_a_comment_after_the_end_is_at_the_end(client, recording, writer):
    say(client, recording, second=9999)
    assert RecordingComment.objects.get().second == 83


def test_only_the_writer_changes_it_or_takes_it_back(client, recording, writer):
    say(client, recording)
    comment = RecordingComment.objects.get()
    change, delete = reverse("calls:comment", args=[comment.pk]), reverse("calls:delete_comment", args=[comment.pk])
    client.force_login(make.agent())
    assert client.post(change, {"body": "Mine"}).status_code == 404
    assert client.post(delete).status_code == 404
    client.force_login(writer)
    assert "Offers a refund." in client.post(change, {"body": "Offers a refund."}, headers=HTMX).content.decode()
    comment.refresh_from_db()
    assert comment.edited_at
    client.post(delete)
    assert not RecordingComment.objects.exists()


def test_a_card_number_in_a_comment_is_not_kept_and_markup_is_text(client, recording, writer):
    say(client, recording, "He reads 4111 1111 1111 1111 <script>alert(1)</script>")
    assert "4111" not in RecordingComment.objects.get().body
    assert "<script>alert(1)" not in client.get(recording.call.get_absolute_url()).content.decode()
