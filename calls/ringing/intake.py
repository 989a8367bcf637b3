"""A call comes in: write it down, offer the menu, find the cart."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Q, Value, When

from calls.models import Call, ProblemCall, durations
from calls.ringing.blocking import turn_away
from calls.ringing.caller_numbers import caller_number, shown_instead
from calls.ringing.cases import unfinished_case_of
from calls.ringing.notices import note_notice
from calls.ringing.problem_calls import locked_call, start_problem_call
from carts.models import Cart
from carts.recovery import find_cart_by_code
from escalation.lines import default_notice
from escalation.lines.moment_names import Moment
from escalation.lines.opening import OPEN, Opening, opening_at
from escalation.lines.script import Script, Words, script_of
from escalation.models import Line
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.phones import normalize_phone

PRESS_4 = "4"
REPEAT = "*"
WRONG_KEYS_BEFORE_RINGING = 2


@dataclass(frozen=True)
class Greeting:
    """How a call begins. Without a script everyone is rung without a question."""

    call: Call
    script: Script | None = None
    opening: Opening = OPEN
    is_refused: bool = False


@dataclass(frozen=True)
class MenuChoice:
    """What came of a key: either everyone is rung, or some words and the menu again."""

    script: Script
    problem_call: ProblemCall | None = None
    opening: Opening = OPEN
    first: tuple[Words, ...] = ()


@transaction.atomic
def greet_caller(*, sid: str, from_number: str, to_number: str, at: datetime, attestation: str = "") -> Greeting:
    """What a new call hears first. Who calls about an unfinished case is not asked again what it is about."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at, attestation=attestation)
    if turn_away(call, at=at):
        return Greeting(call, is_refused=True)
    line = call.line
    if line is None or line.kind == Line.Kind.PROBLEM:
        return Greeting(call)
    if line.kind == Line.Kind.RECOVERY:
        return Greeting(call, script_of(line))
    if unfinished_case_of(call.from_number):
        return Greeting(call)
    return Greeting(call, script_of(line, with_menu=True), _opening(call, at=at))


def _opening(call: Call, *, at: datetime) -> Opening:
    """Open or closed as it was when the call came in; when it is open, that asks nothing."""
    if call.line is None or not call.is_after_hours:
        return OPEN
    return opening_at(call.line.hours, at)


@transaction.atomic
def receive_call(*, sid: str, from_number: str, to_number: str, at: datetime, attestation: str = "") -> Call:
    """The call with this SID, locked until the commit; written down when it is new.

    Whatever happens to a call takes this lock first, so that its webhooks, its legs' webhooks and the sweeps queue up.
    """
    call = _locked(sid)
    if call is not None:
        return call
    line = line_of(to_number)
    # A row that this transaction wrote is as good as locked: nobody else sees it before the commit.
    call, is_new = Call.objects.get_or_create(
        sid=sid,
        defaults={
            "direction": Call.Direction.INBOUND,
            "line": line,
            "from_number": caller_number(from_number),
            "from_shown": shown_instead(from_number),
            "to_number": normalize_phone(to_number) or to_number[:20],
            "is_after_hours": line is not None and not line.hours.is_open(at),
            "notice": None if line else default_notice(),
            "attestation": attestation[:40],
            "started_at": at,
        },
    )
    announce(LiveChannel.CALLS)
    return call if is_new else _locked(sid) or call


def _locked(sid: str) -> Call | None:
    # Only what each caller of a main line needs: a wide join costs more than all the other statements together.
    return locked_call("line__ring_group", "line__closed_ring_group", "line__notice", sid=sid)


def line_of(number: str) -> Line | None:
    """The line with this number, else the first main line: an unknown number is answered all the same."""
    number = normalize_phone(number)
    lines = Line.objects.select_related("calendar", "ring_group", "notice").filter(
        Q(number=number) | Q(kind=Line.Kind.MAIN), is_active=True
    )
    own_first = Case(When(number=number, then=Value(0)), default=Value(1))
    return lines.order_by(own_first, "pk").first()


@transaction.atomic
def choose_from_menu(
    *, sid: str, from_number: str, to_number: str, digits: str, at: datetime, heard_notice: bool = False
) -> MenuChoice:
    """A key of the main line. 4 rings everyone, and so does silence or a wrong key for the second time."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    if heard_notice and call.notice_heard_at is None:
        note_notice(call, at=at)
    if digits == PRESS_4 or call.ticket_id:
        return _ring(call, menu_choice=PRESS_4, at=at)
    script = script_of(call.line, with_menu=True)
    opening = _opening(call, at=at)
    if digits == REPEAT:
        return MenuChoice(script, opening=opening)
    chosen = next((option for option in script.options if option.digit == digits), None)
    if chosen:
        Call.objects.filter(pk=call.pk).update(menu_choice=digits)
        return MenuChoice(script, opening=opening, first=(Words.of(chosen.answer, chosen.clip),))
    call.wrong_keys += 1
    if call.wrong_keys >= WRONG_KEYS_BEFORE_RINGING:
        return _ring(call, at=at)
    Call.objects.filter(pk=call.pk).update(wrong_keys=call.wrong_keys)
    return MenuChoice(script, opening=opening, first=(script.words(Moment.WRONG_KEY),) if digits else ())


def _ring(call: Call, *, at: datetime, menu_choice: str = "") -> MenuChoice:
    problem_call = start_problem_call(call, menu_choice=menu_choice, at=at)
    return MenuChoice(script_of(call.line), problem_call)


@transaction.atomic
def find_cart(*, sid: str, from_number: str, to_number: str, digits: str, at: datetime) -> Call:
    """The caller typed the code of the mail, or none. Without a valid one the number they call from may tell."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    cart = find_cart_by_code(digits, at=at) if digits else None
    if cart is None and call.from_number:
        recent = Cart.objects.filter(phone=call.from_number, active_at__gte=at - durations.RECENT_CART)
        cart = recent.order_by("-active_at").first()
    Call.objects.filter(pk=call.pk).update(cart=cart)
    return call


@transaction.atomic
def ring_problem_line(*, sid: str, from_number: str, to_number: str, at: datetime) -> ProblemCall:
    """Ring everyone, without any question. A call from a call taker's own phone is a transfer."""
    call = receive_call(sid=sid, from_number=from_number, to_number=to_number, at=at)
    transferred_by = call_taker(call)
    return start_problem_call(call, transferred_by=transferred_by, at=at)


def call_taker(call: Call) -> User | None:
    """Whose phone this call comes from, when it is one of ours: they transfer a caller."""
    if not call.from_number or call.line is None or call.line.kind == Line.Kind.RECOVERY:
        return None
    own = Q(mobile=call.from_number) | Q(ring_memberships__phone=call.from_number)
    return User.objects.filter(own, is_active=True).first()
