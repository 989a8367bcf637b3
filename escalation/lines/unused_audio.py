"""Garbage collection of uploaded sounds: those that no line plays any more, and files that no row names."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from escalation.models import AudioClip, Line

logger = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=1)
"""A call lasts a few hours at most, and the provider keeps what it fetched for a day: until then it may be played."""


def remove_unused_audio(*, at: datetime | None = None) -> int:
    """Answers how many sounds went. The sound of a notice stays for good: it is the proof of what callers heard."""
    at = at or timezone.now()
    tokens = {own["sound"] for words in Line.objects.values_list("words", flat=True) for own in words.values()}
    named = AudioClip.objects.filter(Q(notices__isnull=False) | Q(menu_options__isnull=False) | Q(token__in=tokens))
    used = Q(pk__in=list(named.values_list("pk", flat=True)))
    AudioClip.objects.filter(used, unused_since__isnull=False).update(unused_since=None)
    AudioClip.objects.exclude(used).filter(unused_since=None).update(unused_since=at)
    unused = AudioClip.objects.exclude(used).filter(unused_since__lte=at - KEPT_FOR)
    removed = 0
    for clip in unused:
        # The row first: a file without a row is found again, a row without its file would play silence.
        try:
            with transaction.atomic():
                clip.delete()
        except ProtectedError:  # chosen for a line at this very moment
            continue
        removed += 1
        try:
            clip.file.storage.delete(str(clip.file))
        except OSError as error:
            logger.warning("sound_not_removed", name=clip.file.name, error=str(error))
    # The strays are of uploads whose form was refused after the file had been written.
    storage = AudioClip._meta.get_field("file").storage
    try:
        names = [f"{AudioClip.FOLDER}/{name}" for name in storage.listdir(AudioClip.FOLDER)[1]]
    except FileNotFoundError:
        names = []
    known = set(AudioClip.objects.filter(file__in=names).values_list("file", flat=True))
    for name in set(names) - known:
        try:
            if storage.get_modified_time(name) <= at - KEPT_FOR:
                storage.delete(name)
        except OSError as error:
            logger.warning("sound_not_removed", name=name, error=str(error))
    return removed
