"""The one outcome of a callback: whoever hangs up says it, or the board does, and neither is asked for it again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from calls.models import Call, Leg, Talk
from calls.talks.writing import finished_at, locked_talk, outcome_before, put_on_case, unsaid, write_notes
from escalation.board import settle_callback
from escalation.board.callbacks import REACHED
from escalation.models import Callback, Disposition
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce_to
from helpdesk.lib.locking import lock_row
from tickets.models import Ticket


@transaction.atomic
def finish_callback_talk(
    leg: Leg, *, disposition: Disposition, note: str, revision: int | None, solves_case: bool, at: datetime
) -> str:
    """Settle the call and what is owed. Twice is once. Returns what went otherwise, such as why a case stays unsolved.

    An outcome that was recorded before holds, and what is new is a further note of the case. Raises ConflictError when
    the callback was moved at this very moment.
    """
    if leg.call.callback is None:
        raise ValueError(f"{leg.call} is no callback, so that nothing is settled with it.")
    # The case first, as every verb of a callback does; then nobody else finishes this talk.
    lock_row(Ticket, leg.call.callback.ticket_id)
    callback = Callback.objects.select_related("ticket", "promise", "escalation").get(pk=leg.call.callback.pk)
    talk = locked_talk(leg, ended_at=at)
    write_notes(talk, notes=note, revision=revision, at=at)
    talk.save(update_fields=["notes", "noted_at", "revision", "set_aside"])
    # One that is owed again, because nobody was reached, need not be told so once more.
    is_news = callback.status == Callback.Status.OWED and disposition.means in REACHED
    if not talk.outcome and (is_news or callback.status == Callback.Status.ATTEMPTING):
        note = unsaid(talk, callback.ticket)
        return settle_callback(
            callback, disposition=disposition, note=note, solves_case=solves_case, by=leg.user, at=at
        )
    put_on_case(talk, callback.ticket, disposition=disposition, at=at)
    if talk.outcome:
        _finish(talk, talk.outcome, talk.disposition, at=at)
    else:
        _finish(talk, disposition.means, disposition, at=at)
        talk.disposition = disposition
    return outcome_before(talk, disposition)


class TalksOfCallbacks:
    """Hears from the board what came of a callback."""

    def notes(self, callback: Callback, *, by: User) -> str:
        talk = _unfinished(callback).filter(leg__user=by).order_by("pk").last()
        return unsaid(talk, callback.ticket) if talk else ""

    def outcome_recorded(
        self, callback: Callback, *, outcome: str, disposition: Disposition | None, note: str, by: User, at: datetime
    ) -> None:
        """Who still talks with the customer, other than who says it, goes on writing."""
        talks = _unfinished(callback).filter(Q(leg__user=by) | Q(ended_at__isnull=False))
        for talk in talks.select_for_update(of=("self",)):
            put_on_case(talk, callback.ticket, besides=note, at=at)
            _finish(talk, outcome, disposition, at=at)
        # Whoever was only ready for the next call left it to the board.
        last = Call.objects.filter(callback=callback).order_by("-pk")[:1]
        Talk.objects.filter(leg__call__in=last.values("pk"), finished_at__isnull=False, outcome="").update(
            outcome=outcome, disposition=disposition
        )


def _unfinished(callback: Callback) -> QuerySet[Talk]:
    return Talk.objects.unfinished().filter(leg__call__callback=callback).select_related("leg__user")


def _finish(talk: Talk, outcome: str, disposition: Disposition | None, *, at: datetime) -> None:
    said = {"outcome": outcome, "disposition": disposition, "finished_at": finished_at(talk, at)}
    Talk.objects.filter(pk=talk.pk).update(**said)
    announce_to([talk.leg.user_id], LiveChannel.RINGING_BAR)
