"""Which of the desk's own mails a person may see."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from helpdesk.accounts.models import User
from helpdesk.mail.models import OutboundMessage
from tickets.models import Entry, Ticket

Condition = Callable[[User], Exists]
_FURTHER: list[Condition] = []


def let_see(condition: Condition) -> None:
    """Have an agent see further mails than those on cases. `condition` answers for a person which, by `OuterRef("pk")`.
    Once, while the apps are set up."""
    _FURTHER.append(condition)


def mails_visible_to(user: User) -> QuerySet[OutboundMessage]:
    """Managers see every mail but private ones; an agent those on the timelines of visible cases, and what an upper
    floor lets them see."""
    mails = OutboundMessage.objects.filter(is_private=False).defer("raw", "text")
    if user.is_manager:
        return mails
    on_cases = Exists(Entry.objects.filter(message=OuterRef("pk"), ticket__in=Ticket.objects.visible_to(user)))
    return mails.filter(reduce(or_, [Q(condition(user)) for condition in _FURTHER], Q(on_cases)))
