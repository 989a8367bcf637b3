"""Actions of whoever has the caller, on the screen: put on hold, hand over, take back, bring in."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from calls.models import Call, Leg, Transfer
from calls.ringing.problem_calls import locked_call
from calls.transfers.redirects import redirect_on_commit
from calls.transfers.steps import bring_caller_in, current_transfer, return_caller, ring_colleagues
from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.live import LiveChannel, announce

Status = Transfer.Status
Side = Transfer.Side


@transaction.atomic
def start_transfer(
    call: Call, *, by: User, at: datetime, target: str = "", person: User | None = None, note: str = ""
) -> Transfer:
    """Put the caller on hold and ring the chosen; with no `target`, only the hold. Only who has the caller may."""
    call, taker = _call_of(call.pk, by)
    transfer = current_transfer(call)
    if transfer and transfer.status == Status.HELD and target:
        transfer.target, transfer.person, transfer.note = target, person, note
        ring_colleagues(transfer, at=at)
        redirect_on_commit(transfer, Side.TAKER, at=at)
        return transfer
    if transfer and transfer.is_unfinished:
        raise ConflictError(_("You have put this caller on hold already. Reload the page to see its current status."))
    transfer = Transfer.objects.create(
        call=call, from_leg=taker, target=target, person=person, note=note, requested_at=at
    )
    redirect_on_commit(transfer, Side.CALLER, at=at)
    announce(LiveChannel.TRANSFER.of(call.pk))
    return transfer


@transaction.atomic
def take_back(transfer: Transfer, *, by: User, at: datetime) -> None:
    """Go on with the caller oneself."""
    transfer = _transfer_of(transfer, by)
    _must(return_caller(transfer, why=_("taken back."), at=at))
    redirect_on_commit(transfer, Side.TAKER, at=at)


@transaction.atomic
def bring_in(transfer: Transfer, *, by: User, at: datetime) -> None:
    """The briefing is over: a talk of three."""
    _must(bring_caller_in(_transfer_of(transfer, by), taker_leaves=False, at=at))


@transaction.atomic
def hand_over(transfer: Transfer, *, by: User, at: datetime) -> None:
    """The briefing, or the talk of three, goes on without whoever hands over."""
    transfer = _transfer_of(transfer, by)
    if transfer.status == Status.JOINED and not transfer.taker_leaves:
        Transfer.objects.filter(pk=transfer.pk).update(taker_leaves=True)
    else:
        _must(bring_caller_in(transfer, taker_leaves=True, at=at))
    redirect_on_commit(transfer, Side.TAKER, at=at)


def _call_of(call_id: int, user: User) -> tuple[Call, Leg]:
    """The call, locked, and the phone of `user`, who talks in it now."""
    call = locked_call("line", "ticket", pk=call_id)
    taker = call.taker if call and call.status == Call.Status.IN_PROGRESS else None
    if call is None or taker is None or taker.user_id != user.pk or taker.ended_at:
        raise ConflictError(_("You are not talking with this caller any more."))
    if call.sid is None:
        # A manager calls back, and the buyer has not picked up yet.
        raise ConflictError(_("You are not connected with the buyer yet."))
    return call, taker


def _transfer_of(transfer: Transfer, user: User) -> Transfer:
    call, _taker = _call_of(transfer.call_id, user)
    current = current_transfer(call)
    if current is None or current.pk != transfer.pk or current.from_leg.user_id != user.pk:
        raise ConflictError(_("This transfer is over. Reload the page to see its current status."))
    return current


def _must(done: bool) -> None:
    if not done:
        raise ConflictError(_("It has changed since. Reload the page to see its current status."))
