"""Drafts: autosave what an agent writes, whatever happens to the page."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.lib.locking import lock_row, locked
from helpdesk.lib.moments import words_of_the_desk
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.text.set_aside import as_words, set_aside
from helpdesk.mail.models import OutboundMessage
from tickets.cases.case_mails import case_mark
from tickets.merging.merge_hooks import Memo, MoveRows
from tickets.models import Draft, Entry, HeldReply, Ticket


@transaction.atomic
def save_draft(written: Draft, *, form_key: str, at: datetime | None = None) -> Draft:
    """Write down what an agent has written, a draft that is not saved yet. The newest wins; a text of another page,
    which its `revision` does not know, is set aside. Of a case that was merged it goes to the one where that goes on.

    A text that was sent meanwhile from the same form, known by its `form_key`, does not come back, nor does a
    beginning of it. Other words that are written in that form, by who went back in the browser, are kept.
    """
    at = at or timezone.now()
    draft = _locked(written.ticket, by=written.agent, at=at)
    # Asked under the lock: a sending either cleared the draft before, and is seen here, or clears it afterwards.
    body = redact_cards(written.body)
    sent = Entry.objects.filter(source_key__startswith=form_key).values_list("body", flat=True)
    if any(as_words(body) in as_words(text) for text in sent):
        return draft
    if written.revision != draft.revision:
        draft.set_aside = set_aside(draft.set_aside, draft.body, besides=body)
    # The page of a case that was merged has seen no version of the other one.
    version = written.version if draft.ticket_id == written.ticket_id else 0
    draft.body, draft.mode, draft.version, draft.saved_at = body, written.mode, version, at
    draft.begun_as = written.begun_as if body else ""
    draft.to, draft.cc, draft.bcc, draft.subject = written.to, written.cc, written.bcc, written.subject
    draft.macro, draft.actions = written.macro, sorted(written.actions)
    draft.revision += 1
    draft.save()
    return draft


def clear_draft(ticket: Ticket, *, by: User, mode: str, at: datetime) -> None:
    """The text was sent. What other pages had written stays on offer."""
    draft = _locked(ticket, by=by, at=at)
    draft.body, draft.mode, draft.saved_at = "", mode, at
    draft.begun_as = ""
    draft.to = draft.cc = draft.bcc = draft.subject = ""
    draft.macro, draft.actions = None, []
    draft.revision += 1
    draft.save()


def bring_back(ticket: Ticket, *, by: User, reply: HeldReply, mail: OutboundMessage, at: datetime) -> None:
    """A reply, which would have gone out as this mail, was taken back: it is a draft again."""
    written = Draft(body=reply.entry.body, macro=reply.macro, actions=reply.actions)
    written.to, written.cc, written.bcc = (", ".join(addresses) for addresses in (mail.to, mail.cc, mail.bcc))
    with words_of_the_desk():
        mark = case_mark(ticket)
    written.subject = mail.subject.removesuffix(mark).strip()[:200]
    give_back(ticket, by=by, written=written, at=at)


def give_back(ticket: Ticket, *, by: User, written: Draft, at: datetime) -> None:
    """A reply that did not leave, as a draft that is not saved, is the draft of its author. What was begun since is
    set aside."""
    draft = _locked(ticket, by=by, at=at)
    draft.set_aside = set_aside(draft.set_aside, draft.body, besides=written.body)
    draft.body, draft.mode, draft.version, draft.saved_at = written.body, Draft.Mode.REPLY, ticket.version, at
    draft.begun_as = draft.mode
    draft.to, draft.cc, draft.bcc, draft.subject = written.to, written.cc, written.bcc, written.subject
    draft.macro, draft.actions = written.macro, written.actions
    draft.revision += 1
    draft.save()


@transaction.atomic
def drop_set_aside(ticket: Ticket, *, by: User, at: datetime | None = None) -> Draft:
    """The agent has what was worth keeping of the texts of other pages."""
    draft = _locked(ticket, by=by, at=at or timezone.now())
    draft.set_aside = []
    draft.save(update_fields=["set_aside"])
    return draft


class MoveDrafts(MoveRows):
    """What was being written goes along with a merge. To whoever wrote on both cases it is offered beside the other."""

    def join(self, source: Ticket, survivor: Ticket, *, at: datetime) -> Memo:
        moved = super().join(source, survivor, at=at)
        for left in Draft.objects.filter(ticket=source).select_related("agent"):
            draft = _locked(survivor, by=left.agent, at=at)
            draft.set_aside = set_aside([*draft.set_aside, *left.set_aside], left.body, besides=draft.body)
            # No page of either case has seen what is here now.
            draft.revision = max(draft.revision, left.revision) + 1
            draft.save(update_fields=["set_aside", "revision"])
        return moved


def _locked(ticket: Ticket, *, by: User, at: datetime) -> Draft:
    """The draft of `by` on the case, or on the one where it goes on."""
    # The lock of the case keeps its drafts: a merge takes it too, and moves them or is seen here.
    case = locked(ticket.survivor)
    if case.merged_into_id:
        case = lock_row(Ticket, case.merged_into_id)
    draft, _created = Draft.objects.get_or_create(ticket=case, agent=by, defaults={"saved_at": at})
    return draft
