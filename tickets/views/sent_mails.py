"""Sent mails, exactly as they left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_text
from helpdesk.lib.sealed_pages import sealed_page
from helpdesk.mail.models import OutboundMessage
from tickets.composer import send_mail_again
from tickets.composer.sent_mails import (
    DOUBTFUL,
    doubtful_first,
    find_mails,
    read_parts,
    with_pictures,
)
from tickets.ledger import check_sent
from tickets.ledger.access import mails_visible_to
from tickets.ledger.checking import guess_question
from tickets.ledger.guard import gap_sentences
from tickets.models import Ticket

NEWEST = 60
MOST_EVENTS = 100


@agent_required
@require_GET
def sent(request: DeskRequest) -> HttpResponse:
    """GET /tickets/sent/?q=: the newest mails, doubtful ones first; by address, Message-ID or pasted text."""
    asked = get_text(request.GET, "q", longest=5000)
    mails = mails_visible_to(request.user)
    if asked:
        mails = find_mails(mails, asked)
    result = check_sent(guess_question(asked), by=request.user) if asked else {"copies": [], "sources": [], "gaps": []}
    context = {
        "asked": asked,
        "copies": [copy for copy in result["copies"] if copy["kind"] == "copy"],
        "sources": result["sources"],
        "gaps": gap_sentences(result["gaps"]),
        "mails": doubtful_first(mails).prefetch_related("resends")[:NEWEST],
        "doubtful": DOUBTFUL,
    }
    return render(request, "tickets/composer/sent.html", context)


@agent_required
@require_GET
def sent_copy(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/sent/5/: one mail with its headers, its state, and whether the kept bytes are still the same."""
    message = _visible_mail(request, pk)
    mail, text, html = read_parts(message)
    context = {
        "message": message,
        "headers": [(name, str(value)) for name, value in mail.items() if not name.lower().startswith("content-")],
        "text": text,
        "has_html": bool(html),
        "tickets": Ticket.objects.visible_to(request.user).filter(entries__message=message).distinct(),
        "may_resend": message.status in DOUBTFUL,
        "copies": message.resends.all(),
        "deliveries": message.delivery_events.all()[:MOST_EVENTS],
    }
    return render(request, "tickets/composer/sent_copy.html", context)


@agent_required
@require_GET
@xframe_options_sameorigin
def sent_html(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/sent/5/html/: the HTML part as it left, not even cleaned, and sealed off from the desk."""
    mail, _text, html = read_parts(_visible_mail(request, pk))
    return sealed_page(with_pictures(mail, html))


@agent_required
@require_GET
def sent_file(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/sent/5/file/: the bytes as they left, to keep or to show to a court."""
    message = _visible_mail(request, pk)
    response = HttpResponse(bytes(message.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="mail-{message.pk}.eml"'
    return response


@agent_required
@require_POST
def send_again(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/sent/5/again/: a failed or doubtful mail leaves once more, marked as a copy."""
    message = _visible_mail(request, pk)
    try:
        copy = send_mail_again(message, by=request.user)
    except ConflictError as error:
        messages.error(request, str(error))
        return redirect("tickets:sent_copy", pk=message.pk)
    messages.success(request, _("A copy goes to %(address)s.") % {"address": copy.to_address})
    return redirect("tickets:sent_copy", pk=copy.pk)


def _visible_mail(request: DeskRequest, pk: int) -> OutboundMessage:
    return get_object_or_404(mails_visible_to(request.user).defer(None), pk=pk)
