"""What a buyer does on the help pages, in a browser of the test's own: opens links of mails, and presses buttons."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import time_machine
from django.test import Client
from django.utils import timezone

from helpdesk.mail.models import OutboundMessage
from tickets.cases.case_mails import follow_token
from tickets.models import Ticket
from tickets.portal.requests import answer_link_requests

HIDDEN = re.compile(r'name="form" value="([^"]+)"')


def visitor(**headers: str) -> Client:
    """Without a session; a form that needed Django's token would be refused."""
    return Client(enforce_csrf_checks=True, **headers)


def link_to(ticket: Ticket) -> str:
    """The page of the case, as a mail to its requester names it."""
    point = ticket.requester.contact_points.filter(kind="email", claim="").first()
    return f"/help/case/{follow_token(ticket, point)}/"


def link_in(mail: OutboundMessage) -> str:
    """The path of the first link to a help page in a mail."""
    return urlsplit(re.search(r"http://testserver/help/\S+", mail.text)[0]).path


def newest_mail(to: str) -> OutboundMessage:
    return OutboundMessage.objects.filter(to_address=to).latest("pk")


def shown_form(client: Client, path: str) -> str:
    """The hidden value of the forms of a page, which was opened a minute ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        return HIDDEN.search(client.get(path).content.decode())[1]


def confirmed(client: Client, ticket: Ticket) -> Client:
    """The browser of somebody who pressed the button of the mail that confirms the address."""
    client.post(link_to(ticket), {"act": "confirm"})
    answer_link_requests()
    answer = client.post(link_in(newest_mail(ticket.requester.email)))
    assert answer.status_code == 303
    return client


def act(client: Client, ticket: Ticket, name: str, **data: object) -> object:
    """Press a button on the page of the case."""
    path = link_to(ticket)
    return client.post(path, {"form": shown_form(client, path), "act": name, **data})
