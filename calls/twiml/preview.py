"""Preview of a line: what a caller would hear, read off the very documents that the provider would get."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from twilio.twiml.voice_response import VoiceResponse

from calls.models import Call, ProblemCall, durations
from calls.twiml import caller as says
from escalation.lines.moment_names import Moment
from escalation.lines.opening import Opening, opening_at
from escalation.lines.script import Script, Words
from escalation.models import Line
from helpdesk.lib.calendars.opening_hours import OpeningHours
from tickets.models import Ticket

SOMEBODY = "+15005550131"
CASE = 12
LOOKS_AHEAD = timedelta(days=400)
A_MOMENT = timedelta(seconds=1)
ICONS = {
    "Gather": "keyboard",
    "Start": "record-mail",
    "again": "refresh",
    "Redirect": "arrow-right",
    "owed": "phone-outgoing",
}


@dataclass(frozen=True)
class Step:
    """One thing that happens to the caller; `kind` is the verb of the document."""

    kind: str
    text: str = ""
    sound: str = ""
    """Address of what is played."""
    voice: str = ""

    @property
    def icon(self) -> str:
        """Beside what happens; "" beside what the caller hears."""
        return "" if self.kind in {"Say", "Play"} else ICONS.get(self.kind, "phone-ringing")


Scene = tuple[str, list[Step]]
"""One document: when the caller gets it, and what happens in it."""


def scenes(line: Line, script: Script, *, at: datetime) -> Iterator[Scene]:
    """Everything that a caller of this line may meet at a moment, in the order in which it may happen."""
    opening = opening_at(line.hours, at)
    if line.kind == Line.Kind.PROBLEM:
        yield from _ringing(line, script, opening, at=at, title=_("The call is answered"))
        return
    if line.kind == Line.Kind.RECOVERY:
        yield _("The call is answered"), _steps(says.code_question(script))
        yield from _ringing(line, script, opening, at=at, title=_("With or without the code"))
        return
    yield _("The call is answered"), _steps(says.greeting(script, opening, at=at))
    again = Step("again", _("Then the menu again."))
    for option in script.options:
        heard = says.menu(script, opening, at=at, first=(Words.of(option.answer, option.clip),))
        yield _("Presses %(digit)s") % {"digit": option.digit}, [*_steps(heard)[:1], again]
    wrong = says.menu(script, opening, at=at, first=(script.words(Moment.WRONG_KEY),))
    yield _("Presses a wrong key"), [*_steps(wrong)[:1], again]
    yield _("A wrong key or silence for the second time"), [Step("Redirect", _("Goes on as if 4 was pressed."))]
    yield from _ringing(line, script, opening, at=at, title=_("Presses 4"), is_heard=True)


def _ringing(
    line: Line, script: Script, opening: Opening, *, at: datetime, title: str, is_heard: bool = False
) -> Iterator[Scene]:
    """`is_heard`: the notice was spoken before the menu. Whoever calls again skips both, and hears it here."""
    group = line.ring_group if opening.is_open or line.closed_ring_group is None else line.closed_ring_group
    call = Call(line=line, from_number=SOMEBODY, started_at=at)
    problem_call = ProblemCall(pk=0, call=call, group=group, rounds=group.rounds, created_at=at)
    call.notice_heard_at = at - A_MOMENT if is_heard else None
    ring = Step(
        "ring",
        _("%(group)s rings: %(rounds)s rounds of %(seconds)s seconds, then the managers.")
        % {"group": group, "rounds": group.rounds, "seconds": group.ring_seconds},
    )
    yield title, [*_steps(says.ring_everyone(script, problem_call)), ring]
    call.notice_heard_at = None
    call.ticket = Ticket(pk=CASE, channel=Ticket.Channel.PHONE, created_at=at - timedelta(days=1))
    back = _steps(says.ring_everyone(script, problem_call))
    yield _("Calls again about an unfinished case, such as case %(case)s") % {"case": CASE}, [*back, ring]
    waits = []
    for problem_call.round in (1, 2, group.rounds + 1):
        waits += _steps(says.still_waiting(script, problem_call))[:1]
    yield _("Waits"), waits
    goodbye = _steps(says.leave_queue(script, call, at=at))
    yield _("Nobody answers"), [*goodbye, Step("owed", _("A callback is owed."))]


def _steps(response: VoiceResponse) -> list[Step]:
    return list(_read(ET.fromstring(str(response))))  # noqa: S314 - we wrote it ourselves a moment ago


def _read(element: ET.Element) -> Iterator[Step]:
    for verb in element:
        match verb.tag:
            case "Say":
                yield Step("Say", verb.text or "", voice=verb.get("voice", ""))
            case "Play":
                # The page fetches the sound from where it comes from itself.
                token = (verb.text or "").rpartition("/")[2]
                yield Step("Play", sound=reverse("escalation:audio", args=[token]))
            case "Gather":
                yield from _read(verb)
                if verb.get("timeout") == str(durations.NOTICE_KEY_SECONDS):
                    continue  # nobody notices the wait
                digits = int(verb.get("numDigits", "1"))
                many, one = _("Waits for %(count)s digits.") % {"count": digits}, _("Waits for a key.")
                yield Step("Gather", many if digits > 1 else one)
            case "Start":
                yield Step("Start", _("From here on the call is recorded."))


def interesting_moments(hours: OpeningHours, *, at: datetime) -> list[tuple[str, datetime]]:
    """Moments at which a line with these hours sounds different: now, when open, when closed, on a holiday."""
    names = {"now": _("Now"), "open": _("When open"), "closed": _("When closed"), "holiday": _("On a holiday")}
    found, wanted = {"now": at}, set(names) - {"now"}
    hour = at.replace(minute=0, second=0, microsecond=0)
    while hour < at + LOOKS_AHEAD and wanted:
        opening = opening_at(hours, hour)
        kind = "open" if opening.is_open else "holiday" if opening.holiday else "closed"
        if kind in wanted:
            found[kind] = hour
            wanted.remove(kind)
        # A week has every hour of the timetable; holidays last a day.
        hour += timedelta(hours=1 if hour < at + timedelta(days=8) else 24)
    return [(name, found[kind]) for kind, name in names.items() if kind in found]
