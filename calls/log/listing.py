"""The list of calls: which of them, and a page of it."""

from typing import Any
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


def read_page(user: User, wanted: QueryDict) -> dict[str, Any]:
    """The page that the address asks for, newest first: its calls, their filter, and the addresses around it."""
    calls, asked, kept = read_calls(user, wanted)
    # `before` is the call next to the page in time, which comes before it on the list of the newest.
    cursors = {"after": NEWEST.read(wanted.get("before", "")), "before": NEWEST.read(wanted.get("after", ""))}
    rows, newer, older = NEWEST.page(calls.only("started_at"), size=PAGE_SIZE, **cursors)
    # What a row shows, by a second question: a dozen tables joined at once would be read whole.
    related = ("line", "ticket__requester", "problem_call__winner__user", "callback__attempted_by")
    whole = NEWEST.sort(Call.objects.filter(pk__in=[call.pk for call in rows]).select_related(*related))
    shown = list(whole.prefetch_related("ticket__requester__contact_points", "recordings", "legs"))
    for call in shown:
        call.looks_like_spam = looks_like_spam(call)
    narrowing = kept.keys() - {"number"}  # the number has a field of its own
    return {
        "calls": shown,
        "filter": asked,
        "kept": kept,
        "query": urlencode(kept),
        "narrowed": len(narrowing),
        # More is asked for than a shortcut does, or what cannot be: then the filters are shown.
        "is_particular": len(narrowing) > 1 or not asked.is_valid() or bool(narrowing - SHORTCUTS),
        "newer_url": "?" + urlencode(kept | {"after": write_cursor(newer)}) if newer else "",
        "older_url": "?" + urlencode(kept | {"before": write_cursor(older)}) if older else "",
    }


def read_calls(user: User, wanted: QueryDict) -> tuple[QuerySet[Call], CallLogFilter, dict[str, str]]:
    """All calls that the address asks for, the filter, and what of the address it understood."""
    named = {name: text for name in CallLogFilter.base_filters if (text := wanted.get(name, "").strip())}
    narrowed = CallLogFilter(named, queryset=Call.objects.visible_to(user))
    # A value that cannot be finds nothing, and the form says why; it must not show everything.
    calls = narrowed.qs if narrowed.is_valid() else Call.objects.none()
    return calls, narrowed, named


def shortcuts(user: User, kept: dict[str, str]) -> list[tuple[str | Promise, str, bool]]:
    """What people look for all day: the label of each filter, its address, and whether it is chosen.

    `kept`: what the address asks for, without the place in the list.
    """
    chosen = {name: value for name, value in kept.items() if name != "number"}
    number = {"number": kept["number"]} if "number" in kept else {}
    offered = [
        (_("All"), {}),
        (_("Answered"), {"outcome": "answered"}),
        (_("Missed"), {"outcome": "missed"}),
        (_("Mine"), {"answered_by": str(user.pk)}),
    ]
    return [(label, "?" + urlencode(asked | number), chosen == asked) for label, asked in offered]
