"""What is said of a caller whom nobody answered: what happened, and that a callback is owed only while one is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from calls.callbacks import settle_problem_call, start_callback
from calls.models import Call, Leg, ProblemCall
from calls.ringing.bar import what_became_of
from calls.ringing.cases import record_call_on_case
from escalation.board import cancel_callback, owe_callback
from tests import make
from tickets.models import Ticket

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


@pytest.mark.parametrize(
    ("leg", "ends", "words"),
    [
        ("no_answer", {"status": "canceled"}, "Customer not called: no connection to Miriam Osei"),
        ("failed", {"status": "canceled"}, "Customer not called: no connection to Miriam Osei"),
        ("accepted", {"status": "no_answer"}, "Miriam Osei called back: not reached"),
        ("ringing", {"status": "ringing", "ended_at": None}, "Miriam Osei is calling back…"),
    ],
)
def test_the_outcome_of_a_callback_says_whether_the_customer_was_called(leg, ends, words):
    at, manager = timezone.now(), make.manager(name="Miriam Osei", mobile="+15005550125")
    callback = owe_callback(make.ticket(requester=make.requester(phone="+15005550131")), at=at)
    call = start_callback(callback, by=manager, at=at)
    call.legs.update(status=leg)
    Call.objects.filter(pk=call.pk).update(**{"ended_at": at} | ends)
    assert Call.objects.get(pk=call.pk).outcome == words


def test_what_the_desk_writes_of_a_call_is_not_shown_as_the_customer_s_words():
    ann = make.requester(phone="+15005550131")
    written = make.ticket(requester=ann, body="My card was declined.")
    call = make.call(from_number=ann.phone)
    assert record_call_on_case(call, menu_choice="4", transferred_by=None, at=timezone.now()) == written
    stranger = make.call(from_number="+15005550139")
    called = record_call_on_case(stranger, menu_choice="4", transferred_by=None, at=timezone.now())
    assert [Ticket.objects.get(pk=case.pk).last_words for case in (written, called)] == ["My card was declined.", ""]
