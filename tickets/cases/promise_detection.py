"""Detect a promise in a text, such as "we will call by 17:00"."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone

from helpdesk.lib.text.visibility import one_line
from tickets.cases.moments import LONGEST
from tickets.models import Promise

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WHO = r"\b(?:(?:we|i|a (?:manager|colleague))(?:['\u2019]ll| will)|we are going to|i am going to)\s+"
WHAT = r"(?P<what>[^.!?\n]{2,90}?)\s+"
BY = r"(?:by|before|until|at)\s+"
CLOCK = r"(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d)\s?(?P<half>[ap]m\b)?|\s?(?P<bare_half>[ap]m\b))"
DAY = rf"(?:on\s+)?(?P<day>today|tonight|tomorrow|{'|'.join(DAYS)})\b"
LENGTH = r"(?:in|within)\s+(?P<count>half an|an?|one|two|three|\d{1,3})\s+(?P<unit>minute|hour|day|week)s?\b"
MOMENTS = [
    # The more that is said of a moment, the earlier it is looked for.
    BY + CLOCK + r"\s+" + DAY,
    DAY + r"\s+(?:" + BY + ")?" + CLOCK,
    BY + CLOCK,
    f"(?:{BY})?" + DAY,
    LENGTH,
]
SOUNDS = [re.compile(WHO + WHAT + moment, re.IGNORECASE) for moment in MOMENTS]
CALLS = re.compile(r"\b(?:call|ring|phone)", re.IGNORECASE)
NUMBERS = {"half an": 0.5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
EVENING = time(18)
"""What is promised for a day is due by then."""
LONGEST_TEXT = 5000


def guess_promise(text: str, *, at: datetime) -> Promise | None:
    """A promise in a text ("we will call by 17:00"), in the time zone of its writer and not saved; None when none is
    sure."""
    # One space between words: a table that was pasted has hundreds, and each of them could end the words of a promise.
    lines = [" ".join(line.split()) for line in text[:LONGEST_TEXT].splitlines()]
    text = "\n".join(filter(None, lines))
    for sound in SOUNDS:
        for found in sound.finditer(text):
            due_at = _due(found.groupdict(""), at=at)
            if at < due_at <= at + LONGEST:
                what = one_line(found["what"], 120)
                kind = Promise.Kind.CALL if CALLS.search(what) else Promise.Kind.OTHER
                return Promise(what=what, due_at=due_at, kind=kind)
    return None


def _due(parts: Mapping[str, str], *, at: datetime) -> datetime:
    if parts.get("unit"):
        count = parts["count"].lower()
        return at + float(NUMBERS.get(count) or count) * timedelta(**{f"{parts['unit'].lower()}s": 1})
    clock = EVENING
    if parts.get("hour"):
        hour, half = int(parts["hour"]), (parts["half"] or parts["bare_half"]).lower()
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
        clock = time(hour, int(parts["minute"] or 0))
    today, day = timezone.localdate(at), (parts.get("day") or "today").lower()
    if day in DAYS:
        ahead = (DAYS.index(day) - today.weekday()) % 7 or 7
    else:
        ahead = 1 if day == "tomorrow" else 0
    return datetime.combine(today + timedelta(days=ahead), clock, timezone.get_current_timezone())
