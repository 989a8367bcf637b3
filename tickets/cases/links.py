"""Links between cases that have to do with each other."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from tickets.cases.entries import add_entry
from tickets.models import CaseLink, Entry, Ticket


@transaction.atomic
def link_tickets(ticket: Ticket, *, to: Ticket, by: User, at: datetime | None = None) -> CaseLink:
    """Each of the two shows the other one from now on; linking them again changes nothing."""
    at, ticket, to = at or timezone.now(), ticket.survivor, to.survivor
    if ticket.pk == to.pk:
        raise ConflictError(_("%(case)s cannot be linked with itself.") % {"case": ticket})
    one, other = sorted((ticket, to), key=lambda case: case.pk)
    link, is_new = CaseLink.objects.get_or_create(one=one, other=other, defaults={"linked_by": by, "linked_at": at})
    if is_new:
        say_related(ticket, to, _("Linked with"), by=by, at=at)
        say_related(to, ticket, _("Linked with"), by=by, at=at)
    return link


@transaction.atomic
def unlink_tickets(link: CaseLink, *, by: User, at: datetime | None = None) -> None:
    """They have nothing to do with each other after all."""
    at, one, other = at or timezone.now(), link.one.survivor, link.other.survivor
    # After a merge there may be two links between the same cases; the page shows one.
    links, ends = CaseLink.objects.of(one), {one.pk, other.pk}
    same = [each.pk for each in links if {each.one.survivor.pk, each.other.survivor.pk} == ends]
    deleted, _rows = CaseLink.objects.filter(pk__in=[link.pk, *same]).delete()
    if deleted:
        say_related(one, other, _("No longer linked with"), by=by, at=at)
        say_related(other, one, _("No longer linked with"), by=by, at=at)


def say_related(ticket: Ticket, other: Ticket, words: str, *, by: User | None, at: datetime) -> Entry:
    """A line on the timeline that ends with the number of the other case, which leads there."""
    return add_entry(ticket, kind=Entry.Kind.RELATED, body=words, actor=by, at=at, other_ticket=other)
