"""Addresses that the provider asks. They are exact, without a slash at the end: a redirect loses what it posts."""

from django.urls import path

from calls.webhooks import caller, member, ring_tests, status_callbacks, transfers

urlpatterns = [
    path("voice", caller.voice, name="voice"),
    path("menu", caller.menu, name="menu"),
    path("menu/heard", caller.menu, {"heard_notice": True}, name="menu_heard"),
    path("code", caller.code, name="code"),
    path("ring", caller.ring, name="ring"),
    path("wait/<int:problem_call>", caller.wait, name="wait"),
    path("queue-result", caller.queue_result, name="queue_result"),
    path("rung/<int:attempt>", caller.rung, name="rung"),
    path("fallback", caller.fallback, name="fallback"),
    path("whisper/<int:leg>", member.whisper, name="whisper"),
    path("accept/<int:leg>", member.accept, name="accept"),
    path("notice/<int:leg>", member.notice, name="notice"),
    path("notice-heard/<int:leg>/<int:attempt>", member.notice_heard, name="notice_heard"),
    path("dial-result/<int:leg>", member.dial_result, name="dial_result"),
    path("test-whisper/<int:leg>", ring_tests.test_whisper, name="test_whisper"),
    path("test-accept/<int:leg>", ring_tests.test_accept, name="test_accept"),
    path("test-status/<int:leg>", ring_tests.test_status, name="test_status"),
    path("next", transfers.next_, name="next"),
    path("on-hold/<int:call>", transfers.on_hold, name="on_hold"),
    path("leg-next/<int:leg>/<int:tries>", transfers.leg_next, name="leg_next"),
    path("room-wait", transfers.room_wait, name="room_wait"),
    path("status", status_callbacks.status, name="status"),
    path("leg-status/<int:leg>", status_callbacks.leg_status, name="leg_status"),
    path("transcription", status_callbacks.transcription, name="transcription"),
    path("recording", status_callbacks.recording, name="recording"),
]
