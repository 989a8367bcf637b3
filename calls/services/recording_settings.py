"""What an admin decides about recordings and reviews."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from calls.models import RecordingPolicy, ReviewQuestion


def change_policy(*, keep_days: int, review_percent: int, is_transcribed: bool) -> None:
    """How long recordings are kept, how many are reviewed, whether they are written out."""
    fields = {"keep_days": keep_days, "review_percent": review_percent, "is_transcribed": is_transcribed}
    RecordingPolicy.objects.update_or_create(pk=1, defaults=fields)


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
