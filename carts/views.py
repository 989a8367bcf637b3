"""Pages of carts: the board, one cart with its story, and the fragments that a case shows."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from carts.board import find_carts, open_case_for_cart, read_board
from carts.models import Cart, CartSource, RecoveryStep
from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import get_choice, get_text
from helpdesk.lib.sealed_pages import sealed_page
from tickets.models import Requester, Ticket

CARTS_SHOWN = 10
CASES_LOOKED_THROUGH = 200


@agent_required
@require_GET
def board(request: DeskRequest) -> HttpResponse:
    """GET /carts/: the whole page, or for htmx the board alone."""
    problem = get_choice(request.GET, "problem", Cart.Problem.values)
    group = (problem, get_text(request.GET, "code")) if problem else None
    context = read_board(request.user, at=timezone.now(), group=group)
    context |= {
        "group_label": Cart.Problem(problem).label if group else "",
        "has_source": CartSource.objects.filter(is_active=True).exists(),
        "shop_url": f"{settings.SIMULATOR_URL}/shop" if settings.SIMULATOR_URL else "",
    }
    return render(request, "carts/board/_board.html" if request.htmx else "carts/board/board.html", context)


@agent_required
@require_GET
def found(request: DeskRequest) -> HttpResponse:
    """GET /carts/found/?q=: the carts that a search found; empty when there are none."""
    asked = get_text(request.GET, "q")
    return render(request, "carts/board/_found.html", {"carts": find_carts(asked, user=request.user)})


@agent_required
@require_GET
def detail(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /carts/<pk>/: what happened, what we did about it, and the mail exactly as it left."""
    cart = _cart(request, pk)
    steps = list(cart.recovery_steps.select_related("message"))
    # A case of another team stays that team's, even when its cart is seen here.
    ticket = Ticket.objects.reachable_by(request.user).filter(pk=cart.ticket_id).first() if cart.ticket_id else None
    context = {
        "cart": cart,
        "events": cart.events.all()[:300],
        "steps": steps,
        "ticket": ticket,
        "code": getattr(cart, "recovery_code", None),
        "now": timezone.now(),
    }
    return render(request, "carts/cart/_story.html" if request.htmx else "carts/cart/detail.html", context)


@agent_required
@require_GET
def entry_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """The trace of one cart, below its line on the timeline of a case."""
    cart = _cart(request, pk)
    return render(request, "carts/cart/_trace.html", {"cart": cart, "events": cart.events.all()[:100]})


@agent_required
@require_GET
def ticket_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """The carts of a case, for its context pane; empty when it has none."""
    ticket = get_object_or_404(Ticket.objects.reachable_by(request.user), pk=pk)
    carts = ticket.carts.visible_to(request.user).select_related("event", "source")
    carts = carts.prefetch_related("recovery_steps__message", "events")[:5]
    return render(request, "carts/cart/_ticket_panel.html", {"ticket": ticket, "carts": carts})


@agent_required
@require_GET
def requester_panel(request: DeskRequest, pk: int) -> HttpResponse:
    """The carts of a person, by their addresses and in their cases."""
    people = Requester.objects.visible_to(request.user).prefetch_related("contact_points")
    person = get_object_or_404(people, pk=pk)
    values = [point.value for point in person.contact_points.all()]
    cases = list(person.tickets.order_by("-pk").values_list("pk", flat=True)[:CASES_LOOKED_THROUGH])
    theirs = Q(email__in=values) | Q(phone__in=values) | Q(ticket__in=cases)
    carts = Cart.objects.visible_to(request.user).filter(theirs).select_related("event").order_by("-active_at")
    return render(request, "carts/cart/_requester_panel.html", {"carts": carts[:CARTS_SHOWN]})


@agent_required
@require_POST
def open_case(request: DeskRequest, pk: int) -> HttpResponse:
    """Take the buyer's trouble up as a case."""
    ticket = open_case_for_cart(_cart(request, pk), by=request.user)
    return redirect("tickets:detail", ticket.pk)


@agent_required
@require_GET
@xframe_options_sameorigin
def mail_as_sent(request: DeskRequest, step_pk: int) -> HttpResponse:
    """The HTML of a recovery mail as it left, for a sandboxed frame: no script, nothing fetched, no form."""
    steps = RecoveryStep.objects.filter(cart__in=Cart.objects.visible_to(request.user)).select_related("message")
    step = get_object_or_404(steps, pk=step_pk)
    html = step.message.html if step.message else ""
    if not html:
        raise Http404
    return sealed_page(html)


def _cart(request: DeskRequest, pk: int) -> Cart:
    related = ("event", "source__recovery_line", "ticket", "recovery_code")
    return get_object_or_404(Cart.objects.visible_to(request.user).select_related(*related), pk=pk)
