"""URLs of escalation: the board, the callbacks, and the settings."""

from django.urls import path

from escalation.views import audio, board, callbacks, duty, escalations, lines, ring_groups, status
from helpdesk.accounts.people import views as people

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
    path("audio/<str:token>", audio.audio, name="audio"),
    path("away/", status.away, name="away"),
    path("away/back/", status.back, name="back"),
    path("away/people/<int:pk>/", status.away_of, name="away_of"),
    path("away/people/<int:pk>/back/", status.back_of, name="back_of"),
    path("settings/lines/", lines.lines, name="lines"),
    path("settings/duty/", duty.duty, name="duty"),
    path("settings/duty/state/", status.state, name="duty_state"),
    path("settings/duty/status/", status.set_status, name="status"),
    path("settings/duty/status/undo/", status.undo_status, name="undo_status"),
    path("settings/duty/switch/", duty.switch, name="switch_duty"),
    path("settings/duty/team/", duty.team_duty, name="team_duty"),
    path("settings/duty/people/<int:pk>/", duty.duty_of, name="duty_of"),
    path("settings/duty/people/<int:pk>/switch/", duty.switch_of, name="switch_duty_of"),
    path("settings/lines/new/", lines.line, name="new_line"),
    path("settings/lines/<int:pk>/", lines.line, name="line"),
    path("settings/lines/<int:pk>/words/", lines.words, name="words"),
    path("settings/lines/<int:pk>/hours/", lines.hours, name="hours"),
    path("settings/ring-groups/new/", ring_groups.ring_group, name="new_ring_group"),
    path("settings/ring-groups/<int:pk>/", ring_groups.ring_group, name="ring_group"),
    path("settings/teams/", people.teams, name="teams"),
    path("settings/teams/new/", people.team, name="new_team"),
    path("settings/teams/<int:pk>/", people.team, name="team"),
    path("settings/teams/<int:pk>/delete/", people.remove_team, name="delete_team"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/new/", people.invite, name="invite"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/invite/", people.invite_again, name="invite_again"),
]
