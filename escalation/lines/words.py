"""Configure what a line says: its own words or sounds, and its own wording of the recording notice."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from escalation.lines.audio import keep_audio
from escalation.lines.moment_names import Moment
from escalation.lines.moments import BLANKS, moments_of
from escalation.lines.notices import default_notice_text, write_notice
from escalation.models import AudioClip, Line
from helpdesk.accounts.models import User
from helpdesk.lib.follow_ups import Change, enqueue_follow_ups


class Spoken(TypedDict):
    """What is said at a moment, or played when there is a sound. Neither: what every line says."""

    text: str
    clip: AudioClip | None
    upload: NotRequired[UploadedFile | None]
    """A new sound, which takes the place of `clip`."""


@transaction.atomic
def configure_words(
    line: Line,
    *,
    words: Mapping[str, Spoken],
    notice: Spoken,
    answers: Mapping[str, Spoken],
    by: User | None,
) -> None:
    """Write down what a line says at each moment, its notice, and the sounds that answer its digits.

    The notice needs its text even when it is played: the text is the proof of what the caller heard.
    """
    own_words = {}
    for moment in moments_of(line.kind):
        if moment in words:
            text, clip = words[moment]["text"].strip(), _clip(words[moment], by=by)
            if text or clip:
                own_words[moment] = {"text": text, "sound": clip.token if clip else ""}
    line.words = own_words
    _refuse_unclear(line)
    text = notice["text"].strip() or default_notice_text(line.language)
    line.notice = write_notice(text=text, language=line.language, clip=_clip(notice, by=by), by=by)
    line.save(update_fields=["notice", "words"])
    for option in line.menu_options.select_related("clip"):
        if option.digit in answers and option.clip != (clip := _clip(answers[option.digit], by=by)):
            option.clip = clip
            option.save(update_fields=["clip"])
    enqueue_follow_ups(Change.PHONES)


def _clip(spoken: Spoken, *, by: User | None) -> AudioClip | None:
    upload = spoken.get("upload")
    return keep_audio(upload, by=by) if upload else spoken["clip"]


def _refuse_unclear(line: Line) -> None:
    for moment, own in line.words.items():
        if moment == Moment.PRESS_4 and not own["sound"] and "4" not in own["text"]:
            raise ValidationError(
                _("“%(text)s” does not name the key. Say that 4 leads to a person, with the digit 4 in it.")
                % {"text": own["text"]}
            )
        for blank in BLANKS.get(moment, ()):
            if "{" + blank in own["text"] and "{" + blank + "}" not in own["text"]:
                raise ValidationError(
                    _("“%(text)s” opens a blank that it does not close. Write {%(blank)s}.")
                    % {"text": own["text"], "blank": blank}
                )
