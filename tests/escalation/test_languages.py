"""The languages of lines: each has every sentence that a caller may hear, with its blanks."""

import gettext
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from escalation.lines import moments
from escalation.lines.moment_names import Moment
from escalation.lines.opening import Opening
from escalation.lines.script import Script
from escalation.models import Line
from escalation.models.voices import LANGUAGE_OF, Language, Voice, catalogue_of

CATALOGUES = sorted({catalogue_of(language) for language in Language} - {"en"})
BLANKS = re.compile(r"\{\w+\}|%\(\w+\)s")
PAIR = re.compile(r'^msgid "(.+)"\nmsgstr "(.+)"$', re.MULTILINE)


def sentences() -> set[str]:
    """All that the desk ever says to a caller, in English."""
    words = [*moments.WORDS.values(), *moments.GISTS.values()]
    words += [value for name, value in vars(moments).items() if name.isupper() and isinstance(value, Promise)]
    with override("en"):
        return {str(word) for word in words if word}


def folder(language: str) -> Path:
    return Path(settings.BASE_DIR, "escalation", "locale", language, "LC_MESSAGES")


@pytest.mark.parametrize("language", CATALOGUES)
def test_a_language_has_every_sentence_and_nothing_else(language):
    written = dict(PAIR.findall((folder(language) / "django.po").read_text()))
    assert written.keys() == sentences()
    for english, theirs in written.items():
        assert theirs != english
        assert set(BLANKS.findall(theirs)) == set(BLANKS.findall(english)), theirs


@pytest.mark.parametrize("language", CATALOGUES)
def test_what_is_spoken_is_what_is_written(language):
    with (folder(language) / "django.mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    written = PAIR.findall((folder(language) / "django.po").read_text())
    assert {english: spoken.gettext(english) for english, _theirs in written} == dict(written)


def test_every_voice_speaks_a_language_of_ours():
    assert LANGUAGE_OF.keys() == set(Voice)
    assert set(LANGUAGE_OF.values()) == set(Language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en-US", "Our office is closed now. We open again tomorrow at 9 a.m."),
        ("es-US", "Nuestra oficina está cerrada ahora. Volvemos a abrir mañana a las 09:00."),
        ("fr-CA", "Nos bureaux sont fermés en ce moment. Nous ouvrons de nouveau demain à 09:00."),
        ("de-DE", "Unser Büro ist jetzt geschlossen. Wir öffnen wieder morgen um 09:00 Uhr."),
    ],
)
def test_a_closed_line_says_in_its_language_when_it_opens(language, words):
    zone = ZoneInfo("Europe/Berlin")
    opening = Opening(is_open=False, opens_at=datetime(2026, 11, 3, 9, tzinfo=zone))
    said = Script(Line(language=language)).closed(opening, at=datetime(2026, 11, 2, 20, tzinfo=zone))
    assert said.text.startswith(words)


def test_own_words_are_filled_in_and_other_braces_stay():
    line = Line(words={Moment.CLOSED: {"text": "{Closed} until {opens}.", "sound": ""}})
    said = Script(line).closed(Opening(is_open=False), at=datetime(2026, 11, 2, tzinfo=ZoneInfo("UTC")))
    assert said.text == "{Closed} until later."


@pytest.mark.parametrize(("case", "spoken"), [(7, "7"), (123, "123"), (10423, "1 0 4 2 3")])
def test_a_long_case_number_is_read_digit_by_digit(case, spoken):
    assert Script().welcome_back(case=case, channel="email").text == (
        f"Welcome back. You wrote to us about a problem with an order: that is case {spoken}."
    )
