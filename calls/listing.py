"""The list of calls: which of them, and a page of it."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from calls.models import Call
from helpdesk.accounts.models import User
from helpdesk.phones import normalize_phone

PAGE_SIZE = 30
FILTERS = {"": _("All"), "answered": _("Answered"), "missed": _("Missed"), "mine": _("Mine")}


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
        return cls(started_at, int(pk)) if started_at and started_at.tzinfo and pk.isascii() and pk.isdigit() else None

    @classmethod
    def of(cls, call: Call) -> "Place":
        return cls(call.started_at, call.pk)

    def __str__(self) -> str:
        return f"{self.started_at.isoformat()},{self.pk}"


@dataclass(frozen=True)
class CallPage:
    """One page of calls, newest first, with the query strings of its neighbours."""

    calls: list[Call]
    chosen: str
    number: str
    newer_url: str = ""
    older_url: str = ""


def read_page(user: User, wanted: QueryDict) -> CallPage:
    """The page that the address asks for. Page 500 costs what page 1 costs: it starts from a place, not by counting."""
    chosen = wanted.get("show", "") if wanted.get("show", "") in FILTERS else ""
    number = wanted.get("number", "").strip()[:40]
    calls = _which(user, chosen, number)
    before, after = Place.read(wanted.get("before", "")), Place.read(wanted.get("after", ""))
    if after:
        newer = Q(started_at__gt=after.started_at) | Q(started_at=after.started_at, pk__gt=after.pk)
        found = list(calls.filter(newer).order_by("started_at", "pk")[: PAGE_SIZE + 1])
        has_newer, has_older = len(found) > PAGE_SIZE, True
        found = found[:PAGE_SIZE][::-1]
    else:
        if before:
            calls = calls.filter(
                Q(started_at__lt=before.started_at) | Q(started_at=before.started_at, pk__lt=before.pk)
            )
        found = list(calls.order_by("-started_at", "-pk")[: PAGE_SIZE + 1])
        has_newer, has_older = before is not None, len(found) > PAGE_SIZE
        found = found[:PAGE_SIZE]
    kept = {name: value for name, value in (("show", chosen), ("number", number)) if value}
    return CallPage(
        calls=found,
        chosen=chosen,
        number=number,
        newer_url="?" + urlencode(kept | {"after": Place.of(found[0])}) if found and has_newer else "",
        older_url="?" + urlencode(kept | {"before": Place.of(found[-1])}) if found and has_older else "",
    )


def _which(user: User, chosen: str, number: str) -> QuerySet[Call]:
    calls = Call.objects.visible_to(user).select_related(
        "line", "ticket__requester", "problem_call__winner__user", "callback__attempted_by"
    )
    calls = calls.prefetch_related("ticket__requester__contact_points", "recordings")
    match chosen:
        case "answered":
            calls = calls.answered()
        case "missed":
            calls = calls.missed()
        case "mine":
            calls = calls.of(user)
    if number:
        e164 = normalize_phone(number) or number
        calls = calls.filter(Q(from_number=e164) | Q(to_number=e164))
    return calls
