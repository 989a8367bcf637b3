"""Addresses of the calls app. The provider's are exact, without a slash at the end: a redirect loses what it posts."""

from django.urls import path

from calls.webhooks import caller, member, reports

app_name = "calls"
urlpatterns = [
    path("twilio/voice", caller.voice, name="voice"),
    path("twilio/menu", caller.menu, name="menu"),
    path("twilio/code", caller.code, name="code"),
    path("twilio/ring", caller.ring, name="ring"),
    path("twilio/wait/<int:problem_call>", caller.wait, name="wait"),
    path("twilio/queue-result", caller.queue_result, name="queue_result"),
    path("twilio/fallback", caller.fallback, name="fallback"),
    path("twilio/whisper/<int:leg>", member.whisper, name="whisper"),
    path("twilio/accept/<int:leg>", member.accept, name="accept"),
    path("twilio/notice/<int:leg>", member.notice, name="notice"),
    path("twilio/dial-result", member.dial_result, name="dial_result"),
    path("twilio/status", reports.status, name="status"),
    path("twilio/leg-status/<int:leg>", reports.leg_status, name="leg_status"),
    path("twilio/recording", reports.recording, name="recording"),
]
