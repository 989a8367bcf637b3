"""What is written of a talk: no page takes away what another wrote, and what comes late is on the case all the same."""

from datetime import datetime

from django.utils.translation import gettext as _

from calls.models import Leg, Talk
from escalation.models import Disposition
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.text.set_aside import as_words, set_aside
from tickets.cases import add_entry
from tickets.models import Entry, Ticket


def locked_talk(leg: Leg, **defaults: object) -> Talk:
    """The talk of this phone, written with `defaults` when there is none yet."""
    talk, _is_new = Talk.objects.select_for_update().get_or_create(leg=leg, defaults=defaults)
    talk.leg = leg
    return talk


def write_notes(talk: Talk, *, notes: str, revision: int | None, at: datetime) -> None:
    """Put the notes of a page in, for whoever saves the talk. What another page wrote meanwhile is set aside."""
    text = redact_cards(notes)
    is_stale = revision != talk.revision
    # A stale page with nothing of its own: it sends twice, or its saving was overtaken by the next one.
    if text == talk.notes or (is_stale and as_words(text) in as_words(talk.notes)):
        return
    talk.set_aside = set_aside(talk.set_aside, talk.notes if is_stale else "", besides=text)
    talk.notes, talk.noted_at, talk.revision = text, at, talk.revision + 1


def finished_at(talk: Talk, at: datetime) -> datetime:
    """Not before the last saving, which may have been asked for later and done sooner: it is on the case, not late."""
    return max(at, talk.noted_at or at)


def unsaid(talk: Talk, ticket: Ticket, *, besides: str = "") -> str:
    """The texts of the talk that are neither on the case yet nor part of `besides`."""
    said = [besides]
    if talk.finished_at:
        since = ticket.survivor.entries.filter(actor=talk.user, occurred_at__gte=talk.leg.created_at)
        said += since.values_list("body", flat=True)
    texts = [text.strip() for text in (talk.notes, *talk.set_aside)]
    return "\n\n".join(text for text in texts if text and not any(as_words(text) in as_words(one) for one in said))


def put_on_case(
    talk: Talk, ticket: Ticket, *, disposition: Disposition | None = None, besides: str = "", at: datetime
) -> None:
    """Add as a note what the case does not say yet: the outcome, and the texts."""
    outcome = "" if disposition == talk.disposition else str(disposition or "")
    body = "\n\n".join(filter(None, (outcome, unsaid(talk, ticket, besides=besides))))
    if body:
        # What comes after the first note is compared with it, under the lock, and needs no key.
        key = None if talk.finished_at else f"talk:{talk.pk}"
        add_entry(ticket, kind=Entry.Kind.NOTE, body=body, actor=talk.user, at=at, source_key=key)


def outcome_before(talk: Talk, disposition: Disposition | None) -> str:
    """What to tell whoever chose another outcome than the one that holds; mostly ""."""
    if disposition is None or talk.disposition in {None, disposition}:
        return ""
    words = _(
        "The outcome of this call was recorded before: “%(outcome)s”. What you entered now is a note on the case."
    )
    return words % {"outcome": talk.said}
