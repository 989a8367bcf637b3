"""Notices that offer to take back what was just done."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.urls import reverse

UNDO = "undo:"


def offer_undo(request: HttpRequest, text: str, route: str, *args: object) -> None:
    """Say on the next page that it is done, with a button (key z) that POSTs to `route`."""
    messages.success(request, text, extra_tags=UNDO + reverse(route, args=args))


def undo_url(message: Message) -> str:
    """Where the button of a notice leads, or ""."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
