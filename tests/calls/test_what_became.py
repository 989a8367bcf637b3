"""What is said of a caller whom nobody answered: what happened, and that a callback is owed only while one is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.callbacks import settle_problem_call
from calls.models import Leg, ProblemCall
from calls.ringing.bar import what_became_of
from escalation.board import cancel_callback
from tests import make

pytestmark = pytest.mark.django_db


def unheard(*legs: str, status: str = "exhausted", **fields) -> ProblemCall:
    """A caller for whom phones rang as `legs` say."""
    at = timezone.now()
    leg = make.answered_leg(by=make.agent(), **{"ticket": make.ticket()} | fields)
    ProblemCall.objects.filter(call=leg.call).update(status=status, winner=None, accepted_at=None, left_at=at)
    leg.delete()
    for number, standing in enumerate(legs):
        phone = f"+1500555011{number}"
        Leg.objects.create(call=leg.call, user=make.agent(), phone=phone, status=standing, created_at=at)
    return ProblemCall.objects.get(call=leg.call)


def outcome_of(problem_call: ProblemCall) -> str:
    return problem_call.call.outcome


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ([], "No phone rang; waited 0:20"),
        (["failed", "failed"], "No phone rang; waited 0:20"),
        (["failed", "unknown"], "Nobody answered for 0:20"),
        (["failed", "no_answer"], "Nobody answered for 0:20"),
        (["canceled"], "Nobody answered for 0:20"),
    ],
)
def test_the_outcome_says_whether_a_phone_rang(legs, words):
    problem_call = unheard(*legs)
    ProblemCall.objects.update(left_at=problem_call.created_at + timedelta(seconds=20))
    problem_call.refresh_from_db()
    assert outcome_of(problem_call) == words


def told(problem_call: ProblemCall) -> list[str]:
    return what_became_of(problem_call.call.legs.first().user, [problem_call.call_id])


def settled(problem_call: ProblemCall) -> ProblemCall:
    settle_problem_call(problem_call.pk, at=timezone.now())
    problem_call.refresh_from_db()
    return problem_call


def test_a_callback_is_said_to_be_owed_while_it_is():
    problem_call = settled(unheard("no_answer", status="abandoned"))
    assert told(problem_call)[0].endswith("hung up. A callback is owed.")
    cancel_callback(problem_call.callback, by=make.manager(), why="Came by.")
    assert told(problem_call)[0].endswith("hung up.")


def test_without_a_case_nothing_is_owed():
    problem_call = settled(unheard("no_answer", ticket=None))
    (words,) = told(problem_call)
    assert words.startswith("Nobody answered")
    assert "owed" not in words


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        (["failed", "failed"], "No phone rang: the telephone provider could not place the calls."),
        (["failed", "unknown"], "The telephone provider did not say whether it rang anyone's phone. Nobody answered."),
        (["failed", "no_answer"], "Nobody answered."),
        (["busy"], "Nobody answered."),
    ],
)
@pytest.mark.parametrize("status", ["exhausted", "abandoned"])
def test_a_call_for_which_no_phone_rang_says_so(legs, words, status):
    ticket = settled(unheard(*legs, status=status)).call.ticket
    detail = ticket.escalations.get().detail
    if status == "abandoned" and words == "Nobody answered.":
        words = "Hung up before anyone answered."
    assert detail == words
