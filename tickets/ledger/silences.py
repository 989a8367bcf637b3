"""Shops and other sources that are silent for longer than is usual for them."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.moments import say_moment
from helpdesk.mail.models import ProviderHook
from tickets.ledger.usual import FARTHEST, is_silent
from tickets.models import CopySource, HeardHour, Silence, SourceKind

HOUR = timedelta(hours=1)
KEPT = timedelta(weeks=FARTHEST + 2)

Listing = Callable[[], Iterable[dict[str, Any]]]
_LISTINGS: dict[SourceKind, Listing] = {}


def watch_sources(kind: SourceKind, listing: Listing) -> None:
    """Have the sources of `kind` watched. `listing` answers of each that is in use its `source_key`, `name` and
    `page_url`, and may say when it was `heard_at` where nothing calls note_heard. Once, while the apps are set up."""
    _LISTINGS[kind] = listing


def note_heard(kind: SourceKind, source_key: Any = "", *, at: datetime) -> None:
    """A source reported something: one statement, which writes nothing after the first report of an hour."""
    HeardHour.objects.bulk_create(
        [HeardHour(kind=kind, source_key=str(source_key), hour=_hour_of(_number_of(at)))], ignore_conflicts=True
    )


def sweep_silences(*, at: datetime | None = None) -> None:
    """Notice who is silent for longer than usual, and who is heard again."""
    at = at or timezone.now()
    HeardHour.objects.filter(hour__lt=at - KEPT).delete()
    note_heard(SourceKind.DESK, at=at)
    for kind, listing in _LISTINGS.items():
        _sweep_kind(kind, {source["source_key"]: source for source in listing()}, at=at)


def say_silences(kind: SourceKind) -> dict[str, str]:
    """For a list of sources: by their keys, what is to be said of those that are silent."""
    silences = Silence.objects.filter(kind=kind, ended_at=None)
    return {row.source_key: _("Silent since %(when)s") % {"when": say_moment(row.since)} for row in silences}


@transaction.atomic
def _sweep_kind(kind: SourceKind, sources: dict[str, dict[str, Any]], *, at: datetime) -> None:
    for key, source in sources.items():
        if source.get("heard_at"):
            note_heard(kind, key, at=source["heard_at"])
    hours: dict[str, set[int]] = {key: set() for key in sources}
    listening: set[int] = set()
    for heard_kind, key, hour in HeardHour.objects.filter(kind__in=[kind, SourceKind.DESK]).values_list(
        "kind", "source_key", "hour"
    ):
        heard = listening if heard_kind == SourceKind.DESK else hours.setdefault(key, set())
        heard.add(_number_of(hour))
    silences = Silence.objects.filter(kind=kind, ended_at=None)
    # Whoever was deleted or switched off is missed by nobody.
    silences.exclude(source_key__in=sources).delete()
    known = dict(silences.values_list("source_key", "since"))
    for key, source in sources.items():
        newest = max(hours[key], default=None)
        if newest is None:
            continue
        since = _hour_of(newest + 1)
        if key in known:
            if since > known[key]:
                silences.filter(source_key=key).update(ended_at=at)
        elif is_silent(hours[key], listening=listening, now=_number_of(at)):
            silence = Silence(kind=kind, source_key=key, since=since, noticed_at=at)
            silence.name, silence.page_url = source["name"], source["page_url"]
            # Another worker may sweep at the same moment.
            Silence.objects.bulk_create([silence], ignore_conflicts=True)


def list_copy_sources() -> Iterable[dict[str, Any]]:
    """Those that let the desk have copies of what they send."""
    for source in CopySource.objects.all():
        page = reverse("tickets:copy_source", args=[source.pk])
        yield {"source_key": str(source.pk), "name": source.name, "page_url": page}


def list_hooks(column: str) -> Iterable[dict[str, Any]]:
    """The providers that post to the desk; `column` of their row says when they last did."""
    page = reverse("configuration:email")
    for hook in ProviderHook.objects.exclude(**{column: None}):
        name, heard_at = hook.get_provider_display(), getattr(hook, column)
        yield {"source_key": hook.provider, "name": name, "page_url": page, "heard_at": heard_at}


def _number_of(at: datetime) -> int:
    """Hours since 1970. A source that goes by the clock of its town is an hour off for some weeks after the clocks
    change, which is_silent bears."""
    return int(at.timestamp()) // 3600


def _hour_of(number: int) -> datetime:
    return datetime.fromtimestamp(number * 3600, tz=UTC)
