"""The bar on top of every page of those whose phones ring."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from calls.ringing.bar import ringing_for, what_became_of
from calls.talks.on_call import talks_of
from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import get_texts, read_key

NOTHING_NEW = 204


@agent_required
@require_GET
def ringing(request: DeskRequest) -> HttpResponse:
    """GET /calls/ringing/?shown=…: what rings for this person now, and the call that they are on; empty for others.

    `shown` names what the page shows already. When that is all there is, the answer is 204 and the page stays as it
    is: nothing is read out again and nobody loses the focus.
    """
    at = timezone.now()
    rings, talks = ringing_for(request.user, at=at), talks_of(request.user, at=at)
    shown = get_texts(request.GET, "shown")
    if is_shown(shown, [ring.state for ring in rings] + [talk.state for talk in talks]):
        return HttpResponse(status=NOTHING_NEW)
    gone = calls_ringing(shown) - {ring.call.pk for ring in rings}
    news = what_became_of(request.user, sorted(gone)) if gone else []
    return render(request, "calls/ringing/_ringing.html", {"rings": rings, "talks": talks, "news": news})


def is_shown(shown: Iterable[str], states: Iterable[str]) -> bool:
    """Whether the page shows exactly this."""
    return bool(list(shown)) and sorted(shown) == sorted(["bar", *states])


def calls_ringing(shown: Iterable[str]) -> set[int]:
    """The calls that ring on the page, as it says itself."""
    parts = [text.partition(":") for text in shown]
    keys = (read_key(pk) for pk, _colon, state in parts if state == "ringing")
    return {key for key in keys if key is not None}
