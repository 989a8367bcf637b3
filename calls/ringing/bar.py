"""The calls that ring for one person, with what they should know before they pick up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from calls.models import Call, Leg, ProblemCall, Transfer, durations
from carts.models import Cart
from escalation.models import Callback
from helpdesk.accounts.models import User
from tickets.models import Ticket

LONGEST_WAIT = timedelta(hours=1)
"""Older legs are not looked at, so that a person of many years is asked as fast as a new one."""
RELATED = ("call__ticket__requester", "call__cart__event", "call__line", "transfer__from_leg__user")


@dataclass(frozen=True)
class Ringing:
    """One call that rings: what the person should know before picking up."""

    call: Call
    legs: list[Leg]
    cart: Cart | None
    may_open_case: bool

    @property
    def state(self) -> str:
        """What a page shows of it. As long as this stays the same, there is nothing to show anew."""
        return f"{self.call.pk}:ringing"

    @property
    def why(self) -> str:
        """How the caller came to ring everybody."""
        call, transfer = self.call, self.legs[0].transfer
        if transfer:
            words = _("handed over by %(agent)s") % {"agent": transfer.from_leg.user}
            return f"{words}: {transfer.note}" if transfer.note else words
        if call.is_transfer:
            return _("transferred")
        if call.callback_id:
            return _("called back, and left on hold")
        if call.cart_id:
            return _("secret number")
        if call.menu_choice:
            return _("pressed %(key)s") % {"key": call.menu_choice}
        return _("called %(line)s") % {"line": call.line.name} if call.line else _("called")

    @property
    def since(self) -> datetime:
        """Since when the caller waits for somebody to pick up."""
        leg = self.legs[0]
        if leg.transfer:
            return leg.transfer.rung_at or leg.created_at
        return leg.call.problem_call.created_at

    @property
    def has_known_case(self) -> bool:
        """There was a case before this call."""
        return bool(self.call.ticket and self.call.ticket.created_at < self.call.started_at)

    @property
    def telephones(self) -> list[Leg]:
        """What rings on the desk or in the pocket: there 1 is pressed."""
        return [leg for leg in self.legs if not leg.is_softphone]

    @property
    def rings_here(self) -> bool:
        """The browser rings too, and can answer."""
        return len(self.telephones) < len(self.legs)


def ringing_for(user: User, *, at: datetime) -> list[Ringing]:
    """The calls that ring for this person now, the oldest first."""
    legs = Leg.objects.ringing_for(user).filter(created_at__gte=at - LONGEST_WAIT)
    by_call: dict[int, list[Leg]] = {}
    for leg in legs.select_related(*RELATED).order_by("call_id", "-round", "pk"):
        phones = by_call.setdefault(leg.call_id, [])
        if all(other.phone != leg.phone for other in phones):
            phones.append(leg)
    if not by_call:
        return []
    calls = [legs[0].call for legs in by_call.values()]
    visible = set(
        Ticket.objects.visible_to(user).filter(pk__in=[call.ticket_id for call in calls]).values_list("pk", flat=True)
    )
    # What a caller was trying to buy, if their number is known from a checkout of these days.
    recent = Cart.objects.filter(active_at__gte=at - durations.RECENT_CART).exclude(status__in=Cart.BOUGHT)
    recent = recent.select_related("event").order_by("-active_at")
    ringing = []
    for call in calls:
        cart = call.cart
        if cart is None and call.other_number and not call.is_transfer:
            cart = recent.filter(phone=call.other_number).first()
        ringing.append(Ringing(call, by_call[call.pk], cart, call.ticket_id in visible))
    return ringing


def what_became_of(user: User, call_ids: list[int]) -> list[str]:
    """For calls that rang on a page of `user` and do so no more: a sentence for each that is over for everybody."""
    legs = Leg.objects.filter(user=user, call__in=call_ids).order_by("call_id", "-round", "-pk").distinct("call_id")
    related = ("call__ticket__requester", "call__problem_call__winner__user", "call__problem_call__callback")
    transfer = ("transfer__accepted_by__user", "transfer__from_leg__user")
    return [words for leg in legs.select_related(*related, *transfer) if (words := _outcome_of_ring(leg))]


def _outcome_of_ring(leg: Leg) -> str:
    """What came of the last ring: that of a colleague who hands the caller over, or that of the problem line."""
    transfer, who = leg.transfer, {"caller": leg.call.other_party}
    if transfer and transfer.status != Transfer.Status.RELEASED:
        if transfer.accepted_by:
            return _answered(leg, transfer.accepted_by)
        if transfer.status == Transfer.Status.RETURNED:
            return _("%(agent)s goes on with %(caller)s.") % {**who, "agent": transfer.from_leg.user}
        if transfer.status == Transfer.Status.CALLER_LEFT:
            ticket = leg.call.ticket
            is_owed = ticket is not None and ticket.callbacks.unfinished().exists()
            return _with_callback(_("%(caller)s hung up.") % who, is_owed=is_owed)
        return ""
    problem_call = leg.call.problem_call
    match problem_call.status:
        case ProblemCall.Status.WAITING:
            return ""
        case ProblemCall.Status.ABANDONED:
            return _with_callback(_("%(caller)s hung up.") % who, is_owed=_is_owed(problem_call))
        case ProblemCall.Status.EXHAUSTED:
            return _with_callback(_("Nobody answered %(caller)s.") % who, is_owed=_is_owed(problem_call))
    return _answered(leg, problem_call.winner)


def _is_owed(problem_call: ProblemCall) -> bool:
    """Or will be in a moment. Of a caller who was out of our sight while they waited, only the provider knows."""
    if problem_call.settled_at is None:
        unseen_since = problem_call.out_of_sight_at
        was_lost = unseen_since is not None and (problem_call.left_at is None or unseen_since < problem_call.left_at)
        return problem_call.call.ticket_id is not None and not was_lost
    return problem_call.callback is not None and problem_call.callback.status in Callback.UNFINISHED


def _with_callback(words: str, *, is_owed: bool) -> str:
    return " ".join([words, _("A callback is owed.")]) if is_owed else words


def _answered(leg: Leg, by: Leg | None) -> str:
    """Nobody is told of themselves."""
    if by is None or by.user_id == leg.user_id:
        return ""
    return _("%(member)s answered %(caller)s.") % {"caller": leg.call.other_party, "member": by.user}
