"""Settings of recordings and reviews."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from calls.models import RecordingPolicy, ReviewQuestion
from escalation.models import Line


@transaction.atomic
def change_policy(*, keep_days: int, review_percent: int, transcribed_lines: Iterable[Line]) -> None:
    """How long recordings are kept, how many are reviewed, and the calls of which lines become text."""
    fields = {"keep_days": keep_days, "review_percent": review_percent}
    RecordingPolicy.objects.update_or_create(pk=1, defaults=fields)
    chosen = [line.pk for line in transcribed_lines]
    Line.objects.filter(is_transcribed=True).exclude(pk__in=chosen).update(is_transcribed=False)
    Line.objects.filter(is_transcribed=False, pk__in=chosen).update(is_transcribed=True)


@transaction.atomic
def change_questions(questions: Iterable[Mapping[str, Any]]) -> None:
    """The scorecard from now on, in this order. A question that is left out is not asked any more; answers stay."""
    kept = []
    for position, question in enumerate(questions, start=1):
        fields = {"help": question["help"], "position": position, "is_active": question["is_active"]}
        existing = ReviewQuestion.objects.filter(pk=question["pk"]).first() if question["pk"] else None
        if existing and existing.answers.exists() and existing.text != question["text"]:
            existing = None  # other words are another question: what was answered must stay what was asked
        if existing:
            ReviewQuestion.objects.filter(pk=existing.pk).update(text=question["text"], **fields)
            kept.append(existing.pk)
        else:
            made, _is_new = ReviewQuestion.objects.update_or_create(text=question["text"], defaults=fields)
            kept.append(made.pk)
    ReviewQuestion.objects.exclude(pk__in=kept).update(is_active=False)
