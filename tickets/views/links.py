"""Link cases, and unlink them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_key, get_text
from tickets.cases.links import link_tickets, unlink_tickets
from tickets.forms.cases import OtherCaseForm
from tickets.merging.related import choices_for
from tickets.models import CaseLink
from tickets.views.cases import back_to, view_beside, visible_case


@agent_required
@require_http_methods(["GET", "POST"])
def link(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/12/link/?q=15 to choose; POST with other=15 links the two."""
    ticket, refusal, status = visible_case(request, pk), "", 200
    form = OtherCaseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not form.is_valid():
        refusal, status = _("Choose the other case."), 422
    elif form.is_bound:
        other = visible_case(request, form.cleaned_data["other"])
        try:
            link_tickets(ticket, to=other, by=request.user)
        except ConflictError as error:
            refusal, status = str(error), 409
        else:
            messages.success(request, _("Linked with %(case)s.") % {"case": other})
            return back_to(request, ticket)
    asked = get_text(request.GET, "q")
    groups = choices_for(ticket, asked, user=request.user)
    context = {"ticket": ticket, "asked": asked, "groups": groups, "linking": True, "refusal": refusal}
    context["view"] = view_beside(request)
    is_part = request.htmx.target == "choices"
    template = "tickets/merging/_choices.html" if is_part else "tickets/merging/link.html"
    return render(request, template, context, status=status)


@agent_required
@require_POST
def unlink(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/links/3/remove/ with from=12: the case to go back to."""
    links = CaseLink.objects.visible_to(request.user)
    found = get_object_or_404(links.select_related("one__merged_into", "other__merged_into"), pk=pk)
    unlink_tickets(found, by=request.user)
    messages.success(request, _("The link is removed."))
    return back_to(request, found.other if get_key(request.POST, "from") == found.other.survivor.pk else found.one)
