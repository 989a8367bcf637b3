"""Questions that only a live account answers: how to try each, and what our rows say of the calls that tried it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from calls.models import Leg, Recording
from calls.twilio import rest
from calls.twilio.errors import ProviderError
from escalation.models import Line

IN_THE_LOG = "docker compose logs --since 1h web | grep {}"
"""What was posted to a door stands in the log of the web replicas, in its order."""


def live_questions(*, since: datetime) -> Iterator[tuple[str, str, str]]:
    """What the provider's documents leave open; what to do for it by telephone, or that nothing rings; what is known.

    That is from our rows since a moment, or from a question that costs nothing.
    """
    yield (
        "Does the filter by time of a list of calls count the time, or only the day?",
        "Nothing rings and nothing is charged.",
        _filter_by_time(since),
    )
    yield (
        "Does a recording go on through queue, redirect and conference?",
        "One call to the main line: press 4, answer on a mobile, hand over to a colleague, hang up. Two mobiles ring.",
        _recordings(since),
    )
    yield (
        "Does the action of the queue come before the new document when a caller is sent on?",
        "The same call: while it is handed over.",
        IN_THE_LOG.format("/twilio/queue-result"),
    )
    yield (
        "What is a waitUrl that fails?",
        "One call to the main line: press 4, then stop the web replicas for a minute. Every mobile rings.",
        IN_THE_LOG.format("/twilio/queue-result"),
    )
    yield (
        "Whose CallSid does the action of <Dial><Queue> carry?",
        "One call, answered on a mobile, then hung up there: the call's page says that the member hung up.",
        IN_THE_LOG.format("/twilio/dial-result"),
    )
    in_the_log = IN_THE_LOG.format("/twilio/room-wait")
    yield "Which parameters has the waitUrl of a conference?", "The call that was handed over.", in_the_log
    errors = Leg.objects.filter(created_at__gte=since).exclude(error="").values_list("error", flat=True)[:20]
    yield (
        "In which form is a call beyond the limit refused (10004)?",
        "Test rings of two groups at once, with more phones than the account may ring.",
        "; ".join(dict.fromkeys(errors)) or "none yet",
    )
    yield (
        "Are es-US and fr-CA spoken without a voice of their own?",
        "Set a line to each language and no voice, and call it: listen. The page of the line names the voice.",
        "only an ear can tell",
    )


def _recordings(since: datetime) -> str:
    found = []
    for recording in Recording.objects.filter(started_at__gte=since, status="stored").select_related("call")[:10]:
        call = recording.call
        if call.ended_at:
            lasted = (call.ended_at - recording.started_at).total_seconds()
            found.append(f"call {call.pk}: {recording.seconds:.0f} s of {lasted:.0f} s, {recording.channels} channels")
    return "; ".join(found) or "no recorded call yet"


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
