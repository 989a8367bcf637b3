"""Six people press 1 at one moment, over real HTTP, on two web processes: one talks, five hear that it is taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import requests
from django.conf import settings

from calls.models import Call, Leg, ProblemCall
from tests import make
from tests.desk_server import desk_server
from tests.provider.knocking import Provider, at_one_moment

TAKEN = "Someone else has taken this call already"
GONE = "The caller has hung up"


@contextmanager
def two_desks() -> Iterator[Provider]:
    """Two web processes behind one public address, as in production."""
    shared = {"PUBLIC_BASE_URL": settings.PUBLIC_BASE_URL}
    with desk_server(**shared) as first, desk_server(**shared) as second:
        yield Provider(first, second)


def race(provider: Provider, number: int) -> None:
    """One round."""
    problem_call = caller_waits(provider, number)
    answers = at_one_moment(_presses_of_1(provider, problem_call))
    joined = [answer for answer in answers if f"<Queue>{problem_call.queue_name}</Queue>" in answer.text]
    assert len(joined) == 1, [answer.text for answer in answers]
    assert sum(TAKEN in answer.text for answer in answers) == 5, [answer.text for answer in answers]
    problem_call.refresh_from_db()
    assert problem_call.status == ProblemCall.Status.ACCEPTED
    assert problem_call.winner == _legs(problem_call)[answers.index(joined[0])]
    assert problem_call.call.ticket.assignee == problem_call.winner.user
    assert problem_call.call.legs.filter(status=Leg.Status.ACCEPTED).count() == 1
    # Whoever presses again hears the same again, the winner and the others.
    repeated = at_one_moment(_presses_of_1(provider, problem_call))
    assert [answer.text for answer in repeated] == [answer.text for answer in answers]
    end_call(provider, problem_call.call.sid)


def race_against_hang_up(provider: Provider, number: int) -> bool:
    """The caller leaves at the moment at which all six press 1; True when somebody won all the same."""
    problem_call = caller_waits(provider, number)
    sid = problem_call.call.sid
    hang_up = partial(provider.post, "/twilio/queue-result", sid, QueueResult="hangup", QueueTime="9")
    _left, *answers = at_one_moment([hang_up, *_presses_of_1(provider, problem_call)])
    problem_call.refresh_from_db()
    assert (problem_call.winner is None) != (problem_call.left_at is None)
    joined = sum(problem_call.queue_name in answer.text for answer in answers)
    if problem_call.winner:
        assert joined + sum(GONE in answer.text for answer in answers) == 1
        assert problem_call.never_joined_at
    else:
        assert joined == 0
        assert problem_call.status == ProblemCall.Status.ABANDONED
        assert all(GONE in answer.text for answer in answers)
    end_call(provider, sid)
    return bool(problem_call.winner)


def end_call(provider: Provider, sid: str) -> None:
    """The call is over, and whoever talked is rung again at once: the group gives nobody time to write."""
    assert provider.post("/twilio/status", sid, CallStatus="completed", SequenceNumber="9").status_code == 204


def caller_waits(provider: Provider, number: int) -> ProblemCall:
    """A caller has pressed 4, and all six have picked up and listen to the whisper."""
    sid = f"CA{number:032x}"
    caller = {"From": f"+1500{3_000_000 + number}", "To": make.MAIN_LINE, "Direction": "inbound"}
    _in_order(provider.post("/twilio/voice", sid, desk=0, **caller))
    _in_order(provider.post("/twilio/menu", sid, desk=1, Digits="4", **caller))
    problem_call = ProblemCall.objects.get(call=Call.objects.get(sid=sid))
    for answer in at_one_moment(
        [partial(provider.post, f"/twilio/whisper/{leg.pk}", _sid(leg), desk=leg.pk) for leg in _legs(problem_call)]
    ):
        assert "Press 1 to take it" in _in_order(answer).text
    return problem_call


def _presses_of_1(provider: Provider, problem_call: ProblemCall) -> list[partial]:
    return [
        partial(provider.post, f"/twilio/accept/{leg.pk}", _sid(leg), desk=leg.pk, Digits="1")
        for leg in _legs(problem_call)
    ]


def _legs(problem_call: ProblemCall) -> list[Leg]:
    legs = list(problem_call.call.legs.order_by("pk"))
    assert len(legs) == 6
    return legs


def _sid(leg: Leg) -> str:
    return f"CA{2**64 + leg.pk:032x}"


def _in_order(answer: requests.Response) -> requests.Response:
    assert answer.status_code == 200, answer.text
    return answer
