"""URLs of the help pages. What comes before the last one no organizer may be called (tickets/people/organizers.py)."""

from django.urls import path

from tickets.portal import case_views, views

app_name = "help"
urlpatterns = [
    path("", views.report, name="report"),
    path("cases/", views.cases, name="cases"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("address/<str:token>/", views.add_address, name="add_address"),
    path("case/<str:token>/", case_views.case, name="case"),
    path("case/<str:token>/files/<int:pk>/", case_views.file, name="case_file"),
    path("<path:slug>/", views.report, name="organizer"),
]
