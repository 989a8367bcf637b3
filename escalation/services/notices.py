"""Write down the wordings of the notice that a call is recorded."""

from django.utils.translation import override

from escalation.models import AudioClip, RecordingNotice
from escalation.moments import NOTICE
from escalation.voices import Language, catalogue_of
from helpdesk.accounts.models import User


def write_notice(*, text: str, language: str, clip: AudioClip | None = None, by: User | None = None) -> RecordingNotice:
    """The row of this wording. The same wording is the same row, whichever lines use it."""
    notice, _is_new = RecordingNotice.objects.get_or_create(
        text=text, language=language, clip=clip, defaults={"written_by": by}
    )
    return notice


def standing_notice(language: str = Language.EN_US) -> RecordingNotice:
    """What a line says that was given no words of its own."""
    return write_notice(text=standing_words(language), language=language)


def standing_words(language: str) -> str:
    with override(catalogue_of(language)):
        return str(NOTICE)
