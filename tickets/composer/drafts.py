"""Drafts: autosave what an agent writes, whatever happens to the page."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.lib.locking import locked
from helpdesk.lib.redaction import redact_cards
from tickets.merging.merge_hooks import Memo, MoveRows
from tickets.models import Draft, Entry, HeldReply, Ticket

MOST_SET_ASIDE = 5


@transaction.atomic
def save_draft(written: Draft, *, form_key: str, at: datetime | None = None) -> Draft:
    """Write down what an agent has written, a draft that is not saved yet. The newest wins; a text of another page,
    which its `revision` does not know, is set aside.

    A text that was sent meanwhile from the same form, known by its `form_key`, does not come back, nor does a
    beginning of it. Other words that are written in that form, by who went back in the browser, are kept.
    """
    at = at or timezone.now()
    draft = _locked(written.ticket, by=written.agent, at=at)
    # Asked under the lock: a sending either cleared the draft before, and is seen here, or clears it afterwards.
    body = redact_cards(written.body)
    sent = Entry.objects.filter(source_key__startswith=form_key).values_list("body", flat=True)
    if any(_as_words(body) in _as_words(text) for text in sent):
        return draft
    if written.revision != draft.revision:
        draft.set_aside = _with(draft.set_aside, draft.body, besides=body)
    draft.body, draft.mode, draft.version, draft.saved_at = body, written.mode, written.version, at
    draft.macro, draft.actions = written.macro, sorted(written.actions)
    draft.revision += 1
    draft.save()
    return draft


def clear_draft(ticket: Ticket, *, by: User, mode: str, at: datetime) -> None:
    """The text was sent. What other pages had written stays on offer."""
    draft = _locked(ticket, by=by, at=at)
    draft.body, draft.mode, draft.saved_at = "", mode, at
    draft.macro, draft.actions = None, []
    draft.revision += 1
    draft.save()


def bring_back(ticket: Ticket, *, by: User, reply: HeldReply, at: datetime) -> None:
    """A reply was taken back: it is a draft again. What was begun since is set aside."""
    draft, body = _locked(ticket, by=by, at=at), reply.entry.body
    draft.set_aside = _with(draft.set_aside, draft.body, besides=body)
    draft.body, draft.mode, draft.version, draft.saved_at = body, Draft.Mode.REPLY, ticket.version, at
    draft.macro, draft.actions = reply.macro, reply.actions
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
            draft.set_aside = _with([*draft.set_aside, *left.set_aside], left.body, besides=draft.body)
            draft.save(update_fields=["set_aside"])
        return moved


def _locked(ticket: Ticket, *, by: User, at: datetime) -> Draft:
    draft, _created = Draft.objects.get_or_create(ticket=ticket, agent=by, defaults={"saved_at": at})
    return locked(draft)


def _as_words(text: str) -> str:
    return " ".join(text.split())


def _with(texts: list[str], text: str, *, besides: str) -> list[str]:
    """`texts` and `text`, without what is part of another: a page that goes on writing is one text, not many."""
    kept: list[str] = []
    for candidate in [text, *reversed(texts)]:
        if candidate.strip() and not any(candidate in later for later in [besides, *kept]):
            kept.append(candidate)
    return kept[:MOST_SET_ASIDE][::-1]
