"""The queue of calls to review, a page at a time, and how many problems were solved."""

from urllib.parse import urlencode

from django.db.models import Avg, Case, Count, FloatField, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from calls.models import Review
from calls.models.reviews import ReviewQuerySet
from helpdesk.accounts.models import User
from helpdesk.lib.keyset import Keyset, write_cursor
from helpdesk.lib.parameters import get_choice, get_key

PAGE_SIZE = 30
SHOWS = {
    "waiting": _("To review"),
    "done": _("Reviewed"),
    "skipped": _("Skipped"),
}
FEWEST = 3
"""A share of fewer reviews says nothing about a person."""


def read_queue(user: User, wanted: QueryDict) -> dict[str, object]:
    """The page that the address asks for: ?show=waiting&reason=sampled&person=7&before=…"""
    chosen = get_choice(wanted, "show", SHOWS, default="waiting")
    reason = get_choice(wanted, "reason", Review.Reason.values)
    person = get_key(wanted, "person")
    reviews = Review.objects.visible_to(user).filter(status=chosen)
    if reason:
        reviews = reviews.filter(reason=reason)
    if person:
        reviews = reviews.filter(agent=person)
    page = _page(reviews, wanted, show=chosen, reason=reason, person=person or "")
    return page | {"chosen": chosen, "reason": reason, "person": person}


def read_own(user: User, wanted: QueryDict) -> dict[str, object]:
    """What managers said about the calls of `user`."""
    return _page(Review.objects.about(user), wanted)


def _page(reviews: ReviewQuerySet, wanted: QueryDict, **kept: object) -> dict[str, object]:
    """Some reviews, the newest first, and the query strings of the newer and the older ones. Keys grow with time."""
    reviews = reviews.select_related("call__ticket__requester", "agent", "reviewer").prefetch_related(
        "call__recordings", "call__legs", "call__ticket__requester__contact_points"
    )
    newest = Keyset()
    # `before` is the review next to the page in time, which comes before it on the list of the newest.
    cursors = {"after": newest.read(wanted.get("before", "")), "before": newest.read(wanted.get("after", ""))}
    found, newer, older = newest.page(reviews, size=PAGE_SIZE, **cursors)
    return {
        "reviews": found,
        "newer_url": "?" + urlencode(kept | {"after": write_cursor(newer)}) if newer else "",
        "older_url": "?" + urlencode(kept | {"before": write_cursor(older)}) if older else "",
    }


def solved_shares() -> list[dict[str, object]]:
    """Of each person with enough reviews, how many of the problems were solved. Calls are not counted on purpose:
    whoever is measured by their number gets rid of callers."""
    solved = Case(
        When(solved=Review.Solved.YES, then=Value(100.0)),
        When(solved=Review.Solved.PARTLY, then=Value(50.0)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    done = Review.objects.filter(status=Review.Status.DONE, agent__isnull=False)
    people = done.values("agent__name").annotate(share=Avg(solved), reviews=Count("pk")).filter(reviews__gte=FEWEST)
    return [dict(person) for person in people.order_by("agent__name").values("agent__name", "share")]
