"""Saved views: create, edit, reorder, delete."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_text
from tickets.forms.saved_views import SavedViewForm, initial_of, initial_of_saved
from tickets.lists import change_view, delete_view, move_view, save_view
from tickets.lists.listing import read_listing, read_text
from tickets.models import SavedView


@agent_required
@require_GET
def views(request: DeskRequest) -> HttpResponse:
    """GET /tickets/views/: the views that this person sees or may change."""
    seen = (SavedView.objects.shown_to(request.user) | SavedView.objects.changeable_by(request.user)).distinct()
    changeable = set(SavedView.objects.changeable_by(request.user).values_list("pk", flat=True))
    rows = sorted(seen.select_related("team", "owner"), key=lambda row: (row.team is not None, str(row.team)))
    for row in rows:
        # What the view shows, as its form has it.
        listing = read_text(row.query)
        parts = [listing.label, str(listing.filters), str(listing.sorting.label) if listing.sort else ""]
        row.said = " · ".join(part for part in parts if part)
    return render(request, "tickets/lists/saved_views.html", {"rows": rows, "changeable": changeable})


@agent_required
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """/tickets/views/new/?view=open&tag=vip: keep this list under a name."""
    listing = read_listing(request.GET, request.user)
    data = request.POST if request.method == "POST" else None
    form = SavedViewForm(data, user=request.user, initial=initial_of(listing))
    if data is not None and form.is_valid():
        try:
            row = save_view(by=request.user, **form.fields_of_view)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(view)s” is saved.") % {"view": row})
            return redirect(row)
    return render(request, "tickets/lists/saved_view.html", {"form": form}, status=422 if form.errors else 200)


@agent_required
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """/tickets/views/7/: change its name, its filters and whom it is shown to."""
    row = _changeable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = SavedViewForm(data, user=request.user, initial=initial_of_saved(row))
    if data is not None and form.is_valid():
        try:
            change_view(row, **form.fields_of_view)
        except ConflictError as error:
            messages.error(request, str(error))
            return redirect("tickets:saved_views")
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("“%(view)s” is saved.") % {"view": row})
            return redirect("tickets:saved_views")
    context = {"form": form, "row": SavedView.objects.get(pk=pk)}
    return render(request, "tickets/lists/saved_view.html", context, status=422 if form.errors else 200)


@agent_required
@require_POST
def move(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/views/7/move/ with to=up or to=down."""
    move_view(_changeable(request, pk), up=get_text(request.POST, "to") == "up")
    return redirect("tickets:saved_views")


@agent_required
@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/views/7/delete/: the list only; the cases stay."""
    row = _changeable(request, pk)
    delete_view(row)
    messages.success(request, _("“%(view)s” is deleted. Its cases are where they were.") % {"view": row})
    return redirect("tickets:saved_views")


def _changeable(request: DeskRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.changeable_by(request.user).select_related("team"), pk=pk)
