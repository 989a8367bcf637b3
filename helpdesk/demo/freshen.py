"""Move the whole world on to today, so that a demonstration that was stopped for a week is not a week overdue."""

from datetime import datetime, timedelta
from itertools import chain

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Max
from pgtrigger import Protect, Update

from tickets.models import Entry

APPS = ["mail", "tickets", "escalation", "carts", "calls"]
STALE_AFTER = timedelta(hours=4)


@transaction.atomic
def freshen_world(*, at: datetime) -> timedelta:
    """Shift every moment by the time since something last happened; answers the shift, zero when that was just now.

    What is kept byte for byte stays so: a mail's own Date header still tells when it was written.
    """
    latest: datetime | None = Entry.objects.aggregate(latest=Max("occurred_at"))["latest"]
    if latest is None or at - latest < STALE_AFTER:
        return timedelta(0)
    shift = at - latest
    for model in chain.from_iterable(apps.get_app_config(app).get_models() for app in APPS):
        moments = [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)]
        is_history = "pgh_created_at" in moments
        # Where the database refuses changes there is evidence, like a notice that callers heard. It may well be older.
        triggers = getattr(model._meta, "triggers", [])
        is_kept = any(
            isinstance(trigger, Protect) and trigger.operation and Update in trigger.operation for trigger in triggers
        )
        if moments and not is_history and not is_kept:
            model._base_manager.update(**{name: F(name) + shift for name in moments})
    return shift
