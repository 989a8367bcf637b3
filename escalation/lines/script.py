"""The script of a line: what its callers hear at each moment, its own words or sound, else the desk's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import override

from escalation.lines.moment_names import Moment
from escalation.lines.moments import (
    ANY_GIST,
    AT_TIME,
    CALLBACK_BY,
    CALLBACK_PROMISE,
    CALLBACK_SOON,
    GISTS,
    HIDDEN_NUMBER,
    LATER,
    NOTICE,
    ON_DAY,
    OUT_OF_ORDER,
    TOMORROW,
    WORDS,
)
from escalation.lines.opening import Opening
from escalation.models import AudioClip, Line, MenuOption, RecordingNotice
from escalation.models.voices import Language, catalogue_of

LONGEST_NUMBER_IN_ONE = 3
"""Case 12 is read as twelve; a longer number digit by digit, as people note it."""

FEWEST_MINUTES, MOST_MINUTES = 2, 60
"""A length of time is said in minutes between these two; what is later by its hour and day."""


@dataclass(frozen=True)
class Words:
    """Something that is said, or played when there is a sound."""

    text: str
    sound: str = ""
    """The token of an uploaded clip."""
    language: str = ""
    """When it is not the line's."""

    def __bool__(self) -> bool:
        return bool(self.text or self.sound)

    @classmethod
    def of(cls, text: str, clip: AudioClip | None, language: str = "") -> "Words":
        return cls(text, clip.token if clip else "", language)


@dataclass(frozen=True)
class Script:
    """Everything that one line says. Without a line (an unknown number, nothing set up) the desk's own words."""

    line: Line | None = None
    options: Sequence[MenuOption] = ()
    notice: RecordingNotice | None = None

    @property
    def language(self) -> str:
        return self.line.language if self.line else Language.EN_US

    @property
    def zone(self) -> ZoneInfo:
        return self.line.zone if self.line else ZoneInfo(settings.TIME_ZONE)

    @property
    def voice(self) -> str:
        return self.line.voice if self.line else ""

    def words(self, moment: Moment, **blanks: str) -> Words:
        """What is said at this moment, with its blanks filled in."""
        own = self.line.words.get(moment, {}) if self.line else {}
        if own.get("sound"):
            return Words(own["text"], own["sound"])
        text = own.get("text") or self.default_text(moment)
        for name, value in blanks.items():
            # Not str.format: an admin's text may hold any brace.
            text = text.replace("{" + name + "}", value)
        return Words(text)

    def default_text(self, moment: Moment) -> str:
        """What every line of this language says at this moment."""
        return self.in_language(WORDS[moment])

    def in_language(self, sentence: str | Promise, **values: object) -> str:
        with override(catalogue_of(self.language)):
            return str(sentence) % values if values else str(sentence)

    def notice_words(self) -> Words:
        if self.notice is None:
            return Words(self.in_language(NOTICE))
        return Words.of(self.notice.text, self.notice.clip, self.notice.language)

    def menu(self, opening: Opening, *, at: datetime) -> list[Words]:
        """What the menu says. Whoever is angry hears the way to a person first, open or closed."""
        closed = [] if opening.is_open else [self.closed(opening, at=at)]
        options = [Words(option.invitation) for option in self.options]
        return [self.words(Moment.PRESS_4), *closed, *options, self.words(Moment.REPEAT)]

    def closed(self, opening: Opening, *, at: datetime) -> Words:
        moment = Moment.HOLIDAY if opening.holiday else Moment.CLOSED
        return self.words(moment, opens=self.when(opening.opens_at, at=at))

    def when(self, moment: datetime | None, *, at: datetime) -> str:
        """A moment in its zone, as it is said: "at 9 a.m.", "tomorrow at 9 a.m.", "on Monday at 9 a.m.", or "later"."""
        if moment is None:
            return self.in_language(LATER)
        with override(catalogue_of(self.language)):
            days = (moment.date() - at.astimezone(moment.tzinfo).date()).days
            day = date_format(moment, "l" if days < 7 else "l, j F")
            sentence = AT_TIME if days == 0 else TOMORROW if days == 1 else ON_DAY
            return str(sentence) % {"day": day, "time": time_format(moment.time(), "TIME_FORMAT")}

    def welcome_back(self, *, case: int, channel: str) -> Words:
        """The case by its number, and no more of it: we do not know who holds the telephone, or who listens."""
        number = str(case) if len(str(case)) <= LONGEST_NUMBER_IN_ONE else " ".join(str(case))
        gist = self.in_language(GISTS.get(channel, ANY_GIST))
        return self.words(Moment.RETURNING, case=number, gist=gist)

    def next_step(self, *, knows_number: bool, due_at: datetime | None, at: datetime) -> Words:
        """What happens after a call that reached nobody. `due_at`: by when it is called back; None: nobody knows."""
        if not knows_number:
            return Words(self.in_language(HIDDEN_NUMBER))
        minutes = ceil((due_at - at) / timedelta(minutes=1)) if due_at else 0
        if due_at is None or minutes < FEWEST_MINUTES:
            return Words(self.in_language(CALLBACK_SOON))
        if minutes <= max(MOST_MINUTES, settings.CALLBACK_PROMISE_MINUTES):
            return Words(self.in_language(CALLBACK_PROMISE, minutes=minutes))
        return Words(self.in_language(CALLBACK_BY, when=self.when(due_at.astimezone(self.zone), at=at)))

    def out_of_order(self) -> Words:
        return Words(self.in_language(OUT_OF_ORDER))


def script_of(line: Line | None, *, with_menu: bool = False) -> Script:
    """The script of a line as it is saved: no query, one with the menu."""
    if line is None:
        return Script()
    options = list(line.menu_options.select_related("clip")) if with_menu else []
    return Script(line, options, line.notice)
