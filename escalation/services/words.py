"""Give a line its own words or sounds, and its own wording of the recording notice."""

from collections.abc import Mapping
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from escalation.models import AudioClip, Line
from escalation.moments import BLANKS, Moment, moments_of
from escalation.services.lines import SetupError
from escalation.services.notices import standing_words, write_notice
from helpdesk.accounts.models import User


class Spoken(TypedDict):
    """What is said at a moment, or played when there is a clip. Neither: what every line says."""

    text: str
    clip: AudioClip | None


@transaction.atomic
def configure_words(
    line: Line,
    *,
    words: Mapping[str, Spoken],
    notice: Spoken,
    answers: Mapping[str, AudioClip | None],
    by: User | None,
) -> None:
    """Write down what a line says at each moment, its notice, and the sound that answers a digit.

    The notice needs its text even when it is played: the text is the proof of what the caller heard.
    """
    text = notice["text"].strip() or standing_words(line.language)
    line.notice = write_notice(text=text, language=line.language, clip=notice["clip"], by=by)
    line.words = {
        moment: {"text": words[moment]["text"].strip(), "sound": clip.token if (clip := words[moment]["clip"]) else ""}
        for moment in moments_of(line.kind)
        if moment in words and (words[moment]["text"].strip() or words[moment]["clip"])
    }
    _check(line)
    line.save(update_fields=["notice", "words"])
    for option in line.menu_options.all():
        if option.digit in answers and option.clip != answers[option.digit]:
            option.clip = answers[option.digit]
            option.save(update_fields=["clip"])


def _check(line: Line) -> None:
    for moment, own in line.words.items():
        if moment == Moment.PRESS_4 and not own["sound"] and "4" not in own["text"]:
            raise SetupError(
                _("“%(text)s” does not name the key. Say that 4 leads to a person, with the digit 4 in it.")
                % {"text": own["text"]}
            )
        for blank in BLANKS.get(moment, ()):
            if "{" + blank in own["text"] and "{" + blank + "}" not in own["text"]:
                raise SetupError(
                    _("“%(text)s” opens a blank that it does not close. Write {%(blank)s}.")
                    % {"text": own["text"], "blank": blank}
                )
