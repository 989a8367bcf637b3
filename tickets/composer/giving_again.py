"""Give a customer once more what works only once: a link or a file of a mail that was sent, or an offer."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.mail.inbox import read_guarded
from helpdesk.mail.reading.parts import FilePart
from tickets.cases import reply_to_requester
from tickets.cases.attachments import attach_file
from tickets.cases.entries import add_entry
from tickets.cases.snapshots import OF_REPLIES, take_snapshot
from tickets.composer.sending import HELD_FOR
from tickets.models import Entry, HeldReply, Offer, SentCopy, Ticket


@transaction.atomic
def give_again(
    ticket: Ticket,
    *,
    what: Offer | SentCopy,
    part: str = "",
    by: User,
    source_key: str,
    at: datetime | None = None,
) -> Entry:
    """Mail the customer the link or the way to the offer, or of a copy the `part`: one of its links, or a file's name.

    It leaves as each reply does, a moment later, and can be taken back until then; a line of its own on the timeline
    says what was given again. Raises ConflictError when there is nothing to give, what `reply_to_requester` raises,
    and ValidationError for a file that no mail may carry.
    """
    at = at or timezone.now()
    ticket.refresh_from_db()
    if sent_before := Entry.objects.filter(source_key=source_key).first():
        return sent_before
    before = take_snapshot(ticket, OF_REPLIES)
    with words_of_the_desk():
        body, keys = _words_of(ticket, what, part, by=by)
    entry = reply_to_requester(
        ticket,
        body=body,
        by=by,
        seen_version=ticket.version,
        source_key=source_key,
        attachments=keys,
        held_for=HELD_FOR,
        at=at,
    )
    words = {"what": what, "part": part or (what.link if isinstance(what, Offer) else "")}
    line = _("Gave “%(what)s” again: %(part)s") if words["part"] else _("Gave “%(what)s” again.")
    add_entry(
        ticket, kind=Entry.Kind.REMEDY, body=line % words, actor=by, source_key=f"{source_key}:again"[:100], at=at
    )
    ticket.refresh_from_db()
    HeldReply.objects.create(entry=entry, before=before, after=take_snapshot(ticket, OF_REPLIES))
    return entry


def files_of(copy: SentCopy) -> Sequence[FilePart]:
    """The files that came with a copy; none of one that was posted in parts. Raises UnreadableError."""
    if copy.received is None:
        return ()
    return [file for file in read_guarded(bytes(copy.received.raw)).files if file.name]


def _words_of(ticket: Ticket, what: Offer | SentCopy, part: str, *, by: User) -> tuple[str, list[int]]:
    """The text of the reply, and the keys of its files."""
    if isinstance(what, Offer):
        if not (what.link or what.how_again):
            raise ConflictError(
                _("“%(offer)s” has no link, and nobody wrote down how to give it again.") % {"offer": what}
            )
        hello = _("Here is “%(what)s” again:") % {"what": what}
        return "\n\n".join(filter(None, [hello, what.link, what.how_again])), []
    hello = _("Here is what we sent you as “%(what)s” again:") % {"what": what}
    if part in what.links:
        return f"{hello}\n\n{part}", []
    file = next((file for file in files_of(what) if file.name == part), None)
    if file is None:
        raise ConflictError(_("That is no link and no file of this email."))
    attached = attach_file(ticket, SimpleUploadedFile(file.name, file.content), by=by)
    return f"{hello} {attached.name}", [attached.pk]
