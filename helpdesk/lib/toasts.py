"""Notices that offer to take back what was just done, or to go on with something."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.urls import reverse

UNDO = "undo:"
LINK = "link:"


def offer_undo(request: HttpRequest, text: str, route: str, *args: object, query: str = "") -> None:
    """Say on the next page that it is done, with a button (key z) that POSTs to `route`, with `query` behind it.

    It stays for some seconds, also on the pages that the person goes on to meanwhile (static/press4/toasts.js).
    """
    messages.success(request, text, extra_tags=UNDO + reverse(route, args=args) + (f"?{query}" if query else ""))


def offer_link(request: HttpRequest, text: str, url: str) -> None:
    """Say something on the next page, with a link to where it can be done."""
    messages.info(request, text, extra_tags=LINK + url)


def undo_url(message: Message) -> str:
    """Where the button of a notice leads, or ""."""
    return _tagged(message, UNDO)


def link_url(message: Message) -> str:
    """Where the link of a notice leads, or ""."""
    return _tagged(message, LINK)


def _tagged(message: Message, kind: str) -> str:
    tags = message.extra_tags or ""
    return tags.removeprefix(kind) if tags.startswith(kind) else ""
