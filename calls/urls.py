"""Addresses of the calls app. The provider's are exact, without a slash at the end: a redirect loses what it posts."""

from django.urls import path

from calls.views import callbacks, calls, recording_acts, recordings, ringing, softphones
from calls.webhooks import caller, member, reports

app_name = "calls"
urlpatterns = [
    path("calls/", calls.call_list, name="list"),
    path("calls/ringing/", ringing.ringing, name="ringing"),
    path("calls/<int:pk>/", calls.detail, name="detail"),
    path("calls/<int:pk>/entry/", calls.entry_panel, name="entry_panel"),
    path("calls/ticket/<int:pk>/", calls.ticket_panel, name="ticket_panel"),
    path("calls/recordings/<int:pk>/", calls.recording_panel, name="recording_panel"),
    path("calls/recordings/<int:pk>/play/", recordings.play, name="play"),
    path("calls/recordings/<int:pk>/peaks/", recordings.peaks, name="peaks"),
    path("calls/recordings/<int:pk>/download/", recordings.download, name="download"),
    path("calls/recordings/<int:pk>/delete/", recording_acts.delete, name="delete_recording"),
    path("calls/recordings/<int:pk>/hold/", recording_acts.hold, name="hold_recording"),
    path("calls/recordings/<int:pk>/release/", recording_acts.release, name="release_recording"),
    path("calls/recordings/<int:pk>/try-again/", recording_acts.try_again, name="try_again"),
    path("callbacks/<int:pk>/call/", callbacks.start_callback, name="start_callback"),
    path("callbacks/<int:pk>/panel/", callbacks.callback_panel, name="callback_panel"),
    path("calls/softphone/token/", softphones.token, name="softphone_token"),
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
