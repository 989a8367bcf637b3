"""Recording notices: the wordings by which a caller learns that the call is recorded."""

from django.utils.translation import override

from escalation.lines.moments import NOTICE
from escalation.models import AudioClip, RecordingNotice
from escalation.models.voices import Language, catalogue_of
from helpdesk.accounts.models import User


def write_notice(*, text: str, language: str, clip: AudioClip | None = None, by: User | None = None) -> RecordingNotice:
    """The row of this wording. The same wording is the same row, whichever lines use it."""
    notice, _is_new = RecordingNotice.objects.get_or_create(
        text=text, language=language, clip=clip, defaults={"written_by": by}
    )
    return notice


def default_notice(language: str = Language.EN_US) -> RecordingNotice:
    """What a line says that was given no words of its own."""
    return write_notice(text=default_notice_text(language), language=language)


def default_notice_text(language: str) -> str:
    with override(catalogue_of(language)):
        return str(NOTICE)
