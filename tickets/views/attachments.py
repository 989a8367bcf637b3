"""Upload, download and remove attachments."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.file_responses import SEALED, LoopFileResponse, saved_file
from tickets.cases.attachments import attach_files, picture_type, remove_attachment
from tickets.models import Attachment, Ticket
from tickets.views.cases import back_to, visible_case


@agent_required
@require_POST
def attach(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/attachments/ with files. Answers the files of the composer, and what was refused (422)."""
    ticket = visible_case(request, pk)
    _attached, refusals = attach_files(ticket, request.FILES.getlist("files"), by=request.user)
    if request.htmx:
        return _show(request, ticket, refusals=refusals)
    for refusal in refusals:
        messages.error(request, refusal)
    return back_to(request, ticket)


@agent_required
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/attachments/7/remove/: one that I uploaded and did not send."""
    pending = Attachment.objects.visible_to(request.user).pending_of(request.user).select_related("ticket")
    attachment = get_object_or_404(pending, pk=pk)
    refusals = []
    try:
        remove_attachment(attachment)
    except ConflictError as error:
        refusals.append(str(error))
    if request.htmx:
        return _show(request, attachment.ticket, refusals=refusals)
    return back_to(request, attachment.ticket)


def _show(request: DeskRequest, ticket: Ticket, *, refusals: list[str]) -> HttpResponse:
    ticket = ticket.survivor
    context = {
        "ticket": ticket,
        "attached": Attachment.objects.pending_of(request.user).filter(ticket=ticket),
        "refusals": refusals,
    }
    return render(request, "tickets/composer/_attachments.html", context, status=422 if refusals else 200)


@agent_required
@require_GET
def picture(request: DeskRequest, pk: int) -> LoopFileResponse:
    """GET /tickets/attachments/7/picture/: one that stands in a text. What is no picture by its bytes is none here."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    kind = picture_type(attachment)
    if not kind:
        raise Http404
    headers = {"Content-Security-Policy": SEALED, "X-Content-Type-Options": "nosniff"}
    return LoopFileResponse(attachment.file.open("rb"), content_type=kind, headers=headers)


@agent_required
@require_GET
def download(request: DeskRequest, pk: int) -> LoopFileResponse:
    """GET /tickets/attachments/7/: the bytes, to be saved under the name that they came with."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    try:
        file = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("The file is not there any more.")) from None
    return saved_file(file, name=attachment.name)
