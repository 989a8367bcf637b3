"""Who takes part in the emails of a case: add somebody, remove somebody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import seen_by
from helpdesk.lib.conflict import ConflictError
from tickets.composer.participants import add_participant, remove_participant
from tickets.forms.participants import ParticipantForm
from tickets.models import Participant
from tickets.views.cases import back_to, view_beside, visible_case


@agent_required
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/participants/ asks whom; POST with address= adds them; refused (409) with the reason."""
    ticket, refusal = visible_case(request, pk), ""
    form = ParticipantForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            person = add_participant(ticket, by=request.user, **form.cleaned_data)
        except ConflictError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Added %(who)s to the emails.") % {"who": person})
            return back_to(request, ticket)
    context = {"ticket": ticket, "form": form, "refusal": refusal, "view": view_beside(request)}
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "tickets/cases/participant.html", context, status=status)


@agent_required
@require_POST
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/participants/5/remove/: their mails do not join the case any more."""
    people = Participant.objects.filter(seen_by(request.user, "ticket")).select_related("ticket")
    person = get_object_or_404(people, pk=pk)
    try:
        remove_participant(person, by=request.user)
    except ConflictError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Removed %(who)s from the emails.") % {"who": person})
    return back_to(request, person.ticket)
