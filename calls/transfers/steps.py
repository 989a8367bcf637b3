"""Steps of a transfer. Each needs the lock of its call; one that comes too late does nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from calls.models import Call, Leg, Transfer, durations
from calls.ringing import placing
from calls.ringing.busy import busy_people
from calls.ringing.problem_calls import group_of, next_round, ring_again
from calls.transfers.redirects import redirect_fields
from escalation.duty import freeze_roster
from escalation.duty.rosters import RosterMember
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce, announce_to
from helpdesk.lib.transitions import try_move

Status = Transfer.Status
Side = Transfer.Side
Target = Transfer.Target


def current_transfer(call: Call) -> Transfer | None:
    """The last one of a call, over or not."""
    found = call.transfers.select_related("from_leg__user", "accepted_by__user", "person").order_by("-pk").first()
    if found:
        found.call = call
    return found


def hold(call: Call, leg: Leg, *, at: datetime) -> Transfer:
    """The caller is on hold, and whose phone `leg` is decides by its keys what is next."""
    transfer = Transfer.objects.create(call=call, from_leg=leg, status=Status.HELD, requested_at=at, held_at=at)
    Call.objects.filter(pk=call.pk).update(parted_at=None)
    enqueue_story(transfer)
    return transfer


def note_held(transfer: Transfer, *, at: datetime) -> None:
    """The caller came into the hold music, so that nobody who rings now is heard by them."""
    if transfer.status == Status.REQUESTED and _step(transfer, Status.HELD, at=at, held_at=at) and transfer.target:
        ring_colleagues(transfer, at=at)


def ring_colleagues(transfer: Transfer, *, at: datetime) -> None:
    """Write a leg for each phone of the chosen; a worker places them after the commit."""
    members = whom_to_ring(transfer, at=at)
    target, person, note = transfer.target, transfer.person, transfer.note
    if not members:
        return_caller(transfer, why=_("there is nobody to ring."), at=at)
    elif _step(transfer, Status.RINGING, at=at, rung_at=at, target=target, person=person, note=note):
        busy = busy_people((member["user"] for member in members), at=at)
        number = next_round(transfer.call)
        placing.write_legs(transfer.call, members, busy, number=number, at=at, transfer=transfer)


def whom_to_ring(transfer: Transfer, *, at: datetime) -> list[RosterMember]:
    """The members on duty now who were chosen, without whoever hands over; each phone once."""
    roster = [m for m in freeze_roster(group_of(transfer.call), at=at) if m["user"] != transfer.from_leg.user_id]
    match transfer.target:
        case Target.PERSON:
            person = transfer.person
            chosen = [m for m in roster if m["user"] == transfer.person_id]
            if not chosen and person and person.mobile:
                chosen = [{"user": person.pk, "phone": person.mobile, "tier": 1}]
        case Target.MANAGERS:
            chosen = [m for m in roster if m["tier"] == 2]
        case _everyone:
            chosen = [m for m in roster if m["tier"] == 1]
    return list({member["phone"]: member for member in chosen}.values())


def is_rung_out(transfer: Transfer, *, at: datetime) -> bool:
    """Every phone is down, or has rung for long enough."""
    if transfer.status != Status.RINGING:
        return False
    rings = timedelta(seconds=placing.ring_seconds_of(transfer.call)) + durations.TO_ANSWER
    return at >= (transfer.rung_at or transfer.requested_at) + rings or not transfer.legs.unfinished().exists()


def accept_transfer(transfer: Transfer, leg: Leg, *, at: datetime) -> bool:
    """Of several who press 1 exactly one row changes: that colleague is told first, while the caller is on hold."""
    if not _step(transfer, Status.BRIEFING, at=at, redirects=[Side.TAKER], accepted_by=leg, accepted_at=at):
        return False
    try_move(leg, Leg.Status.ACCEPTED, answered_at=leg.answered_at or at)
    enqueue_on_commit("calls.tasks.cancel_legs", transfer.call_id)
    return True


def bring_caller_in(transfer: Transfer, *, taker_leaves: bool, at: datetime) -> bool:
    """The briefing is over: the caller comes to the two, or to the colleague alone."""
    return _step(transfer, Status.JOINED, at=at, redirects=[Side.CALLER], taker_leaves=taker_leaves)


def note_caller_joined(transfer: Transfer, *, at: datetime) -> None:
    """The caller is sent into the room, once."""
    if transfer.status != Status.JOINED or not _set_once(transfer, "joined_at", at):
        return
    if transfer.taker_leaves or transfer.from_leg.ended_at:
        finish_transfer(transfer, at=at)
    else:
        Call.objects.filter(pk=transfer.call_id).update(parted_at=None)
        enqueue_story(transfer)


def finish_transfer(transfer: Transfer, *, at: datetime) -> bool:
    """Who handed over is gone; from now on the colleague has the caller."""
    if not _step(transfer, Status.DONE, at=at, ended_at=at):
        return False
    Call.objects.filter(pk=transfer.call_id).update(taker=transfer.accepted_by, parted_at=None)
    transfer.call.taker = transfer.accepted_by
    return True


def return_caller(transfer: Transfer, *, why: str, at: datetime) -> bool:
    """Whoever handed over has the caller again; the row says why for the case."""
    was_briefing = transfer.status in {Status.BRIEFING, Status.JOINED}
    redirected = [Side.COLLEAGUE] if was_briefing else []
    if transfer.joined_at:
        # They may just have been sent into a room that nobody is in any more.
        redirected.append(Side.CALLER)
    if not _step(transfer, Status.RETURNED, at=at, redirects=redirected, ended_at=at, why=why[:200]):
        return False
    Call.objects.filter(pk=transfer.call_id).update(parted_at=None)
    enqueue_on_commit("calls.tasks.cancel_legs", transfer.call_id)
    return True


def release_caller(transfer: Transfer, *, at: datetime) -> bool:
    """Nobody of ours is there for a caller on hold: everyone is rung, as soon as their phone asks what is next."""
    return _step(transfer, Status.RELEASED, at=at, redirects=[Side.CALLER], ended_at=at)


def ring_for_released(transfer: Transfer, *, at: datetime) -> None:
    """Ring everyone anew, once."""
    if transfer.status == Status.RELEASED and _set_once(transfer, "rung_again_at", at):
        ring_again(transfer.call, at=at)


def note_caller_left(transfer: Transfer, *, at: datetime) -> bool:
    """The caller hung up in the middle of it; everybody hears so."""
    if transfer.rung_again_at:
        return False
    redirected = [Side.TAKER, Side.COLLEAGUE] if transfer.status == Status.BRIEFING else [Side.TAKER]
    if not _step(transfer, Status.CALLER_LEFT, at=at, redirects=redirected, ended_at=at):
        return False
    enqueue_on_commit("calls.tasks.cancel_legs", transfer.call_id)
    return True


def note_leg_over(leg: Leg, call: Call, *, at: datetime) -> None:
    """Somebody of ours hung up. Who is left with the caller follows from where the transfer stands."""
    transfer = current_transfer(call) if call.is_unfinished else None
    if transfer is None:
        return
    side = transfer.side_of(leg)
    if side == Side.TAKER:
        transfer.from_leg = leg
    elif side == Side.COLLEAGUE:
        transfer.accepted_by = leg
    taker_is_there = not (transfer.from_leg.ended_at or transfer.taker_leaves)
    match side, transfer.status:
        case Side.TAKER, (Status.REQUESTED | Status.HELD | Status.RINGING):
            release_caller(transfer, at=at)
        case Side.TAKER, Status.BRIEFING:
            bring_caller_in(transfer, taker_leaves=True, at=at)
        case Side.TAKER, Status.JOINED if transfer.joined_at:
            finish_transfer(transfer, at=at)
        case Side.TAKER, Status.RETURNED if is_left_alone(transfer):
            release_caller(transfer, at=at)
        case Side.COLLEAGUE, (Status.BRIEFING | Status.JOINED) if taker_is_there:
            return_caller(transfer, why=_("%(colleague)s hung up.") % {"colleague": leg.user}, at=at)
        case Side.COLLEAGUE, (Status.BRIEFING | Status.JOINED):
            release_caller(transfer, at=at)
        case Side.COLLEAGUE, Status.DONE if is_left_alone(transfer):
            release_caller(transfer, at=at)


def is_left_alone(transfer: Transfer) -> bool:
    """Whoever was to have the caller hung up before the two met."""
    if transfer.status == Status.RETURNED:
        parted_at = transfer.call.parted_at
        met = transfer.joined_at or (parted_at and transfer.ended_at and parted_at > transfer.ended_at)
        return bool(transfer.from_leg.ended_at) and not met
    if transfer.status == Status.DONE and transfer.accepted_by and transfer.joined_at:
        ended_at = transfer.accepted_by.ended_at
        return ended_at is not None and ended_at < transfer.joined_at + durations.HARDLY_MET
    return False


def note_sent_back(transfer: Transfer, *, at: datetime) -> None:
    """The taker's phone is sent to the caller."""
    _set_once(transfer, "back_at", at)


def _set_once(transfer: Transfer, field: str, at: datetime) -> bool:
    if getattr(transfer, field):
        return False
    setattr(transfer, field, at)
    return bool(Transfer.objects.filter(pk=transfer.pk, **{field: None}).update(**{field: at}))


def _step(transfer: Transfer, status: str, *, at: datetime, redirects: Sequence[str] = (), **fields: Any) -> bool:
    """Move on, note in the same UPDATE which phones must come, and have a worker tell the case."""
    if not try_move(transfer, status, is_written_down=False, **fields, **redirect_fields(redirects, at=at)):
        return False
    if redirects:
        enqueue_on_commit("calls.tasks.ask_phones", transfer.pk)
    enqueue_story(transfer)
    return True


def enqueue_story(transfer: Transfer) -> None:
    """What is said on the case can wait for a worker; the pages that show the call are told at once."""
    enqueue_on_commit("calls.tasks.write_down_transfer", transfer.pk)
    announce(LiveChannel.CALLS, LiveChannel.TRANSFER.of(transfer.call_id))
    announce_to([transfer.from_leg.user_id], LiveChannel.RINGING_BAR)
