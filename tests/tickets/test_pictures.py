"""Pictures in the text of a reply: shown on the page and in the mail, and no file that only says it is one."""

import re

import pytest
from django.urls import reverse

from helpdesk.lib.text.markdown import MOST_PICTURES, to_html
from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import send_message
from tests import make
from tests.mail_server import mail_server
from tests.tickets.test_write import form
from tickets.cases import add_note

pytestmark = pytest.mark.django_db


def test_a_pasted_picture_stands_in_the_mail_and_on_the_page(browser, agent):
    ticket = make.ticket()
    picture = make.attachment(ticket, uploaded_by=agent, name="map.png", content_type="image/png", body=make.PIXEL)
    plan = make.attachment(ticket, uploaded_by=agent)
    body = f"Here: ![The map](attachment:{picture.pk}) and ![no picture](attachment:{plan.pk})"
    preview = browser.post(reverse("tickets:preview"), {"body": body}).content.decode()
    assert f'<img src="{reverse("tickets:picture", args=[picture.pk])}" alt="The map" loading="lazy">' in preview
    said = form(ticket, body=body, attachments=[picture.pk, plan.pk])
    assert browser.post(f"/tickets/{ticket.pk}/write/", said).status_code == 302

    message = OutboundMessage.objects.get()
    with mail_server() as server:
        send_message(message.pk, at=message.due_at)
    (received,) = server.received
    mail = received.message
    html = mail.get_body(("html",)).get_content()
    (shown,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert f'<img src="cid:{shown["Content-ID"].strip("<>")}" alt="The map">' in html
    assert shown.get_content() == make.PIXEL
    # RFC 2387, section 3.1: the type of the part that is shown; RFC 2045, section 7: an id like no other in the world.
    (related,) = [part for part in mail.walk() if part.get_content_type() == "multipart/related"]
    assert related.get_param("type") == "text/html"
    assert shown["Content-ID"].endswith(f"@{mail['Message-ID'].strip('<>').rpartition('@')[2]}>")
    assert shown["Content-ID"] != mail["Message-ID"]
    assert "no picture" in html
    assert "Here: [The map] and [no picture]" in mail.get_body(("plain",)).get_content()
    assert [part.get_filename() for part in mail.iter_attachments()] == ["seats.pdf"]
    assert "data:image/png;base64," in browser.get(reverse("tickets:sent_html", args=[message.pk])).content.decode()

    answer = browser.get(reverse("tickets:picture", args=[picture.pk]))
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("image/png", make.PIXEL)
    assert browser.get(reverse("tickets:picture", args=[plan.pk])).status_code == 404


@pytest.mark.parametrize(
    "text",
    ["![x](http://spy.test/1.png)", "![x](attachment:1)", '![x" onerror="y](attachment:1)', "![x](attachment:-1)"],
)
def test_no_picture_of_another_site_is_shown(text):
    assert "<img" not in to_html(text)
    assert 'src="http' not in to_html(text, lambda key: f"/{key}/")
    assert 'onerror="' not in to_html(text, lambda key: f"/{key}/")


def test_a_text_full_of_pictures_asks_for_a_few_and_names_the_others(browser):
    ticket = make.ticket()
    often = "".join(f"![one](attachment:{key % 19})" for key in range(100))
    add_note(ticket, body=often + "".join(f"![seat {key}](attachment:{key})" for key in range(500)), by=make.agent())
    page = browser.get(ticket.get_absolute_url()).content.decode()
    asked = set(re.findall(r'<img src="(/tickets/attachments/\d+/picture/)"', page))
    assert (len(asked), "seat 499" in page) == (MOST_PICTURES, True)
