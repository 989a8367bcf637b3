"""Notes that are never lost, outcome (disposition) and wrap-up of a talk."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calls.models import Call, Disposition, Leg, Talk
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce_to
from helpdesk.lib.redaction import redact_cards
from tickets.cases import add_entry
from tickets.models import Entry

LEFT_LYING = timedelta(minutes=15)
"""Nobody has said what came of it for so long after the call: the notes go onto the case as they are."""
FIRST_DISPOSITIONS = [
    gettext_lazy("Solved on the phone"),
    gettext_lazy("Code fixed"),
    gettext_lazy("Refund promised"),
    gettext_lazy("Work goes on in the case"),
    gettext_lazy("Wrong number"),
]


@transaction.atomic
def save_notes(leg: Leg, *, notes: str, at: datetime) -> Talk:
    """Keep what was typed so far. Raises ConflictError when the talk was finished meanwhile: the notes are a note."""
    talk, _is_new = Talk.objects.select_for_update().get_or_create(leg=leg)
    if talk.finished_at:
        raise ConflictError(_("The notes of this call are on the case already. Write an internal note there."))
    talk.notes, talk.noted_at = redact_cards(notes), at
    talk.save(update_fields=["notes", "noted_at"])
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
def finish_talk(leg: Leg, *, disposition: Disposition | None, notes: str | None, at: datetime) -> Talk:
    """Say what came of it, and be ready for the next caller. Twice is once: the first word stands."""
    talk, _is_new = Talk.objects.select_for_update().get_or_create(leg=leg, defaults={"ended_at": at})
    if talk.finished_at:
        return talk
    if notes is not None:
        talk.notes, talk.noted_at = redact_cards(notes), at
    talk.disposition, talk.finished_at = disposition, at
    talk.ended_at = talk.ended_at or at
    talk.save()
    body = "\n\n".join(filter(None, [str(disposition or ""), talk.notes.strip()]))
    ticket = talk.call.ticket
    if ticket and body:
        add_entry(ticket, kind=Entry.Kind.NOTE, body=body, actor=talk.user, at=at, source_key=f"talk:{talk.pk}")
    announce_to([leg.user_id], LiveChannel.RINGING_BAR)
    return talk


def sweep_talks(*, at: datetime | None = None, limit: int = 100) -> None:
    """Put the notes that nobody finished onto their cases."""
    at = at or timezone.now()
    lying = Talk.objects.left_lying(before=at - LEFT_LYING).select_related("leg__user", "leg__call__ticket")
    for talk in lying[:limit]:
        finish_talk(talk.leg, disposition=None, notes=None, at=at)


def offered_dispositions() -> list[Disposition]:
    """What can come of a call. A desk that never set up a list of its own begins with ours."""
    if not Disposition.objects.exists():
        rows = [Disposition(name=str(name), position=place) for place, name in enumerate(FIRST_DISPOSITIONS, start=1)]
        Disposition.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Disposition.objects.in_use())


@transaction.atomic
def configure_dispositions(rows: Sequence[dict[str, object]]) -> None:
    """Exactly these, in this order. What an earlier call was given and is not among them is switched off."""
    names = [row["name"] for row in rows]
    Disposition.objects.exclude(name__in=names).filter(talks=None).delete()
    Disposition.objects.exclude(name__in=names).update(is_active=False)
    for place, row in enumerate(rows, start=1):
        Disposition.objects.update_or_create(
            name=row["name"], defaults={"position": place, "is_active": row["is_active"]}
        )
