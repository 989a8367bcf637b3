"""Turn calls away, and never those of somebody whom we know."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from calls.models import BlockedNumber, Call
from carts.models import Cart
from escalation.models import Line
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce
from tickets.models import ContactPoint, Ticket


@transaction.atomic
def block_number(
    number: str, *, reason: str, by: User, at: datetime, is_prefix: bool = False, until: datetime | None = None
) -> BlockedNumber:
    """Take no calls from `number` (E.164) any more. Blocking it again writes the new reason and end.

    Raises ValidationError for a number of ours, and for somebody whom we know: such a block would never take effect.
    """
    how = "startswith" if is_prefix else "exact"
    own = Q(**{f"mobile__{how}": number}) | Q(**{f"ring_memberships__phone__{how}": number})
    is_line = Line.objects.filter(**{f"number__{how}": number}).exists()
    if is_line or User.objects.filter(own, is_active=True).exists():
        raise ValidationError(
            {"number": _("%(number)s is a number of this desk, or leads to one.") % {"number": number}}
        )
    if not is_prefix and is_known(number):
        why = _("This is a known customer (by name, email, cart or open case). Known customers cannot be blocked.")
        raise ValidationError({"number": why})
    block, _created = BlockedNumber.objects.update_or_create(
        number=number,
        defaults={"is_prefix": is_prefix, "reason": reason, "blocked_by": by, "until": until, "created_at": at},
    )
    announce(LiveChannel.CALLS)
    return block


@transaction.atomic
def unblock_number(block: BlockedNumber) -> None:
    """Take calls from it again. The history keeps who blocked it, and why."""
    block.delete()
    announce(LiveChannel.CALLS)


def turn_away(call: Call, *, at: datetime) -> bool:
    """Whether this call is refused; the same answer for each repeat. Needs the call's lock."""
    if call.is_blocked or not call.from_number or call.ticket_id:
        # Who hides the number is not blocked: many do who have a reason.
        return call.is_blocked
    if not BlockedNumber.objects.in_force(at=at).matching(call.from_number).exists() or is_known(call.from_number):
        return False
    Call.objects.filter(pk=call.pk).update(is_blocked=True)
    call.is_blocked = True
    return True


def is_known(number: str) -> bool:
    """Somebody with a name, a mail address, a cart or an unfinished case calls from this number."""
    if Cart.objects.filter(phone=number).exists():
        return True
    requesters = (
        ContactPoint.objects.owned()
        .filter(kind=ContactPoint.Kind.PHONE, value=number)
        .alias(
            has_mail=Exists(ContactPoint.objects.filter(requester=OuterRef("requester"), kind=ContactPoint.Kind.EMAIL)),
            has_case=Exists(Ticket.objects.unfinished().filter(requester=OuterRef("requester"))),
        )
    )
    return requesters.filter(~Q(requester__name="") | Q(has_mail=True) | Q(has_case=True)).exists()
