"""A case as a row of a list shows it: worked out here, so that the template of forty rows has little to look up."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from helpdesk.lib.moments import say_moment
from helpdesk.lib.money import format_money
from helpdesk.templatetags.press4 import due, icon, urgency
from tickets.models import Promise, Tag, Ticket
from tickets.models.tickets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class RowFacts(TypedDict):
    """What a row shows besides its case."""

    owed: list[Promise]
    shown_tags: list[Tag]


def with_row_facts(cases: TicketQuerySet) -> "QuerySet[WithAnnotations[Ticket, RowFacts]]":
    """These cases with what their rows show, in a number of queries that does not grow with them."""
    owed = Prefetch("promises", Promise.objects.owed(), "owed")
    # As lists: Django would make a query for the tags of each case, only to keep them in it.
    return cases.select_related("requester", "event", "assignee").prefetch_related(
        Prefetch("tags", to_attr="shown_tags"), owed
    )


def rows_of(
    cases: "Sequence[WithAnnotations[Ticket, RowFacts]]",
    *,
    view: str,
    by_activity: bool = False,
    opened: Ticket | None = None,
) -> list[dict[str, Any]]:
    """What `tickets/lists/_row.html` writes of each of these `with_row_facts` cases.

    `view`: the list that their links lead back to; `by_activity`: their age is that of the last activity, not of the
    customer's last contact; `opened`: the one that stands beside the list.
    """
    # Only who has no name is called by a number or an address.
    prefetch_related_objects([case.requester for case in cases if not case.requester.name], "contact_points")
    channels = {channel.value: icon(channel.icon, str(channel.label), size=18) for channel in Ticket.Channel}
    choice = _("Select %(case)s, %(requester)s")
    return [
        {
            "case": case,
            "number": str(case.pk),
            "url": f"{case.get_absolute_url()}?view={view}",
            "channel": channels[case.channel],
            "requester": str(case.requester),
            "choice": choice % {"case": case, "requester": case.requester},
            "event": str(case.event or ""),
            "since": case.active_at if by_activity else case.contacted_at,
            "gist": case.gist_parts,
            "marks": list(_marks_of(case)),
            "is_current": case == opened,
        }
        for case in cases
    ]


def _marks_of(case: "WithAnnotations[Ticket, RowFacts]") -> Iterator[dict[str, str]]:
    """What is worth knowing, the most urgent first: marks that have no room are not shown."""
    if case.manager_requests_count:
        yield _mark(_("asked for manager"), "chip tone-red")
    elif case.escalated_at:
        yield _mark(_("escalated"), "chip tone-amber")
    if case.owed:
        promise = case.owed[0]
        name, label = ("phone-outgoing", _("Callback")) if promise.is_call else ("clock", _("Follow-up"))
        tone = "red" if urgency(promise.due_at) else "amber"
        yield _mark(due(promise.due_at), f"chip tone-{tone}", icon(name, label, size=16))
    if case.priority in {Ticket.Priority.URGENT, Ticket.Priority.HIGH}:
        yield _mark(case.get_priority_display(), "chip tone-red")
    if case.snoozed_until:
        moon = icon("moon", _("Snoozed until"), size=16)
        yield _mark(say_moment(case.snoozed_until), "chip tone-violet", moon)
    if case.calls_count > 1:
        yield _mark(_("called %(times)s×") % {"times": case.calls_count}, "chip tone-green")  # noqa: RUF001
    if case.cart_cents:
        worth = format_money(case.cart_cents, case.cart_currency)
        yield _mark(_("cart %(worth)s") % {"worth": worth}, "chip tone-teal")
    if case.messages_count > 2:
        yield _mark(_("%(count)s messages") % {"count": case.messages_count}, "chip tone-violet")
    for tag in case.shown_tags:
        yield _mark(tag.name, f"tag tone-{tag.colour}")


def _mark(words: str, css: str, sign: str = "") -> dict[str, str]:
    return {"words": words, "css": css, "icon": sign}
