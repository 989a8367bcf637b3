"""The one outcome of a callback: whoever hangs up says it, or the board does, and neither is asked for it again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from calls.models import Call, Leg, Talk
from escalation.board import settle_callback
from escalation.models import Callback
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce_to
from helpdesk.lib.locking import lock_row
from helpdesk.lib.redaction import redact_cards
from tickets.cases import add_entry
from tickets.models import Entry, Ticket

REACHED = (Callback.Outcome.SOLVED, Callback.Outcome.REACHED)


@transaction.atomic
def finish_callback_talk(leg: Leg, *, outcome: str, note: str, solves_case: bool, at: datetime) -> str:
    """Settle the call and what is owed. Twice is once. Returns why the case stays unsolved that was to be solved.

    Raises ConflictError when the callback was moved at this very moment.
    """
    # The case first, as every verb of a callback does; then nobody else finishes this talk.
    lock_row(Ticket, leg.call.callback.ticket_id)
    callback = Callback.objects.select_related("ticket", "promise", "escalation").get(pk=leg.call.callback_id)
    talk, _is_new = Talk.objects.select_for_update().get_or_create(leg=leg, defaults={"ended_at": at})
    if talk.finished_at:
        return ""
    talk.notes, talk.noted_at = redact_cards(note), at
    talk.save(update_fields=["notes", "noted_at"])
    # One that is owed again, because nobody was reached, need not be told so once more.
    is_news = callback.status == Callback.Status.OWED and outcome in REACHED
    if is_news or callback.status == Callback.Status.ATTEMPTING:
        return settle_callback(callback, by=leg.user, outcome=outcome, note=talk.notes, solves_case=solves_case, at=at)
    label = str(Callback.Outcome(outcome).label)
    body = "\n\n".join(filter(None, (label, talk.notes.strip())))
    add_entry(callback.ticket, kind=Entry.Kind.NOTE, body=body, actor=leg.user, at=at, source_key=f"talk:{talk.pk}")
    _finish(talk, outcome, at=at)
    return ""


class TalksOfCallbacks:
    """Hears from the board what came of a callback."""

    def notes(self, callback: Callback, *, by: User) -> str:
        talk = _unfinished(callback).filter(leg__user=by).order_by("pk").last()
        return talk.notes.strip() if talk else ""

    def outcome_recorded(self, callback: Callback, *, outcome: str, note: str, by: User, at: datetime) -> None:
        """Who still talks with the customer, other than who says it, goes on writing."""
        talks = _unfinished(callback).filter(Q(leg__user=by) | Q(ended_at__isnull=False))
        for talk in talks.select_for_update(of=("self",)):
            notes = talk.notes.strip()
            if notes and notes not in note:
                key = f"talk:{talk.pk}"
                add_entry(callback.ticket, kind=Entry.Kind.NOTE, body=notes, actor=talk.user, at=at, source_key=key)
            _finish(talk, outcome, at=at)
        # Whoever was only ready for the next call left it to the board.
        last = Call.objects.filter(callback=callback).order_by("-pk")[:1]
        Talk.objects.filter(leg__call__in=last.values("pk"), finished_at__isnull=False, outcome="").update(
            outcome=outcome
        )


def _unfinished(callback: Callback) -> QuerySet[Talk]:
    return Talk.objects.unfinished().filter(leg__call__callback=callback).select_related("leg__user")


def _finish(talk: Talk, outcome: str, *, at: datetime) -> None:
    Talk.objects.filter(pk=talk.pk).update(outcome=outcome, finished_at=at)
    announce_to([talk.leg.user_id], LiveChannel.RINGING_BAR)
