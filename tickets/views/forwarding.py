"""Forward one message or a whole case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_key_or_404
from tickets.cases.entries import refuse_merged
from tickets.composer.forwarding import answer_choices, forward, forwardable, pictures_of, subject_of_forward
from tickets.forms.forwarding import ForwardForm
from tickets.models import Attachment, Entry
from tickets.views.cases import back_to, view_beside, visible_case


@agent_required
@require_http_methods(["GET", "POST"])
def forward_case(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/forward/ asks to whom all that was said goes, with entry=7 one message; POST sends it."""
    asked_of = visible_case(request, pk)
    ticket = visible_case(request, asked_of.merged_into_id) if asked_of.merged_into_id else asked_of
    said, asked = forwardable(ticket), get_key_or_404(request.GET, "entry")
    entries = [get_object_or_404(said, pk=asked)] if asked else list(said)
    files = Attachment.objects.filter(entry__in=entries)
    # Of a whole conversation, the files that its words show; each other one is a choice.
    ticked = files if asked else files.filter(pk__in=pictures_of(entries))
    initial = {"subject": subject_of_forward(ticket), "files": [file.pk for file in ticked]}
    # A closed case is nobody's work, so that nothing is awaited on it.
    awaited = () if ticket.is_closed else answer_choices(ticket, at=timezone.now())
    posted = request.POST if request.method == "POST" else None
    form = ForwardForm(posted, files=files, awaited=awaited, initial=initial)
    refusal, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        line = Entry(ticket=ticket, actor=request.user, body=data["body"], source_key=form.source_key)
        try:
            if not asked:
                refuse_merged(asked_of)  # all that was said is more than this person has read
            files_too, due_at = data.get("files", ()), form.answer_due_at
            sent = forward(line, entries=entries, files=files_too, mail=form.mail, answer_due_at=due_at)
        except ConflictError as error:
            refusal, status = str(error), 409
        else:
            recipients = ", ".join(sent.sent_mail.recipients)
            messages.success(request, _("Forwarded to %(address)s.") % {"address": recipients})
            return back_to(request, ticket)
    context = {"ticket": ticket, "form": form, "entries": entries, "is_whole": not asked, "refusal": refusal}
    context["view"] = view_beside(request)
    return render(request, "tickets/composer/forward.html", context, status=status)
