"""The list of calls: which of them, and a page of it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.log.filters import CallLogFilter
from calls.log.spam import looks_like_spam
from calls.models import Call
from helpdesk.accounts.models import User
from helpdesk.lib.parameters import read_key

PAGE_SIZE = 30
SHORTCUTS = {"outcome", "answered_by"}


@dataclass(frozen=True)
class Place:
    """Where in the list a page begins: the moment and the id of the call next to it."""

    started_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """What `__str__` wrote; None for anything else."""
        moment, _comma, pk = text.partition(",")
        try:
            started_at = parse_datetime(moment)
        except ValueError:
            return None
        key = read_key(pk)
        return cls(started_at, key) if started_at and started_at.tzinfo and key is not None else None

    @classmethod
    def of(cls, call: Call) -> "Place":
        return cls(call.started_at, call.pk)

    def __str__(self) -> str:
        return f"{self.started_at.isoformat()},{self.pk}"


@dataclass(frozen=True)
class CallPage:
    """One page of calls, newest first, with the query strings of its neighbours."""

    calls: list[Call]
    filter: CallLogFilter
    kept: dict[str, str]
    """What the address asks for, without the place in the list."""
    newer_url: str = ""
    older_url: str = ""

    @property
    def query(self) -> str:
        return urlencode(self.kept)

    @property
    def narrowed(self) -> int:
        """By how many filters besides the number, which has a field of its own."""
        return len(self.kept.keys() - {"number"})

    @property
    def is_particular(self) -> bool:
        """More is asked for than a shortcut does, or what cannot be: then the filters are shown."""
        return self.narrowed > 1 or not self.filter.is_valid() or bool(self.kept.keys() - {"number", *SHORTCUTS})


def read_page(user: User, wanted: QueryDict) -> CallPage:
    """The page that the address asks for. Page 500 costs what page 1 costs: it starts from a place, not by counting."""
    calls, narrowed, kept = read_calls(user, wanted)
    before, after = Place.read(wanted.get("before", "")), Place.read(wanted.get("after", ""))
    if after:
        found = _with_rows(newer_than(after, calls).order_by("started_at", "pk")[: PAGE_SIZE + 1])
        has_newer, has_older = len(found) > PAGE_SIZE, True
        found = found[-PAGE_SIZE:]
    else:
        found = _with_rows(older_than(before, calls)[: PAGE_SIZE + 1])
        has_newer, has_older = before is not None, len(found) > PAGE_SIZE
        found = found[:PAGE_SIZE]
    for call in found:
        call.looks_like_spam = looks_like_spam(call)
    return CallPage(
        calls=found,
        filter=narrowed,
        kept=kept,
        newer_url="?" + urlencode(kept | {"after": Place.of(found[0])}) if found and has_newer else "",
        older_url="?" + urlencode(kept | {"before": Place.of(found[-1])}) if found and has_older else "",
    )


def older_than(place: Place | None, calls: QuerySet[Call]) -> QuerySet[Call]:
    """Newest first, from `place` on; all of them for None."""
    if place:
        older = Q(started_at__lt=place.started_at) | Q(started_at=place.started_at, pk__lt=place.pk)
        # The bound on the first column alone is what an index can start from.
        calls = calls.filter(older, started_at__lte=place.started_at)
    return calls.order_by("-started_at", "-pk")


def newer_than(place: Place, calls: QuerySet[Call]) -> QuerySet[Call]:
    newer = Q(started_at__gt=place.started_at) | Q(started_at=place.started_at, pk__gt=place.pk)
    return calls.filter(newer, started_at__gte=place.started_at)


def _with_rows(calls: QuerySet[Call]) -> list[Call]:
    """What a row shows, newest first. Two questions: a dozen tables joined at once would be read whole."""
    found = list(calls.values_list("pk", flat=True))
    related = ("line", "ticket__requester", "problem_call__winner__user", "callback__attempted_by")
    whole = Call.objects.filter(pk__in=found).select_related(*related).order_by("-started_at", "-pk")
    return list(whole.prefetch_related("ticket__requester__contact_points", "recordings", "legs"))


def read_calls(user: User, wanted: QueryDict) -> tuple[QuerySet[Call], CallLogFilter, dict[str, str]]:
    """All calls that the address asks for, the filter, and what of the address it understood."""
    named = {name: wanted[name].strip() for name in CallLogFilter.base_filters if wanted.get(name, "").strip()}
    narrowed = CallLogFilter(named, queryset=Call.objects.visible_to(user))
    # A value that cannot be finds nothing, and the form says why; it must not show everything.
    calls = narrowed.qs if narrowed.is_valid() else Call.objects.none()
    return calls, narrowed, named


def shortcuts(user: User, page: CallPage) -> list[tuple[str | Promise, str, bool]]:
    """What people look for all day: the label of each filter, its address, and whether it is chosen."""
    chosen = {name: value for name, value in page.kept.items() if name != "number"}
    number = {"number": page.kept["number"]} if "number" in page.kept else {}
    offered = [
        (_("All"), {}),
        (_("Answered"), {"outcome": "answered"}),
        (_("Missed"), {"outcome": "missed"}),
        (_("Mine"), {"answered_by": str(user.pk)}),
    ]
    return [(label, "?" + urlencode(asked | number), chosen == asked) for label, asked in offered]
