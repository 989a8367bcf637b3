"""Did we send this? The question, a copy of what others sent in our name, and giving again what works once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_key_or_404, get_text
from helpdesk.lib.toasts import offer_undo
from helpdesk.mail.inbox import LARGEST
from helpdesk.mail.reading.errors import UnreadableError
from tickets.composer.giving_again import files_of, give_again
from tickets.forms.base import new_key
from tickets.forms.ledger import GiveAgainForm
from tickets.inbound.received_mails import cleaned_page
from tickets.ledger import TooLongError, check_sent
from tickets.ledger.checking import LONGEST, guess_question
from tickets.ledger.guard import gap_sentences
from tickets.models import SentCopy
from tickets.views.cases import back_to, view_query, visible_case


@agent_required
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest) -> HttpResponse:
    """/tickets/sent/check/?q=&address=: asked of a pasted text, an address, a link, a Message-ID, or a saved mail."""
    given = request.POST if request.method == "POST" else request.GET
    # One character more than is compared: whoever pastes more is told, and not answered about the beginning.
    pasted = get_text(given, "q", longest=LONGEST + 1)
    address = get_text(given, "address", longest=320)
    file = request.FILES.get("mail")
    context: dict[str, Any] = {"pasted": pasted[:LONGEST], "address": address, "file": file}
    context |= {"result": None, "refusal": ""}
    if not (pasted or address or file):
        if request.method == "POST":
            context["refusal"] = _("Paste something from the email, or choose a saved email (.eml).")
        return render(request, "tickets/ledger/check.html", context, status=422 if context["refusal"] else 200)
    asked = {"address": address} | guess_question(pasted)
    try:
        if file and (file.size is None or file.size > LARGEST):
            raise TooLongError(_("%(name)s is larger than 25 MB.") % {"name": file.name})
        result = check_sent(asked, eml=file.read() if file else b"", by=request.user)
    except (TooLongError, UnreadableError) as error:
        context["refusal"] = str(error)
        return render(request, "tickets/ledger/check.html", context, status=422)
    context |= {"result": result, "gaps": gap_sentences(result["gaps"])}
    return render(request, "tickets/ledger/check.html", context)


@agent_required
@require_GET
def copy_of_others(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/sent/copies/5/?case=12: a mail that another sender sent in our name, as far as we have it. Beside a
    case its links and files can be given to the customer again."""
    copy = get_object_or_404(SentCopy.objects.select_related("source", "received"), pk=pk)
    case = get_key_or_404(request.GET, "case")
    try:
        files = [file.name for file in files_of(copy)]
    except UnreadableError:
        files = []
    context = {
        "copy": copy,
        "text": copy.text.partition("\n")[2],
        "parts": [*copy.links, *files],
        "ticket": visible_case(request, case) if case else None,
        "give_key": new_key(),
    }
    return render(request, "tickets/ledger/copy.html", context)


@agent_required
@require_GET
@xframe_options_sameorigin
def copy_html(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/sent/copies/5/html/: the HTML that a program posted, sealed off from the desk."""
    copy = get_object_or_404(SentCopy, pk=pk)
    if not copy.html:
        raise Http404
    return cleaned_page(copy.html, (), with_remote_pictures=False)


@agent_required
@require_POST
def give(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/give-again/ with offer=3, or copy=5 and the link or file name `part`: mailed once more."""
    ticket = visible_case(request, pk)
    form = GiveAgainForm(request.POST, ticket=ticket)
    if not form.is_valid():
        messages.error(request, _("That cannot be given again. Open the email or the event, and look at it."))
        return back_to(request, ticket)
    try:
        entry = give_again(
            ticket, what=form.what, part=form.cleaned_data["part"], by=request.user, source_key=form.source_key
        )
    except (ConflictError, UnreadableError) as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        to = {"address": entry.sent_mail.to_address}
        offer_undo(
            request,
            _("Given again: the email goes to %(address)s.") % to,
            "tickets:take_back",
            entry.pk,
            query=view_query(request),
        )
    return back_to(request, ticket)
