"""Who may what on the help pages, signed: a link reads one case; to write, a browser shows that it got our mail.

There is no session here. A link gets about, in forwarded mails and in the history of a library's computer, so it reads
and no more. Who presses the button of a mail that we send to the address itself gets a cookie, and that one writes. It
is sent along by our own pages alone (SameSite), and each of these pages has a secret in its address or in its form, so
that no other page can press a button here.
"""

import secrets
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from tickets.cases.case_mails import FOLLOW, mark_of
from tickets.models import ContactPoint, Ticket

LINK_LASTS = 30 * 86_400
CONFIRMING_LASTS = 60 * 60
ADDING_LASTS = 24 * 60 * 60
COOKIE_LASTS = 30 * 86_400
FORM_LASTS = 24 * 60 * 60
"""Seconds."""
CONFIRM, ADD, COOKIE, FORM = (f"press4.help.{what}" for what in ("confirm", "add", "cookie", "form"))
MOST_ADDRESSES = 5
"""That one browser remembers."""


class Following:
    """What a link opens: a case as it was called when the mail was written, and the address that got the mail."""

    def __init__(self, ticket: Ticket, point: ContactPoint) -> None:
        self.ticket, self.point = ticket, point


def read_follow_token(token: str) -> Following | None:
    """None for a link that we did not make, that is too old, or whose address is not the requester's any more."""
    match _read(token, salt=FOLLOW, max_age=LINK_LASTS):
        case [int(ticket_id), int(point_id), str(mark)]:
            ticket = Ticket.objects.select_related("requester", "event__organizer", "merged_into").filter(pk=ticket_id)
            found, point = ticket.first(), _point(point_id, mark)
            if found and point and point.requester_id == found.requester_id:
                return Following(found, point)
    return None


def confirm_link(point: ContactPoint, ticket: Ticket | None) -> str:
    """Whose button lets a browser write in the name of this address, for an hour; then it shows the case, or all."""
    token = signing.dumps([point.pk, mark_of(point.value), ticket.pk if ticket else 0], salt=CONFIRM)
    return settings.PUBLIC_BASE_URL + reverse("help:confirm", args=[token])


def read_confirm_token(token: str) -> tuple[ContactPoint, Ticket | None] | None:
    match _read(token, salt=CONFIRM, max_age=CONFIRMING_LASTS):
        case [int(point_id), str(mark), int(ticket_id)]:
            if point := _point(point_id, mark):
                return point, Ticket.objects.filter(pk=ticket_id, requester=point.requester_id).first()
    return None


def add_link(ticket: Ticket, address: str) -> str:
    """Whose button adds the address to the requester of the case, for a day."""
    token = signing.dumps([ticket.pk, ticket.requester_id, address], salt=ADD)
    return settings.PUBLIC_BASE_URL + reverse("help:add_address", args=[token])


def read_add_token(token: str) -> tuple[Ticket, str] | None:
    match _read(token, salt=ADD, max_age=ADDING_LASTS):
        case [int(ticket_id), int(requester_id), str(address)]:
            # Of a case that was given to somebody else meanwhile the address is not theirs.
            found = Ticket.objects.select_related("requester").filter(pk=ticket_id, requester=requester_id).first()
            return (found, address) if found else None
    return None


def confirmed_points(request: HttpRequest) -> list[ContactPoint]:
    """The addresses whose mail this browser got within the last thirty days."""
    points = [_point(key, mark) for key, mark, _at in _remembered(request)]
    return [point for point in points if point]


def remember(response: HttpResponse, point: ContactPoint, *, request: HttpRequest, at: datetime) -> None:
    """This browser got the mail to the address."""
    others = [one for one in _remembered(request) if one[0] != point.pk]
    kept = [[point.pk, mark_of(point.value), int(at.timestamp())], *others][:MOST_ADDRESSES]
    response.set_cookie(
        settings.HELP_COOKIE_NAME,
        signing.dumps(kept, salt=COOKIE),
        max_age=COOKIE_LASTS,
        path="/help/",
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """For a computer that others use, too."""
    response.delete_cookie(settings.HELP_COOKIE_NAME, path="/help/", samesite="Lax")


def form_token(*of: object, at: datetime) -> str:
    """For one showing of a form: when, on which page, and a key that makes of two presses one."""
    return signing.dumps([int(at.timestamp()), new_key(), *map(str, of)], salt=FORM)


def new_key() -> str:
    return secrets.token_hex(8)


def read_form_token(token: str, *of: object, at: datetime) -> tuple[str, timedelta] | None:
    """The key, and how long ago the form was shown; None for that of another page, of yesterday, or of nobody."""
    match _read(token, salt=FORM, max_age=FORM_LASTS):
        case [int(shown), str(key), *page] if page == [*map(str, of)]:
            return key, at - datetime.fromtimestamp(shown, UTC)
    return None


def _remembered(request: HttpRequest) -> list[list[Any]]:
    """Key, mark and moment (seconds since the epoch) of each address, as long as it counts."""
    found = _read(request.COOKIES.get(settings.HELP_COOKIE_NAME, ""), salt=COOKIE, max_age=COOKIE_LASTS)
    since = time() - COOKIE_LASTS
    return [one for one in found if one[2] > since] if isinstance(found, list) else []


def _read(token: str, *, salt: str, max_age: int) -> object:
    try:
        return signing.loads(token, salt=salt, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _point(key: object, mark: object) -> ContactPoint | None:
    """The address, unless another one stands there by now."""
    if not isinstance(key, int) or not isinstance(mark, str):
        return None
    point = ContactPoint.objects.filter(pk=key, kind=ContactPoint.Kind.EMAIL).select_related("requester").first()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    is_same = point and any(constant_time_compare(mark_of(point.value, key=secret), mark) for secret in keys)
    return point if is_same else None
