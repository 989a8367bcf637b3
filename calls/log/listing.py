"""The list of calls: which of them, and a page of it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.log.filters import CallLogFilter
from calls.log.spam import looks_like_spam
from calls.models import Call
from helpdesk.accounts.models import User
from helpdesk.lib.keyset import Keyset, write_cursor

PAGE_SIZE = 30
NEWEST = Keyset("started_at")
SHORTCUTS = {"outcome", "answered_by"}


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
    """The page that the address asks for."""
    calls, narrowed, kept = read_calls(user, wanted)
    # `before` is the call next to the page in time, which comes before it on the list of the newest.
    cursors = {"after": NEWEST.read(wanted.get("before", "")), "before": NEWEST.read(wanted.get("after", ""))}
    rows, newer, older = NEWEST.page(calls.only("started_at"), size=PAGE_SIZE, **cursors)
    found = _with_rows(rows)
    for call in found:
        call.looks_like_spam = looks_like_spam(call)
    return CallPage(
        calls=found,
        filter=narrowed,
        kept=kept,
        newer_url="?" + urlencode(kept | {"after": write_cursor(newer)}) if newer else "",
        older_url="?" + urlencode(kept | {"before": write_cursor(older)}) if older else "",
    )


def _with_rows(calls: list[Call]) -> list[Call]:
    """What a row shows. Two questions: a dozen tables joined at once would be read whole."""
    related = ("line", "ticket__requester", "problem_call__winner__user", "callback__attempted_by")
    whole = NEWEST.sort(Call.objects.filter(pk__in=[call.pk for call in calls]).select_related(*related))
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
