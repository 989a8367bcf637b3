"""Help page of one case, by its link: read it, and once the address is confirmed, do something about it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from helpdesk.lib.file_responses import saved_file
from helpdesk.lib.parameters import get_choice, get_text
from helpdesk.lib.rates import is_too_often
from tickets.cases.case_mails import follow_token
from tickets.models import LinkRequest, Ticket
from tickets.portal import answering, links
from tickets.portal.conversation import attachments_of, describe_case, read_conversation
from tickets.portal.forms import AddressForm, MessageForm
from tickets.portal.frame import help_page, page, to_page
from tickets.portal.requests import ask_for_link

DONE = {
    "asked": _("We sent an email to the address that this link was sent to. Press the button in it to go on here."),
    "confirmed": _("Thank you. You can write to us here now."),
    "written": _("We have your message."),
    "manager": _("A manager has been asked to look at your case."),
    "solved": _("Thank you for telling us."),
    "owed": _("Thank you for telling us. The case stays open until we have done what we promised."),
    "unsolved": _("We have it, and go on with your case."),
    "address": _("We sent an email to that address. Press the button in it to add the address."),
    "added": _("Thank you. We have your other address."),
    "data": _("We have your request. You get an answer within a month."),
}
"""What is said first, by the name that stands in the address."""
WITH_WORDS = ("write", "manager", "solved", "unsolved")
"""Those that send the message that was typed as well."""
ACTS = ("confirm", "forget", "write", "manager", "solved", "unsolved", "address", "copy", "erase")
LONGEST_WHY = 2_000
MOST_ADDRESSES = 5
"""That may be asked to be added to one case within an hour: each gets a mail of ours."""


@help_page
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, token: str) -> HttpResponse:
    """/help/case/…/: what was said and how far it is; POST with `act` does one of ACTS."""
    following = links.read_follow_token(token)
    if following is None:
        return page(request, "gone", status=404)
    if request.method != "POST":
        return _show(request, following)
    act, at = get_choice(request.POST, "act", ACTS), timezone.now()
    if act == "confirm":
        _ask(LinkRequest.Kind.CONFIRM, following, address=following.point.value)
        return to_page(request, "help:case", token, done="asked")
    if act == "forget":
        response = to_page(request, "help:case", token)
        links.forget(response)
        return response
    if following.point not in links.confirmed_points(request):
        return _show(request, following, status=403)
    shown = links.read_form_token(get_text(request.POST, "form", longest=500), following.ticket.pk, at=at)
    if shown is None:
        again = _("This page was open for long, or the button was pressed elsewhere. Please press it again.")
        written = {"form": MessageForm(request.POST)} if act in WITH_WORDS else {}
        return _show(request, following, error=again, status=422, **written)
    return _act(request, following, act, key=shown[0])


def _act(request: HttpRequest, following: links.Following, act: str, *, key: str) -> HttpResponse:
    """What the requester wants, and the page that says so."""
    ticket, at = following.ticket, timezone.now()
    why, missing = (get_text(request.POST, name, longest=LONGEST_WHY) for name in ("why", "missing"))
    refusals: list[str] = []
    goes_on, done = ticket, "written"
    form = MessageForm(request.POST, request.FILES)
    if act in WITH_WORDS and (act == "write" or form.has_words()):
        if not form.is_valid():
            return _show(request, following, form=form, status=422)
        said = form.cleaned_data
        # The message and what was pressed with it are two things that are said, each once.
        named = key if act == "write" else f"{key}-said"
        goes_on, refusals = answering.write(ticket, text=said["text"], files=said["files"], key=named, at=at)
    match act:
        case "write":
            pass
        case "manager":
            goes_on, done = answering.ask_for_manager(goes_on, text=why, key=key, at=at), "manager"
        case "unsolved":
            goes_on, done = answering.say_unsolved(goes_on, text=missing, key=key, at=at), "unsolved"
        case "copy" | "erase":
            goes_on, done = answering.ask_for_data(ticket, is_erasure=act == "erase", key=key, at=at), "data"
        case "solved":
            done = "solved" if answering.say_solved(goes_on, at=at) else "owed"
        case "address":
            adding = AddressForm(request.POST)
            if not adding.is_valid():
                return _show(request, following, adding=adding, status=422)
            if is_too_often(f"help-address:{ticket.pk}", most=MOST_ADDRESSES, minutes=60):
                return _show(request, following, error=_("These are many addresses. Try again in an hour."), status=429)
            _ask(LinkRequest.Kind.ADDRESS, following, address=adding.cleaned_data["email"])
            goes_on, done = ticket, "address"
        case _:
            return _show(request, following, status=422)
    if refusals:
        return _show(request, links.Following(_own(goes_on, ticket), following.point), refusals=refusals)
    token = follow_token(_own(goes_on, ticket), following.point)
    return to_page(request, "help:case", token, done=done)


def _own(goes_on: Ticket, ticket: Ticket) -> Ticket:
    """The case whose link is shown next: a new one that goes on with a closed one, but never that of somebody else."""
    return goes_on if goes_on.requester_id == ticket.requester_id else ticket


def _ask(kind: str, following: links.Following, *, address: str) -> None:
    language = translation.get_language() or settings.LANGUAGE_CODE
    ask_for_link(kind, address=address, ticket=following.ticket, language=language, at=timezone.now())


def _show(request: HttpRequest, following: links.Following, *, status: int = 200, **context: Any) -> HttpResponse:
    ticket, at = following.ticket, timezone.now()
    is_confirmed = following.point in links.confirmed_points(request)
    context = {
        "form": MessageForm(),
        "adding": AddressForm(),
        **context,
        **describe_case(ticket),
        "ticket": ticket,
        "why": get_text(request.POST, "why", longest=LONGEST_WHY),
        "missing": get_text(request.POST, "missing", longest=LONGEST_WHY),
        "entries": read_conversation(ticket, at=at),
        "token": follow_token(ticket, following.point),
        "is_confirmed": is_confirmed,
        "form_token": links.form_token(ticket.pk, at=at) if is_confirmed else "",
        "done": DONE.get(get_choice(request.GET, "done", DONE), "") if request.method != "POST" else "",
    }
    organizer = ticket.event.organizer if ticket.event else None
    return page(request, "case", context, organizer=organizer, status=status)


@help_page
@require_http_methods(["GET", "HEAD"])
def file(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """/help/case/…/files/7/: one that stands on the page of the case, to be saved."""
    following = links.read_follow_token(token)
    files = attachments_of(following.ticket, at=timezone.now()) if following else []
    found = next((one for one in files if one.pk == pk), None)
    if found is None:
        return page(request, "gone", status=404)
    try:
        return saved_file(found.file.open("rb"), name=found.name)
    except FileNotFoundError:
        return page(request, "gone", status=404)
