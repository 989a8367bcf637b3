"""A call comes in: write it down, offer the menu, find the cart."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from calls.models import Call, ProblemCall
from calls.services.problem_calls import locked_call, start_problem_call
from carts.models import Cart
from carts.services import find_cart_by_code
from escalation.models import Line, MenuOption
from helpdesk.accounts.models import User
from helpdesk.live import announce
from helpdesk.phones import normalize_phone

PRESS_4 = "4"
REPEAT = "*"
WRONG_KEYS_BEFORE_RINGING = 2
RECENT_CART = timedelta(days=3)
"""A caller of the secret number without a code is matched with a cart of this age at most."""


@dataclass(frozen=True)
class MenuChoice:
    """What came of a key: either everyone is rung, or a sentence and the menu again."""

    call: Call
    problem_call: ProblemCall | None = None
    sentence: str = ""
    options: list[MenuOption] = field(default_factory=list)


@transaction.atomic
def receive_call(*, sid: str, from_number: str, to_number: str, at: datetime) -> Call:
    """The call with this SID, locked until the commit; written down when it is new.

    Whatever happens to a call takes this lock first, so that its webhooks, its legs' webhooks and the sweeps queue up.
    """
    call = _locked(sid)
    if call is None:
        Call.objects.get_or_create(
            sid=sid,
            defaults={
                "direction": Call.Direction.INBOUND,
                "line": line_of(to_number),
                "from_number": normalize_phone(from_number),
                "to_number": normalize_phone(to_number) or to_number[:20],
                "started_at": at,
            },
        )
        announce("calls")
        call = _locked(sid)
    return call


def _locked(sid: str) -> Call | None:
    related = ("line__ring_group", "cart__event__organizer__team", "cart__source__organizer__team", "cart__ticket")
    return locked_call(*related, sid=sid)


def line_of(number: str) -> Line | None:
    """The line with this number, else the first main line: an unknown number is answered all the same."""
    number = normalize_phone(number)
    lines = Line.objects.filter(Q(number=number) | Q(kind=Line.Kind.MAIN), is_active=True)
    own_first = Case(When(number=number, then=Value(0)), default=Value(1))
    return lines.select_related("ring_group").order_by(own_first, "pk").first()


def menu_of(call: Call) -> list[MenuOption]:
    """What the caller may choose besides 4."""
    return list(call.line.menu_options.all()) if call.line else []


@transaction.atomic
def choose_from_menu(*, sid: str, from_number: str, to_number: str, digits: str, at: datetime) -> MenuChoice:
    """A key of the main line. 4 rings everyone, and so does silence or a wrong key for the second time."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    if digits == PRESS_4 or call.ticket_id:
        return MenuChoice(call, start_problem_call(call, menu_choice=PRESS_4, at=at))
    options = menu_of(call)
    if digits == REPEAT:
        return MenuChoice(call, options=options)
    chosen = next((option for option in options if option.digit == digits), None)
    if chosen:
        Call.objects.filter(pk=call.pk).update(menu_choice=digits)
        return MenuChoice(call, sentence=chosen.answer, options=options)
    call.wrong_keys += 1
    if call.wrong_keys >= WRONG_KEYS_BEFORE_RINGING:
        return MenuChoice(call, start_problem_call(call, at=at))
    Call.objects.filter(pk=call.pk).update(wrong_keys=call.wrong_keys)
    return MenuChoice(call, sentence=_("Sorry, we did not get that.") if digits else "", options=options)


@transaction.atomic
def find_cart(*, sid: str, from_number: str, to_number: str, digits: str, at: datetime) -> Call:
    """The caller typed the code of the mail, or none. Without a valid one the number they call from may tell."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    cart = find_cart_by_code(digits, at=at) if digits else None
    if cart is None and call.from_number:
        recent = Cart.objects.filter(phone=call.from_number, active_at__gte=at - RECENT_CART)
        cart = recent.order_by("-active_at").first()
    Call.objects.filter(pk=call.pk).update(cart=cart)
    return call


@transaction.atomic
def ring_problem_line(*, sid: str, from_number: str, to_number: str, at: datetime) -> ProblemCall:
    """Ring everyone, without any question. A call from a call taker's own phone is a transfer."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    transferred_by = _call_taker(call)
    return start_problem_call(call, transferred_by=transferred_by, at=at)


def _call_taker(call: Call) -> User | None:
    if not call.from_number or (call.line and call.line.kind == Line.Kind.RECOVERY):
        return None
    own = Q(mobile=call.from_number) | Q(ring_memberships__phone=call.from_number)
    return User.objects.filter(own, is_active=True).first()
