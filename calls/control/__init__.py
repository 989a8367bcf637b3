"""Call control: what each phone hears next, status callbacks, and the sweeps behind them."""

from calls.control.answering import accept_leg, pick_up_leg
from calls.control.caller_control import next_on_hold
from calls.control.reconciliation import reconcile_calls
from calls.control.staff_control import next_for_leg
from calls.control.status_callbacks import (
    report_call,
    report_dial,
    report_hold,
    report_leg,
    report_queue,
    settle_attempt,
)
from calls.control.sweeps import settle_stale_calls, sweep_legs, sweep_transfers

__all__ = [
    "accept_leg",
    "next_for_leg",
    "next_on_hold",
    "pick_up_leg",
    "reconcile_calls",
    "report_call",
    "report_dial",
    "report_hold",
    "report_leg",
    "report_queue",
    "settle_attempt",
    "settle_stale_calls",
    "sweep_legs",
    "sweep_transfers",
]
