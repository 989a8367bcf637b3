"""Received mails: the list, each as it came, and what to do with those that are on no case."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_choice, get_text
from helpdesk.mail.inbox import LARGEST, keep_message, read_guarded
from helpdesk.mail.models import InboundMessage
from helpdesk.mail.reading.errors import UnreadableError
from tickets.inbound import open_case_for, read_again
from tickets.inbound.received_mails import received_page, received_visible_to
from tickets.models import Ticket

NEWEST = 60
Status = InboundMessage.Status


@agent_required
@require_GET
def received(request: DeskRequest) -> HttpResponse:
    """GET /tickets/received/?status=&q=: the newest mails that came in; `q` is a sender's address or a Message-ID."""
    status = get_choice(request.GET, "status", ["", *Status.values])
    asked = get_text(request.GET, "q", longest=500).strip()
    # Copies of what others sent are found among the sent mails.
    mails = received_visible_to(request.user).filter(sent_copy=None)
    if status:
        mails = mails.filter(status=status)
    if asked:
        is_id = asked.startswith("<")
        mails = mails.filter(message_id=asked) if is_id else mails.filter(from_address=normal_email(asked))
    context = {"mails": mails[:NEWEST], "status": status, "asked": asked, "statuses": Status.choices}
    return render(request, "tickets/inbound/received.html", context)


@agent_required
@require_GET
def received_mail(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/received/5/: one mail as it came, and what became of it."""
    message = _visible_mail(request, pk)
    try:
        reading, why = read_guarded(bytes(message.raw)), ""
    except UnreadableError as error:
        reading, why = None, str(error)
    context = {
        "message": message,
        "reading": reading,
        "why": why,
        "tickets": Ticket.objects.visible_to(request.user).filter(entries__received=message).distinct(),
        "wants_pictures": bool(get_text(request.GET, "pictures", longest=3)),
    }
    return render(request, "tickets/inbound/received_mail.html", context)


@agent_required
@require_GET
@xframe_options_sameorigin
def received_html(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/received/5/html/?pictures=yes: the HTML part, sealed off from the desk."""
    wants_pictures = bool(get_text(request.GET, "pictures", longest=3))
    try:
        reading = read_guarded(bytes(_visible_mail(request, pk).raw))
    except UnreadableError as error:
        raise Http404(str(error)) from error
    return received_page(reading, with_remote_pictures=wants_pictures)


@agent_required
@require_GET
def received_file(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/received/5/file/: the bytes as they came, without card numbers."""
    message = _visible_mail(request, pk)
    response = HttpResponse(bytes(message.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="received-{message.pk}.eml"'
    return response


@agent_required
@require_POST
def upload(request: DeskRequest) -> HttpResponse:
    """POST /tickets/received/upload/: mails as files (.eml), that somebody has in another mailbox."""
    files = request.FILES.getlist("mails")
    too_large = [file for file in files if file.size is None or file.size > LARGEST]
    for file in too_large:
        messages.error(request, _("%(name)s is larger than 25 MB.") % {"name": file.name})
    kept = [file for file in files if file not in too_large]
    for file in kept:
        keep_message(file.read(), door=InboundMessage.Door.UPLOAD, brought_by=str(request.user))
    if kept:
        messages.success(request, _("The email was uploaded. It opens a case, or joins the one that it belongs to."))
    elif not files:
        messages.error(request, _("Choose an email that was saved as a file (.eml)."))
    return redirect("tickets:received")


@agent_required
@require_POST
def try_again(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/received/5/again/: read a mail that could not be read once more."""
    message = _visible_mail(request, pk)
    read_again(message)
    messages.success(request, _("“%(mail)s” will be read again in a moment.") % {"mail": message})
    return redirect("tickets:received_mail", pk=message.pk)


@manager_required
@require_POST
def open_case(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/received/5/case/: make a case of a mail that was set aside."""
    message = _visible_mail(request, pk)
    try:
        ticket = open_case_for(message, by=request.user)
    except (ConflictError, UnreadableError) as error:
        messages.error(request, str(error))
        return redirect("tickets:received_mail", pk=message.pk)
    return redirect(ticket)


def _visible_mail(request: DeskRequest, pk: int) -> InboundMessage:
    return get_object_or_404(received_visible_to(request.user).defer(None), pk=pk)
