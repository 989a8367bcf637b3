"""Addresses of cases: nouns, the verb last."""

from django.urls import path

from tickets.views import (
    cases,
    composing,
    drafts,
    inbox,
    quick_log,
    search,
    sent,
    service_levels,
    tags,
    watching,
    work,
    writing,
)

app_name = "tickets"
urlpatterns = [
    path("tickets/", inbox.inbox, name="inbox"),
    path("tickets/news/", inbox.news, name="news"),
    path("tickets/new/", quick_log.new, name="new"),
    path("tickets/search/", search.search, name="search"),
    path("tickets/sent/", sent.sent, name="sent"),
    path("tickets/sent/<int:pk>/", sent.sent_copy, name="sent_copy"),
    path("tickets/sent/<int:pk>/html/", sent.sent_html, name="sent_html"),
    path("tickets/sent/<int:pk>/file/", sent.sent_file, name="sent_file"),
    path("tickets/sent/<int:pk>/again/", sent.send_again, name="send_again"),
    path("settings/promises/", service_levels.service_levels, name="service_levels"),
    path("settings/calendars/new/", service_levels.calendar, name="new_calendar"),
    path("settings/calendars/<int:pk>/", service_levels.calendar, name="calendar"),
    path("settings/calendars/<int:pk>/delete/", service_levels.delete_calendar, name="delete_calendar"),
    path("tickets/<int:pk>/", cases.detail, name="detail"),
    path("tickets/<int:pk>/timeline/", cases.timeline, name="timeline"),
    path("tickets/<int:pk>/write/", composing.write, name="write"),
    path("tickets/<int:pk>/draft/", drafts.draft, name="draft"),
    path("tickets/<int:pk>/draft/others/drop/", drafts.drop_others, name="drop_draft_others"),
    path("tickets/<int:pk>/remedy/", writing.remedy, name="remedy"),
    path("tickets/<int:pk>/refusal/", writing.refusal, name="refusal"),
    path("tickets/<int:pk>/take/", work.take, name="take"),
    path("tickets/<int:pk>/assign/", work.assign, name="assign"),
    path("tickets/<int:pk>/priority/", work.priority, name="priority"),
    path("tickets/<int:pk>/status/", work.status, name="status"),
    path("tickets/<int:pk>/solve/", work.solve, name="solve"),
    # Working together
    path("tickets/watchers/", watching.watchers, name="watchers"),
    path("tickets/<int:pk>/watch/", watching.watch, name="watch"),
    path("tickets/<int:pk>/leave/", watching.leave, name="leave"),
    path("tickets/<int:pk>/tags/", tags.tag_case, name="tag_case"),
    path("settings/tags/", tags.tags, name="tags"),
    path("settings/tags/new/", tags.tag, name="new_tag"),
    path("settings/tags/<int:pk>/", tags.tag, name="tag"),
    path("settings/tags/<int:pk>/merge/", tags.merge_tag, name="merge_tag"),
    path("settings/tags/<int:pk>/delete/", tags.remove_tag, name="delete_tag"),
]
