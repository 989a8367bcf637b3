"""Ringing: a call comes in, and the phones of a group ring for it, round after round. The verbs here write its rows."""

from calls.ringing.blocking import block_number, is_known, unblock_number
from calls.ringing.cancelling import cancel_legs, quiet_person
from calls.ringing.emergencies import ring_at_once
from calls.ringing.emergency_plans import remember_phones, remembered_plan
from calls.ringing.fallback_documents import check_fallback_documents
from calls.ringing.intake import choose_from_menu, find_cart, greet_caller, receive_call, ring_problem_line
from calls.ringing.pending_cases import open_pending_case
from calls.ringing.placing import place_legs
from calls.ringing.ring_tests import (
    confirm_test_leg,
    pick_up_test_leg,
    place_ring_test,
    report_test_leg,
    start_ring_test,
)
from calls.ringing.rounds import next_turn
from calls.ringing.softphones import ring_new_page

__all__ = [
    "block_number",
    "cancel_legs",
    "check_fallback_documents",
    "choose_from_menu",
    "confirm_test_leg",
    "find_cart",
    "greet_caller",
    "is_known",
    "next_turn",
    "open_pending_case",
    "pick_up_test_leg",
    "place_legs",
    "place_ring_test",
    "quiet_person",
    "receive_call",
    "remember_phones",
    "remembered_plan",
    "report_test_leg",
    "ring_at_once",
    "ring_new_page",
    "ring_problem_line",
    "start_ring_test",
    "unblock_number",
]
