"""Settings pages of organizers and events."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib import settings_rows
from helpdesk.lib.errands import errand_to
from helpdesk.lib.keyset import Keyset, write_cursor
from helpdesk.lib.moments import say_there
from helpdesk.lib.parameters import get_text
from helpdesk.mail.outbox.fields import sender_facts
from tickets.forms.organizers import EventForm, OrganizerForm
from tickets.models import Event, Organizer
from tickets.people.organizers import configure_event, configure_organizer, delete_event, delete_organizer

PAGE_SIZE = 100
NEWEST = Keyset("starts_at", newest_first=True)


def _row(row: Organizer | Event, route: str, *values: object) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "label": row.name,
        "url": reverse(route, args=[row.pk]),
        "is_active": True,
        "values": values,
    }


@admin_required
@require_GET
def organizers(request: DeskRequest) -> HttpResponse:
    """GET /settings/organizers/"""
    rows = Organizer.objects.select_related("team")
    context = {
        "headings": [_("Organizer"), _("Team"), _("Contact email")],
        "rows": [_row(row, "tickets:edit_organizer", row.team, row.contact_email) for row in rows],
        "add_url": reverse("tickets:new_organizer"),
        "add_label": _("Add organizer"),
        "empty_title": _("No organizer yet"),
        "empty_text": _("Events and shops belong to an organizer, so start here."),
    }
    return render(request, "settings_list.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def organizer(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/organizers/3/ and /settings/organizers/new/"""
    row = get_object_or_404(Organizer, pk=pk) if pk else Organizer()
    form = OrganizerForm(request.POST if request.method == "POST" else None, instance=row)
    context: dict[str, Any] = {
        "title": _("Add organizer"),
        "delete_url": pk and reverse("tickets:delete_organizer", args=[pk]),
    }
    if pk:
        context |= sender_facts(row, name=request.user.name)
    return settings_rows.edit(
        request,
        form,
        row=row,
        save=lambda: configure_organizer(form.instance),
        back="tickets:organizer_settings",
        context=context,
    )


@admin_required
@require_POST
def remove_organizer(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/organizers/3/delete/"""
    row = get_object_or_404(Organizer, pk=pk)
    return settings_rows.remove(request, row, by=lambda: delete_organizer(row), back="tickets:organizer_settings")


@admin_required
@require_GET
def events(request: DeskRequest) -> HttpResponse:
    """GET /settings/events/?after=<cursor>: those that start last come first."""
    after = NEWEST.read_or_404(get_text(request.GET, "after"))
    shown, _previous, following = NEWEST.page(Event.objects.select_related("organizer"), size=PAGE_SIZE, after=after)
    cursor = write_cursor(following)
    context = {
        "headings": [_("Event"), _("Starts"), _("Venue"), _("Organizer")],
        "rows": [
            _row(row, "tickets:edit_event", say_there(row.starts_at, row.zone), row.venue, row.organizer)
            for row in shown
        ],
        "add_url": reverse("tickets:new_event"),
        "add_label": _("Add event"),
        "empty_title": _("No event yet"),
        "empty_text": _("Shops report their events with the carts; add one by hand if no shop is connected yet."),
        "older_url": f"?{urlencode({'after': cursor})}" if cursor else "",
        "newer_url": request.path if after else "",
    }
    return render(request, "settings_list.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def event(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/events/5/ and /settings/events/new/"""
    row = get_object_or_404(Event, pk=pk) if pk else Event(timezone=request.user.timezone)
    form = EventForm(request.POST if request.method == "POST" else None, instance=row)
    # What must be there before an event can be added: why, the button's words, and where it leads.
    needs = []
    if not Organizer.objects.exists():
        url = errand_to("tickets:new_organizer", request=request)
        needs = [(_("An event belongs to an organizer."), _("Add organizer"), url)]
    return settings_rows.edit(
        request,
        form,
        row=row,
        save=lambda: configure_event(form.instance),
        back="tickets:event_settings",
        context={
            "title": _("Add event"),
            "delete_url": pk and reverse("tickets:delete_event", args=[pk]),
            "needs": needs,
        },
    )


@admin_required
@require_POST
def remove_event(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/events/5/delete/"""
    row = get_object_or_404(Event, pk=pk)
    return settings_rows.remove(request, row, by=lambda: delete_event(row), back="tickets:event_settings")
