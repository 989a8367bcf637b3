"""The desk's addresses and the floor of this machine: a view that does nothing, and one that asks for one row."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tickets.models import Ticket


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def select(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Ticket.objects.values_list("status", flat=True).get(pk=1))


urlpatterns = [
    path("bench/empty", empty),
    path("bench/select", select),
    path("", include("helpdesk.urls")),
]
