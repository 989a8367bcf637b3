"""Scorecards: the calls that are chosen for review, the manager's verdict, and the agent's answer."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from calls.models import Call, Leg, Recording, RecordingPolicy, Review, ReviewAnswer, ReviewQuestion
from calls.models.calls import unheard
from escalation.models import Escalation
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.transitions import move

Reason = Review.Reason

NOBODY_TALKED = Q(agent=None) & (Q(call__answered_at=None) | unheard("call__problem_call"))
"""Queued before it was known, or in times when such calls were: there is no talk to learn from."""
RECENTLY = timedelta(days=2)
"""A case that was escalated after its call was stored is found by the sweep for so long."""


def enrol_call(recording: Recording, *, at: datetime) -> None:
    """Decide once for each call, when its first recording is stored, whether a manager listens to it."""
    call = recording.call
    is_first = not call.recordings.filter(stored_at__isnull=False).exclude(pk=recording.pk).exists()
    if _agent_of(call) is None:
        return  # nobody answered: there is no talk to learn from
    if call.ticket_id and Escalation.objects.filter(ticket=call.ticket_id).exists():
        _enrol(call, Reason.ESCALATED, at=at)
    elif is_first and is_drawn(call, percent=RecordingPolicy.current().review_percent):
        _enrol(call, Reason.SAMPLED, at=at)


def is_drawn(call: Call, *, percent: int) -> bool:
    """The same answer for the same call each time, and about `percent` of all calls."""
    digest = hashlib.sha256(f"review {call.sid or call.pk}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 10_000 < percent * 100


def sweep_reviews(*, at: datetime | None = None, limit: int = 200) -> None:
    """Add the calls of cases that were escalated after their recording was stored; drop those that nobody answered."""
    at = at or timezone.now()
    if Review.objects.waiting().filter(NOBODY_TALKED).delete()[0]:
        announce(LiveChannel.REVIEWS)
    escalated = Escalation.objects.filter(created_at__gt=at - RECENTLY).values("ticket")
    audible = Recording.objects.stored().filter(call=OuterRef("pk"))
    answered = Call.objects.filter(Exists(audible), answered_at__isnull=False, ticket__in=escalated, review=None)
    for call in [call for call in answered.select_related("problem_call")[:limit] if _agent_of(call)]:
        _enrol(call, Reason.ESCALATED, at=at)
    Review.objects.waiting().filter(reason=Reason.SAMPLED, call__ticket__in=escalated).update(reason=Reason.ESCALATED)


def choose_for_review(call: Call, *, by: User, at: datetime) -> Review:
    """A manager wants this call reviewed; one that is in the queue already stays as it is.

    Raises ConflictError for the manager's own call, and for one without a recording.
    """
    agent = _agent_of(call)
    if agent is None:
        raise ConflictError(_("Nobody answered this call, so there is nothing to review."))
    if agent == by:
        raise ConflictError(_("You were on this call. Ask another manager to review it."))
    if not call.recordings.stored().exists():
        raise ConflictError(_("This call has no recording to review."))
    return _enrol(call, Reason.CHOSEN, at=at)


def _enrol(call: Call, reason: str, *, at: datetime) -> Review:
    if not ReviewQuestion.objects.exists():
        # A scorecard to begin with; an admin changes it in the settings.
        usual = [
            (_("Greeted the caller and said who speaks"), ""),
            (_("Let the caller tell it once"), _("Looked at the case and the cart instead of asking again.")),
            (_("Made it right where they could"), _("Used what an agent may decide, without asking a manager first.")),
            (_("A “no” came with its reason"), _("And with what happens instead.")),
            (_("Said what happens next, and when"), ""),
        ]
        ReviewQuestion.objects.bulk_create(
            [
                ReviewQuestion(text=text, help=words, position=place)
                for place, (text, words) in enumerate(usual, start=1)
            ],
            ignore_conflicts=True,
        )
    defaults = {"reason": reason, "agent": _agent_of(call), "created_at": at}
    review, is_new = Review.objects.get_or_create(call=call, defaults=defaults)
    if is_new:
        announce(LiveChannel.REVIEWS)
    return review


def _agent_of(call: Call) -> User | None:
    """Who talked to the caller first."""
    if not call.answered_at or call.is_missed:
        return None
    leg = call.legs.filter(status=Leg.Status.ACCEPTED).select_related("user").first()
    return leg.user if leg else None


class Scorecard(TypedDict):
    """What a manager heard."""

    verdicts: Mapping[int, str]
    """By the id of the question."""
    solved: str
    overall: str
    comment: str


@transaction.atomic
def finish_review(review: Review, *, by: User, scorecard: Scorecard, at: datetime) -> None:
    """Say what was heard. The agent is told at once."""
    heard = {"solved": scorecard["solved"], "overall": scorecard["overall"]}
    comment = redact_cards(scorecard["comment"])
    move(review, Review.Status.DONE, reviewer=by, reviewed_at=at, comment=comment, **heard)
    ReviewAnswer.objects.bulk_create(
        ReviewAnswer(review=review, question_id=question, verdict=verdict)
        for question, verdict in scorecard["verdicts"].items()
    )
    announce(LiveChannel.REVIEWS)


@transaction.atomic
def skip_review(review: Review, *, by: User, at: datetime) -> None:
    """There is nothing to learn from this one."""
    move(review, Review.Status.SKIPPED, reviewer=by, reviewed_at=at)
    announce(LiveChannel.REVIEWS)


@transaction.atomic
def take_up_review(review: Review) -> None:
    """Put a skipped one back into the queue."""
    move(review, Review.Status.WAITING, reviewer=None, reviewed_at=None)
    announce(LiveChannel.REVIEWS)


def note_seen(review: Review, *, at: datetime) -> None:
    """The agent has read it."""
    Review.objects.filter(pk=review.pk, seen_at=None).update(seen_at=at)


@transaction.atomic
def answer_review(review: Review, *, answer: str, at: datetime) -> None:
    """The agent says how it was from the other side. The manager sees it on the review."""
    Review.objects.filter(pk=review.pk).update(answer=redact_cards(answer), answered_at=at)
    announce(LiveChannel.REVIEWS)
