"""The offers of an event: everybody who sees the event reads them there, managers write them down."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, manager_required
from tickets.forms.ledger import OfferForm
from tickets.ledger.settings import configure_offer, delete_offer
from tickets.models import Event, Offer


@manager_required
@require_http_methods(["GET", "POST"])
def new_offer(request: DeskRequest, pk: int) -> HttpResponse:
    """/events/5/offers/new/"""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    return _edit(request, Offer(event=event))


@manager_required
@require_http_methods(["GET", "POST"])
def offer(request: DeskRequest, pk: int) -> HttpResponse:
    """/events/offers/3/"""
    return _edit(request, _visible_offer(request, pk))


@manager_required
@require_POST
def remove_offer(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /events/offers/3/delete/"""
    row = _visible_offer(request, pk)
    delete_offer(row)
    messages.success(request, _("%(row)s deleted.") % {"row": row})
    return redirect(row.event)


def _visible_offer(request: DeskRequest, pk: int) -> Offer:
    visible = Offer.objects.filter(event__in=Event.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("event"), pk=pk)


def _edit(request: DeskRequest, row: Offer) -> HttpResponse:
    form = OfferForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        try:
            configure_offer(row)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(row)s saved.") % {"row": row})
            return redirect(row.event)
    context = {"form": form, "event": row.event, "offer": row if row.pk else None}
    return render(request, "tickets/ledger/offer.html", context, status=422 if form.is_bound else 200)
