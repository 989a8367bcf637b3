"""Split entries off into a case of their own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import seen_by
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.text.visibility import is_seen
from tickets.forms.cases import SplitForm
from tickets.merging import split_ticket
from tickets.merging.split import splittable
from tickets.models import Entry
from tickets.rules.quick_log import first_words
from tickets.views.cases import back_to

LONGEST_GREETING = 40


@agent_required
@require_http_methods(["GET", "POST"])
def split(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/entries/55/split/ asks how it is called; POST makes the new case."""
    entries = Entry.objects.filter(seen_by(request.user, "ticket")).select_related("ticket__requester", "actor")
    entry = get_object_or_404(entries, pk=pk)
    following = splittable(entry, and_following=True).exclude(pk=entry.pk).count()
    initial = {"subject": _subject(entry)}
    form = SplitForm(request.POST if request.method == "POST" else None, initial=initial, following=following)
    refusal, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            made = split_ticket(
                entry,
                subject=data["subject"],
                and_following=data["what"] == "following",
                by=request.user,
                source_key=form.source_key,
            )
        except ConflictError as error:
            refusal, status = str(error), 409
        else:
            words = _("Moved to %(case)s, linked with %(old)s.")
            messages.success(request, words % {"case": made, "old": entry.ticket})
            return back_to(request, made)
    context = {"entry": entry, "ticket": entry.ticket, "form": form, "refusal": refusal}
    return render(request, "tickets/merging/split.html", context, status=status)


def _subject(entry: Entry) -> str:
    """What the entry says first, besides "Hello,"."""
    lines = [line.strip() for line in entry.body.splitlines() if is_seen(line)]
    if len(lines) > 1 and lines[0].endswith((",", "!")) and len(lines[0]) <= LONGEST_GREETING:
        lines = lines[1:]
    return first_words(lines[0]) if lines else entry.ticket.subject
