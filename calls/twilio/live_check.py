"""Questions that only a live account answers: how to try each, and what our rows say of the calls that tried it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from calls.models import Leg, Recording
from calls.twilio import rest
from calls.twilio.errors import ProviderError
from escalation.models import Line


@dataclass(frozen=True)
class Question:
    """Something that the provider's documents leave open."""

    title: str
    how: str
    """What to do by telephone, or that nothing rings."""
    evidence: Callable[[datetime], str]
    """What is known by now, from our rows since a moment or from a question that costs nothing."""


def _recordings(since: datetime) -> str:
    found = []
    for recording in Recording.objects.filter(started_at__gte=since, status="stored").select_related("call")[:10]:
        call = recording.call
        if call.ended_at:
            lasted = (call.ended_at - recording.started_at).total_seconds()
            found.append(f"call {call.pk}: {recording.seconds:.0f} s of {lasted:.0f} s, {recording.channels} channels")
    return "; ".join(found) or "no recorded call yet"


def _in_the_log(door: str) -> Callable[[datetime], str]:
    """What was posted to a door stands in the log of the web replicas, in its order."""
    return lambda since: f"docker compose logs --since 1h web | grep {door}"


def _refusals(since: datetime) -> str:
    errors = Leg.objects.filter(created_at__gte=since).exclude(error="").values_list("error", flat=True)[:20]
    return "; ".join(dict.fromkeys(errors)) or "none yet"


def _filter_by_time(since: datetime) -> str:
    line = Line.objects.filter(is_active=True).order_by("kind", "pk").first()
    if line is None:
        return "no line yet"
    until = since + timedelta(hours=1)
    try:
        found = rest.list_calls(to=line.number, since=since, until=until, limit=50)
    except ProviderError as error:
        return f"not answered: {error}"
    outside = [call.sid for call in found if not since <= call.started_at <= until]
    return f"{len(found)} calls of one hour, {len(outside)} of them outside it" + (
        ": only the day counts" if outside else ""
    )


NOTHING_RINGS = "Nothing rings and nothing is charged."
QUESTIONS = [
    Question(
        "Does the filter by time of a list of calls count the time, or only the day?", NOTHING_RINGS, _filter_by_time
    ),
    Question(
        "Does a recording go on through queue, redirect and conference?",
        "One call to the main line: press 4, answer on a mobile, hand over to a colleague, hang up. Two mobiles ring.",
        _recordings,
    ),
    Question(
        "Does the action of the queue come before the new document when a caller is sent on?",
        "The same call: while it is handed over.",
        _in_the_log("/twilio/queue-result"),
    ),
    Question(
        "What is a waitUrl that fails?",
        "One call to the main line: press 4, then stop the web replicas for a minute. Every mobile rings.",
        _in_the_log("/twilio/queue-result"),
    ),
    Question(
        "Whose CallSid does the action of <Dial><Queue> carry?",
        "One call, answered on a mobile, then hung up there: the call's page says that the member hung up.",
        _in_the_log("/twilio/dial-result"),
    ),
    Question(
        "Which parameters has the waitUrl of a conference?",
        "The call that was handed over.",
        _in_the_log("/twilio/room-wait"),
    ),
    Question(
        "In which form is a call beyond the limit refused (10004)?",
        "Test rings of two groups at once, with more phones than the account may ring.",
        _refusals,
    ),
    Question(
        "Are es-US and fr-CA spoken without a voice of their own?",
        "Set a line to each language and no voice, and call it: listen. The page of the line names the voice.",
        lambda since: "only an ear can tell",
    ),
]
