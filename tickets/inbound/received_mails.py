"""Received mails: those that a person may see, and showing one without letting it do anything."""

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import partial

import nh3
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.sealed_pages import sealed_page
from helpdesk.mail.inbox import Reading, guarded
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.errors import UnreadableError
from helpdesk.mail.reading.parts import FilePart
from tickets.cases.attachments import PICTURES
from tickets.models import Entry, Ticket

SCHEMES = {"http", "https", "mailto", "tel", "cid"}
SHOWN_TAGS = nh3.ALLOWED_TAGS | {"style", "font", "center"}
SHOWS_PICTURE = re.compile(r'src="cid:([^"]{1,300})"')
MOST_PICTURES = 5 * 1024 * 1024
"""Bytes of pictures that are put into the page."""
LONGEST_PAGE = 5 * 1024 * 1024
"""Characters."""


def received_visible_to(user: User) -> QuerySet[InboundMessage]:
    """Managers see every mail; an agent those on the timelines of visible cases, and what others sent in our name: who
    is asked "did you send me this?" must be able to look."""
    mails = InboundMessage.objects.defer("raw")
    if user.is_manager:
        return mails
    theirs = Entry.objects.filter(received=OuterRef("pk"), ticket__in=Ticket.objects.visible_to(user))
    return mails.filter(Exists(theirs) | Q(sent_copy__isnull=False))


def received_page(reading: Reading, *, with_remote_pictures: bool) -> HttpResponse:
    """The mail as its author made it."""
    return cleaned_page(reading.html, reading.files, with_remote_pictures=with_remote_pictures)


def cleaned_page(html: str, files: Sequence[FilePart], *, with_remote_pictures: bool) -> HttpResponse:
    """The HTML of a mail, cleaned, with the pictures that came with it. Others are asked for only when somebody wants
    to see them: asking tells the sender that the mail was read, when and where."""
    try:
        html = guarded(partial(clean, html))
    except UnreadableError as error:
        html = escape(str(error))
    pictures, size = {}, 0
    for file in files:
        kind = next((kind for sign, kind in PICTURES.items() if file.content.startswith(sign)), "")
        size += len(file.content)
        if file.content_id and kind and size <= MOST_PICTURES:
            pictures[file.content_id] = f"data:{kind};base64,{b64encode(file.content).decode()}"
    # Each picture once: a mail that shows one a thousand times would make a page of gigabytes.
    html = SHOWS_PICTURE.sub(lambda found: f'src="{pictures.pop(found[1], "")}"', html)
    page = f'<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><body>{html}</body>'
    return sealed_page(page, with_remote_pictures=with_remote_pictures, opens_links=True)


def clean(html: str) -> str:
    """Raises UnreadableError when more comes out than anybody reads: what is formatted and never closed begins anew in
    each paragraph (HTML, section 13.2.4.3), so that few lines become gigabytes."""
    cleaned = nh3.clean(
        html,
        tags=SHOWN_TAGS - {"style"},
        clean_content_tags={"script", "style", "title"},
        attributes={"*": {"style", "dir", "lang", "align", "valign", "bgcolor", "color", "width", "height", "border"}}
        | {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
        attribute_filter=_whole_address,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    if len(cleaned) > LONGEST_PAGE:
        raise UnreadableError(_("It is built in a way that the desk cannot read."))
    return cleaned


def _whole_address(_tag: str, name: str, value: str) -> str | None:
    """A mail has no address of its own to which another could be relative: it would lead into the desk."""
    return value if name not in {"src", "href"} or ":" in value else None
