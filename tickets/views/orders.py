"""Orders of a requester, and the settings of the shop."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required, agent_required
from tickets.forms.orders import OrderSourceForm, TryOrdersForm
from tickets.models import OrderSource, Requester
from tickets.people import connect_orders
from tickets.people.orders import OrdersError, ask, connected_source, orders_of
from tickets.views.cases import visible_case


@agent_required
@require_GET
def ticket_orders(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/orders/: a fragment, so that a slow shop never slows the page of a case."""
    ticket = visible_case(request, pk)
    return _orders(request, ticket.requester, reference=ticket.order_reference)


@agent_required
@require_GET
def requester_orders(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /requesters/7/orders/"""
    people = Requester.objects.visible_to(request.user).prefetch_related("contact_points")
    return _orders(request, get_object_or_404(people, pk=pk))


@admin_required
@require_http_methods(["GET", "POST"])
def order_source(request: DeskRequest) -> HttpResponse:
    """/settings/orders/: which shop is asked, and with which key."""
    source = OrderSource.objects.first()
    form = OrderSourceForm(request.POST if request.method == "POST" else None, instance=source)
    if form.is_bound and form.is_valid():
        connect_orders(token=form.cleaned_data["token"], **{name: form.cleaned_data[name] for name in form.Meta.fields})
        messages.success(request, _("Saved. Try it with the address of a buyer."))
        return redirect("tickets:order_source")
    return _show_settings(request, form, TryOrdersForm(), status=422 if form.is_bound else 200)


@admin_required
@require_POST
def try_orders(request: DeskRequest) -> HttpResponse:
    """POST /settings/orders/try/ with email: what the shop says, or why it says nothing."""
    source, form = connected_source(), TryOrdersForm(request.POST)
    if source is None or not form.is_valid():
        return _show_settings(request, OrderSourceForm(instance=source), form, status=422)
    try:
        found: dict[str, object] = {"orders": ask(source, [("email", form.cleaned_data["email"])])}
    except OrdersError as error:
        found = {"trouble": str(error)}
    return _show_settings(request, OrderSourceForm(instance=source), form, tried=found)


def _orders(request: DeskRequest, person: Requester, *, reference: str = "") -> HttpResponse:
    source = connected_source()
    context: dict[str, object] = {"source": source, "reference": reference}
    if source:
        try:
            context["orders"] = orders_of(source, person, reference=reference)
        except OrdersError as error:
            context["trouble"] = str(error)
    return render(request, "tickets/people/_orders.html", context)


def _show_settings(
    request: DeskRequest,
    form: OrderSourceForm,
    try_form: TryOrdersForm,
    *,
    tried: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_saved = OrderSource.objects.filter(is_active=True).exists()
    context = {"form": form, "try_form": try_form, "tried": tried, "is_saved": is_saved}
    return render(request, "tickets/settings/order_source.html", context, status=status)
