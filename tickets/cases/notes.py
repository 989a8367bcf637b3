"""Own notes, mended and taken away: what they said before is kept for their author and the managers."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.redaction import redact_cards
from tickets.cases.mentions import mention_people, people_named_in
from tickets.models import Entry, NoteVersion


class NoteChangedError(ConflictError):
    """The note was edited since its text was read."""


@transaction.atomic
def edit_note(note: Entry, *, body: str, by: User, seen_version: int | None, at: datetime | None = None) -> None:
    """Write a note anew, once per text. Whoever is named in it now, and was not before, is called upon.

    `seen_version` is the version that was read when the new text was begun. Raises NoteChangedError when there is
    another one, ConflictError when the note was deleted meanwhile, and MentionError.
    """
    at, note = at or timezone.now(), _locked(note)
    body = redact_cards(body)
    if body == note.body:
        return
    if seen_version != note.version:
        raise NoteChangedError(
            _("This note was edited in another window meanwhile. Saving now replaces what it says there.")
        )
    people = people_named_in(body, on=note.ticket)
    _keep_version(note, at=at)
    Entry.objects.filter(pk=note.pk).update(body=body, edited_at=at)
    mention_people(note, people=people, by=by)
    announce(LiveChannel.TICKET.of(note.ticket_id))


@transaction.atomic
def delete_note(note: Entry, *, at: datetime | None = None) -> None:
    """A note is gone, but for a line that says so and its versions. Raises ConflictError the second time."""
    at, note = at or timezone.now(), _locked(note)
    _keep_version(note, at=at)
    note.mentions.filter(seen_at=None).delete()
    words = _("Deleted a note.")
    Entry.objects.filter(pk=note.pk).update(kind=Entry.Kind.STATUS, body=words, edited_at=at)
    announce(LiveChannel.TICKET.of(note.ticket_id))


def _locked(note: Entry) -> Entry:
    note = locked(note, "ticket")
    if not note.is_note:
        raise ConflictError(_("This note was deleted."))
    return note


def _keep_version(note: Entry, *, at: datetime) -> None:
    NoteVersion.objects.create(entry=note, body=note.body, replaced_at=at)
