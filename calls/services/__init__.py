"""The verbs of a call: the only writers of its rows."""

from calls.services.asking import ask_phones
from calls.services.attempts import settle_over
from calls.services.blocking import block_number, is_known, unblock_number
from calls.services.browsers import ring_new_page
from calls.services.callback_talks import finish_callback_talk
from calls.services.callbacks import note_buyer_answered, start_callback
from calls.services.calling_off import cancel_legs, quiet_person
from calls.services.comments import add_comment, change_comment, delete_comment
from calls.services.emergencies import ring_at_once
from calls.services.exports import note_export
from calls.services.fallback import check_fallback_documents
from calls.services.hold import next_on_hold
from calls.services.intake import choose_from_menu, find_cart, greet_caller, receive_call, ring_problem_line
from calls.services.keys import next_for_leg
from calls.services.legs import accept_leg, pick_up_leg
from calls.services.missed import clear_missed
from calls.services.owed_cases import open_owed_case
from calls.services.pauses import carry_out_pause, pause_recording, resume_recording, sweep_pauses
from calls.services.placing import place_legs
from calls.services.provider_check import check_provider
from calls.services.provider_queues import delete_queues, sweep_queues
from calls.services.reconciling import reconcile_calls
from calls.services.recording_keeping import (
    ask_again,
    delete_recording,
    erase_recording,
    erase_recordings,
    expire_recordings,
    hold_recording,
    note_download,
    note_play,
    release_recording,
)
from calls.services.recording_settings import change_policy, change_questions
from calls.services.recording_starts import (
    note_notice_cut,
    note_notice_heard,
    start_recording,
    sweep_recording_starts,
)
from calls.services.recordings import fetch_recording, keep_recording, note_recording, sweep_recordings
from calls.services.reviews import (
    answer_review,
    choose_for_review,
    enrol_call,
    finish_review,
    is_drawn,
    note_seen,
    skip_review,
    sweep_reviews,
    take_up_review,
)
from calls.services.ring_tests import (
    confirm_test_leg,
    pick_up_test_leg,
    place_ring_test,
    report_test_leg,
    start_ring_test,
)
from calls.services.roster import remember_phones, remembered_plan
from calls.services.rounds import next_turn
from calls.services.settling import settle_problem_call
from calls.services.status_callbacks import (
    report_call,
    report_dial,
    report_hold,
    report_leg,
    report_queue,
    settle_attempt,
)
from calls.services.talks import (
    configure_dispositions,
    end_talk,
    finish_talk,
    offered_dispositions,
    save_notes,
    sweep_talks,
)
from calls.services.transcripts import note_speech
from calls.services.transfer_story import write_down_transfer
from calls.services.transfer_upkeep import sweep_transfers
from calls.services.transfers import bring_in, hand_over, start_transfer, take_back
from calls.services.upkeep import settle_stale_calls, sweep_legs

__all__ = [
    "accept_leg",
    "add_comment",
    "answer_review",
    "ask_again",
    "ask_phones",
    "block_number",
    "bring_in",
    "cancel_legs",
    "carry_out_pause",
    "change_comment",
    "change_policy",
    "change_questions",
    "check_fallback_documents",
    "check_provider",
    "choose_for_review",
    "choose_from_menu",
    "clear_missed",
    "configure_dispositions",
    "confirm_test_leg",
    "delete_comment",
    "delete_queues",
    "delete_recording",
    "end_talk",
    "enrol_call",
    "erase_recording",
    "erase_recordings",
    "expire_recordings",
    "fetch_recording",
    "find_cart",
    "finish_callback_talk",
    "finish_review",
    "finish_talk",
    "greet_caller",
    "hand_over",
    "hold_recording",
    "is_drawn",
    "is_known",
    "keep_recording",
    "next_for_leg",
    "next_on_hold",
    "next_turn",
    "note_buyer_answered",
    "note_download",
    "note_export",
    "note_notice_cut",
    "note_notice_heard",
    "note_play",
    "note_recording",
    "note_seen",
    "note_speech",
    "offered_dispositions",
    "open_owed_case",
    "pause_recording",
    "pick_up_leg",
    "pick_up_test_leg",
    "place_legs",
    "place_ring_test",
    "quiet_person",
    "receive_call",
    "reconcile_calls",
    "release_recording",
    "remember_phones",
    "remembered_plan",
    "report_call",
    "report_dial",
    "report_hold",
    "report_leg",
    "report_queue",
    "report_test_leg",
    "resume_recording",
    "ring_at_once",
    "ring_new_page",
    "ring_problem_line",
    "save_notes",
    "settle_attempt",
    "settle_over",
    "settle_problem_call",
    "settle_stale_calls",
    "skip_review",
    "start_callback",
    "start_recording",
    "start_ring_test",
    "start_transfer",
    "sweep_legs",
    "sweep_pauses",
    "sweep_queues",
    "sweep_recording_starts",
    "sweep_recordings",
    "sweep_reviews",
    "sweep_talks",
    "sweep_transfers",
    "take_back",
    "take_up_review",
    "unblock_number",
    "write_down_transfer",
]
