"""Addresses of escalation: the board, the calls we owe, and the settings."""

from django.urls import path

from escalation.views import board, callbacks, escalations

app_name = "escalation"
urlpatterns = [
    path("escalations/", board.board, name="board"),
    path("escalations/panel/<int:pk>/", board.ticket_panel, name="ticket_panel"),
    path("escalations/raise/<int:pk>/", escalations.raise_, name="raise"),
    path("escalations/<int:pk>/claim/", escalations.claim, name="claim"),
    path("escalations/<int:pk>/release/", escalations.release, name="release"),
    path("escalations/<int:pk>/finish/", escalations.finish, name="finish"),
    path("escalations/<int:pk>/dismiss/", escalations.dismiss, name="dismiss"),
    path("callbacks/<int:pk>/outcome/", callbacks.outcome, name="outcome"),
    path("callbacks/<int:pk>/cancel/", callbacks.cancel, name="cancel"),
]
