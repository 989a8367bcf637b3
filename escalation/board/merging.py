"""Merge hook: escalations and callbacks follow when two cases become one."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from escalation.models import Callback, Escalation
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import lock_row
from helpdesk.lib.transitions import move, try_move
from tickets.cases import mark_escalated
from tickets.cases.lifecycle import mark_deescalated
from tickets.merging import MergeError
from tickets.models import Promise, Ticket


class CallbacksAndEscalations:
    """One case is before a manager once for each reason, and is owed one call: a second one of these is folded away.

    It is cancelled, remembered, and owed again when the merge is undone while the other one is still unfinished.
    """

    name = "escalation"

    def lock(self, cases: Iterable[int]) -> None:
        """Their services lock the case first."""

    def join(self, source: Ticket, survivor: Ticket, *, at: datetime) -> dict[str, Any]:
        memo: dict[str, Any] = {
            "folded_escalations": _fold_escalations(source, survivor, at=at),
            "folded_callback": _fold_callback(source, survivor, at=at),
            "escalations": list(source.escalations.values_list("pk", flat=True)),
            "callbacks": list(source.callbacks.values_list("pk", flat=True)),
        }
        Escalation.objects.filter(pk__in=memo["escalations"]).update(ticket=survivor)
        Callback.objects.filter(pk__in=memo["callbacks"]).update(ticket=survivor)
        _sync(survivor, at=at)
        announce(LiveChannel.ESCALATION_BOARD)
        return memo

    def part(self, memo: dict[str, Any], source: Ticket, survivor: Ticket, *, at: datetime) -> None:
        Escalation.objects.filter(pk__in=memo["escalations"], ticket=survivor).update(ticket=source)
        Callback.objects.filter(pk__in=memo["callbacks"], ticket=survivor).update(ticket=source)
        for folded in memo["folded_escalations"]:
            if not Escalation.objects.unfinished().filter(pk=folded["twin"]).exists():
                continue  # dealt with meanwhile, and so was this one
            escalation = lock_row(Escalation, folded["escalation"])
            if not try_move(escalation, Escalation.Status.OPEN, finished_at=None):
                continue
            if folded["claimed_by"]:
                try_move(escalation, Escalation.Status.CLAIMED, claimed_by_id=folded["claimed_by"])
            callbacks = Callback.objects.filter(pk__in=folded["callbacks"], escalation=folded["twin"])
            callbacks.update(escalation=escalation)
        if folded := memo["folded_callback"]:
            twin = lock_row(Callback, folded["twin"])
            callback = lock_row(Callback, folded["callback"])
            # Unless the requester was called meanwhile.
            is_owed = twin.status in Callback.UNFINISHED and try_move(callback, Callback.Status.OWED, finished_at=None)
            if is_owed:
                again = {"settled_at": None, "was_kept": None, "reason": "", "settled_by": None}
                Promise.objects.filter(pk=callback.promise_id).update(**again)
            if is_owed and twin.status == Callback.Status.OWED:
                # A merge of before this was remembered knows nothing of it.
                ends_by_answer = folded.get("twin_ends_by_answer", twin.ends_by_answer)
                Callback.objects.filter(pk=twin.pk).update(
                    phone=folded["number_of_twin"], ends_by_answer=ends_by_answer
                )
        _sync(source, at=at)
        _sync(survivor, at=at)
        announce(LiveChannel.ESCALATION_BOARD)


def _fold_escalations(source: Ticket, survivor: Ticket, *, at: datetime) -> list[dict[str, Any]]:
    """Of two for the same reason, the one that a manager has taken on stays."""
    remaining = {escalation.reason: escalation for escalation in survivor.escalations.unfinished().select_for_update()}
    memos = []
    for folded in source.escalations.unfinished().select_for_update():
        stays = remaining.get(folded.reason)
        if stays is None:
            continue
        if stays.status == Escalation.Status.OPEN and folded.status == Escalation.Status.CLAIMED:
            folded, stays = stays, folded
        memo: dict[str, Any] = {
            "escalation": folded.pk,
            "twin": stays.pk,
            "claimed_by": folded.claimed_by_id,
            "callbacks": list(folded.callbacks.unfinished().values_list("pk", flat=True)),
        }
        if folded.status == Escalation.Status.CLAIMED:
            move(folded, Escalation.Status.OPEN, claimed_by=None)
        move(folded, Escalation.Status.DISMISSED, finished_at=at)
        # A call that settles it settles the one that stands for both.
        Callback.objects.filter(pk__in=memo["callbacks"]).update(escalation=stays)
        memos.append(memo)
    return memos


def _fold_callback(source: Ticket, survivor: Ticket, *, at: datetime) -> dict[str, Any] | None:
    """Of two calls that are owed, the one that is due first is made."""
    first, second = (case.callbacks.unfinished().select_for_update().first() for case in (source, survivor))
    if first is None or second is None:
        return None
    stays, folded = sorted(
        (first, second), key=lambda callback: (callback.status == Callback.Status.OWED, callback.due_at)
    )
    if folded.status == Callback.Status.ATTEMPTING:
        raise MergeError(_("Managers are calling about both cases at this moment. Merge them after the calls."))
    move(folded, Callback.Status.CANCELLED, finished_at=at)
    reason = _("The customer is called once for both cases.")
    Promise.objects.owed().filter(pk=folded.promise_id).update(settled_at=at, was_kept=False, reason=reason)
    memo = {
        "callback": folded.pk,
        "twin": stays.pk,
        "number_of_twin": stays.phone,
        "twin_ends_by_answer": stays.ends_by_answer,
    }
    both_end = stays.ends_by_answer and folded.ends_by_answer
    Callback.objects.filter(pk=stays.pk).update(phone=stays.phone or folded.phone, ends_by_answer=both_end)
    return memo


def _sync(ticket: Ticket, *, at: datetime) -> None:
    """Before a manager as long as one of its escalations is unfinished."""
    if ticket.escalations.unfinished().exists():
        mark_escalated(ticket, at=at)
    else:
        mark_deescalated(ticket)
