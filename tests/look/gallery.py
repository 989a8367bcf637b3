"""Pages that show every part of the design once, for the tests that look at them. Not a part of the product."""

import datetime as dt
from collections.abc import Iterator

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.navigation import Navigation

VIEWS, FURTHER, FOOT = {"kind": "views"}, {"kind": "places"}, {"kind": "foot"}
PLACES = [
    ("Problem line", "/w/", "phone-incoming", "p", 2, "red", VIEWS),
    ("My cases", "/workspace/", "inbox", "m", 7, "", VIEWS),
    ("Escalations", "/parts/", "flame", "e", 3, "amber", FURTHER),
    ("Carts at risk", "/carts/", "shopping-cart-x", "a", 0, "", FURTHER),
    ("Settings", "/settings/", "settings", "", 0, "", FOOT),
]
PLACE_KEYS = ["label", "url", "icon", "key", "count", "tone", "section"]


class LineForm(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(help_text="As the callers hear it.")
    kind = forms.ChoiceField(choices=[("main", "Main line"), ("problem", "Problem line")])
    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    active = forms.BooleanField(required=False, label="Ring this line")
    rings = forms.ChoiceField(choices=[("all", "Everyone at once"), ("one", "In turn")], widget=forms.RadioSelect)


def navigation(request: HttpRequest) -> dict[str, object]:
    places = [dict(zip(PLACE_KEYS, place, strict=True)) for place in PLACES]
    return {"nav": Navigation([place | {"name": place["url"]} for place in places], request.path, is_fresh=True)}


def page(request: HttpRequest, name: str) -> HttpResponse:
    """The page called `name`, seen by a person whose theme and keys the query names."""
    request.user = User(
        name="Ana Silva",
        email="ana@desk.test",
        theme=request.GET.get("theme", User.Theme.LIGHT),
        keys_on="keys-off" not in request.GET,
    )
    now = timezone.now()
    moments = {
        "fresh": now - dt.timedelta(minutes=5),
        "old": now - dt.timedelta(hours=3),
        "soon": now + dt.timedelta(minutes=10),
        "late": now - dt.timedelta(minutes=25),
    }
    statuses = ["new", "open", "pending", "solved", "closed", "failed", "unknown"]
    return render(request, f"look/{name}.html", moments | {"form": LineForm({}), "statuses": statuses})


def nothing(request: HttpRequest, **_: object) -> HttpResponse:
    return HttpResponse("")


def part(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fetched again")


def live(request: HttpRequest) -> StreamingHttpResponse:
    """The news that the part called `clock` changed, and then the end of the stream."""

    def news() -> Iterator[str]:
        yield 'event: changed\ndata: {"parts": ["clock"]}\n\n'

    return StreamingHttpResponse(news(), content_type="text/event-stream")


tickets = [
    path(f"{name}/", nothing, name=name)
    for name in ("search", "search_hints", "check_sent", "new", "mention_news", "notices", "push", "service_worker")
]
escalation = [path(f"{name}/", nothing, name=name) for name in ("away", "duty", "duty_state", "status")]
calls = [path("ringing/", nothing, name="ringing")]
accounts = [
    path("", nothing, name="profile"),
    path("session/", nothing, name="session"),
    path("theme/", nothing, name="theme"),
]
urlpatterns = [
    path("", nothing, name="home"),
    path("live/", live, name="live"),
    path("menu/", nothing, name="menu"),
    path("livez", nothing, name="livez"),
    path("part/", part, name="part"),
    path("tickets/", include((tickets, "tickets"))),
    path("duty/", include((escalation, "escalation"))),
    path("calls/", include((calls, "calls"))),
    path("me/", include((accounts, "accounts"))),
    path("accounts/", include("allauth.urls")),
    path("<name>/", page),
]
