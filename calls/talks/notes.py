"""Notes that are never lost, outcome (disposition) and wrap-up of a talk."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from calls.models import Call, Leg, Talk
from calls.talks.writing import finished_at, locked_talk, outcome_before, put_on_case, write_notes
from escalation.board import solve_with
from escalation.models import Disposition
from helpdesk.lib.live import LiveChannel, announce_to

LEFT_LYING = timedelta(minutes=15)
"""For so long nobody has said what came of the call, or written: the notes go onto the case as they are."""


@transaction.atomic
def save_notes(leg: Leg, *, notes: str, revision: int | None, at: datetime) -> Talk:
    """Keep what was typed so far. Of a talk that was finished meanwhile, this person is asked for it once more."""
    talk = locked_talk(leg)
    was_late = talk.is_late
    write_notes(talk, notes=notes, revision=revision, at=at)
    talk.save(update_fields=["notes", "noted_at", "revision", "set_aside"])
    if talk.is_late and not was_late:
        announce_to([leg.user_id], LiveChannel.RINGING_BAR)
    return talk


def end_talk(leg: Leg, *, at: datetime) -> None:
    """This person hung up: from now on they write, and new rounds leave them alone for a while."""
    _end(Leg.objects.filter(pk=leg.pk), at=at)


def end_talks(call: Call, *, at: datetime) -> None:
    """The call is over for everybody on it, also when the news of their phones were lost."""
    _end(call.legs.filter(status=Leg.Status.ACCEPTED, talk__ended_at=None), at=at)


def _end(legs: QuerySet[Leg], *, at: datetime) -> None:
    """Two statements, however many were on the call."""
    # Who pressed 1 and met nobody, or called back and reached nobody, has nothing to write down.
    met_nobody = Q(call__problem_call__never_joined_at__isnull=False) | Q(
        call__callback__isnull=False, call__answered_at=None
    )
    facts = legs.exclude(met_nobody & (Q(talk=None) | Q(talk__notes=""))).values_list(
        "pk", "user", "call__problem_call__group__wrap_up_seconds"
    )
    met = [(pk, user, seconds or 0) for pk, user, seconds in facts]
    if not met:
        return
    Talk.objects.bulk_create(
        [Talk(leg_id=pk, ended_at=at, wrap_up_until=at + timedelta(seconds=seconds)) for pk, _user, seconds in met],
        update_conflicts=True,
        unique_fields=["leg"],
        update_fields=["ended_at", "wrap_up_until"],
    )
    announce_to([user for _pk, user, *_ in met], LiveChannel.RINGING_BAR)


@transaction.atomic
def finish_talk(
    leg: Leg, *, disposition: Disposition | None, notes: str | None, at: datetime, revision: int | None = None
) -> str:
    """Say what came of it, and be ready for the next caller. Twice is once.

    From a page that was still open when the talk was finished elsewhere, the first outcome holds, and what is new is a
    further note of the case. Returns what to tell of that.
    """
    talk = locked_talk(leg, ended_at=at)
    if notes is not None:
        write_notes(talk, notes=notes, revision=revision, at=at)
    if talk.call.ticket:
        put_on_case(talk, talk.call.ticket, disposition=disposition, at=at)
    talk.disposition = talk.disposition or disposition
    talk.ended_at, talk.finished_at = talk.ended_at or at, finished_at(talk, at)
    talk.save()
    announce_to([leg.user_id], LiveChannel.RINGING_BAR)
    return outcome_before(talk, disposition)


@transaction.atomic
def finish_call(
    leg: Leg, *, disposition: Disposition, note: str, revision: int | None, solves_case: bool, at: datetime
) -> str:
    """Record the outcome, and solve the case with it where that was wanted. Returns what went otherwise."""
    before = finish_talk(leg, disposition=disposition, notes=note, revision=revision, at=at)
    ticket = leg.call.ticket
    unsolved = solve_with(disposition, ticket, by=leg.user, at=at) if solves_case and ticket else ""
    return unsolved or before


def sweep_talks(*, at: datetime | None = None, limit: int = 100) -> None:
    """Put the notes that nobody finished onto their cases."""
    at = at or timezone.now()
    lying = Talk.objects.left_lying(before=at - LEFT_LYING).select_related("leg__user", "leg__call__ticket")
    for talk in lying[:limit]:
        finish_talk(talk.leg, disposition=None, notes=None, at=at)


@transaction.atomic
def configure_dispositions(rows: Sequence[Mapping[str, Any]]) -> None:
    """Exactly these, in this order. What an earlier call was given and is not among them is switched off."""
    names = [row["name"] for row in rows]
    Disposition.objects.exclude(name__in=names).filter(talks=None).delete()
    Disposition.objects.exclude(name__in=names).update(is_active=False)
    for place, row in enumerate(rows, start=1):
        Disposition.objects.update_or_create(
            name=row["name"],
            defaults={"position": place, "is_active": row["is_active"], "means": row["means"]},
        )
