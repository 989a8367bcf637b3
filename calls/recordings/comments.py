"""Comments at a moment of a recording."""

from datetime import datetime

from django.db import transaction

from calls.models import Recording, RecordingComment
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.redaction import redact_cards


@transaction.atomic
def add_comment(recording: Recording, *, by: User, second: int, body: str, at: datetime) -> RecordingComment:
    """Say something about a moment; one after the end is at the end."""
    second = min(second, int(recording.seconds))
    announce(LiveChannel.COMMENTS.of(recording.pk))
    return RecordingComment.objects.create(
        recording=recording, user=by, second=second, body=redact_cards(body), created_at=at
    )


@transaction.atomic
def change_comment(comment: RecordingComment, *, body: str, at: datetime) -> None:
    """Say it differently. What it said before stays in the history."""
    RecordingComment.objects.filter(pk=comment.pk).update(body=redact_cards(body), edited_at=at)
    announce(LiveChannel.COMMENTS.of(comment.recording_id))


@transaction.atomic
def delete_comment(comment: RecordingComment) -> None:
    """Take it back."""
    RecordingComment.objects.filter(pk=comment.pk).delete()
    announce(LiveChannel.COMMENTS.of(comment.recording_id))
