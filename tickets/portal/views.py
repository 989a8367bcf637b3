"""Help pages of whoever comes: report a problem, ask for one's cases, press the button of a mail."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from helpdesk.lib.parameters import get_choice
from tickets.cases.case_mails import follow_token
from tickets.models import ContactPoint, LinkRequest, Organizer, Ticket
from tickets.portal import links
from tickets.portal.answering import add_address as keep_address
from tickets.portal.conversation import STATUSES, cases_of
from tickets.portal.forms import AddressForm, ReportForm
from tickets.portal.frame import help_page, is_pressed, page, to_page
from tickets.portal.reporting import FASTEST, FILLED_TRAP, NO_PAGE, TOO_FAST, report_problem
from tickets.portal.requests import ask_for_link

REPORT = "report"
SHOWN = 100


@help_page
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str = "") -> HttpResponse:
    """/help/ and /help/riverside-hall/: the form, and what became of it. Any other address below says what to do."""
    organizer = Organizer.objects.select_related("team").filter(slug=slug).first() if slug else None
    if slug and organizer is None:
        return page(request, "nothing", status=404)
    at = timezone.now()
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    if not form.is_valid():
        context = {"form": form, "token": links.form_token(REPORT, at=at)}
        return page(request, "report", context, organizer=organizer, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    shown = links.read_form_token(said["form"], REPORT, at=at)
    doubts: list[Any] = [FILLED_TRAP] if said["website"] else []
    if shown is None:
        doubts.append(NO_PAGE)
    elif shown[1] < FASTEST:
        doubts.append(TOO_FAST)
    key = shown[0] if shown else links.new_key()
    ticket, refusals = report_problem(said, key=key, organizer=organizer, files=said["files"], doubts=doubts, at=at)
    context = {"ticket": ticket, "refusals": refusals, "said": said, "is_mailed": said["email"] and not doubts}
    return page(request, "reported", context, organizer=organizer)


@help_page
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest) -> HttpResponse:
    """/help/cases/: the cases of each address that this browser confirmed; and a form that mails a link to another."""
    if get_choice(request.POST, "act", {"forget"}):
        response = to_page(request, "help:cases")
        links.forget(response)
        return response
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        language = translation.get_language() or settings.LANGUAGE_CODE
        address = form.cleaned_data["email"]
        ask_for_link(LinkRequest.Kind.CASES, address=address, language=language, at=timezone.now())
        return page(request, "asked")
    lists = []
    for point in [point for point in links.confirmed_points(request) if not point.claim]:
        rows = [
            {"ticket": ticket, "status": STATUSES[ticket.survivor.status], "token": follow_token(ticket, point)}
            for ticket in cases_of(point.requester)[:SHOWN]
        ]
        lists.append((point.value, rows))
    return page(request, "cases", {"form": form, "lists": lists}, status=422 if form.is_bound else 200)


@help_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """/help/confirm/…/, the link of a mail: its button lets this browser write, and shows the case, or all of them."""
    found = links.read_confirm_token(token)
    if found is None:
        return page(request, "gone", status=404)
    point, ticket = found
    if not is_pressed(request):
        return page(request, "confirm", {"ticket": ticket, "is_new": False})
    response = to_page(request, *_place(ticket, point))
    links.remember(response, point, request=request, at=timezone.now())
    return response


@help_page
@require_http_methods(["GET", "HEAD", "POST"])
def add_address(request: HttpRequest, token: str) -> HttpResponse:
    """/help/address/…/, the link of a mail: its button adds the address that the mail came to."""
    found = links.read_add_token(token)
    if found is None:
        return page(request, "gone", status=404)
    ticket, address = found
    if not is_pressed(request):
        return page(request, "confirm", {"ticket": ticket, "is_new": True})
    at = timezone.now()
    point = keep_address(ticket, address, at=at)
    response = to_page(request, *_place(ticket, point), done="added")
    links.remember(response, point, request=request, at=at)
    return response


def _place(ticket: Ticket | None, point: ContactPoint) -> list[str]:
    """Route and arguments of the page of the case, or of all cases."""
    return ["help:case", follow_token(ticket, point)] if ticket else ["help:cases"]
