"""Edit and delete an own note; what it said before."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.models import seen_by
from helpdesk.lib.conflict import ConflictError
from tickets.cases.notes import NoteChangedError, delete_note, edit_note
from tickets.forms.composer import NoteForm
from tickets.models import Entry
from tickets.views.cases import back_to


@agent_required
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/entries/55/edit/: the text of an own note, to be mended by POST."""
    note = _own_note(request, pk)
    form = NoteForm(request.POST or None, initial={"body": note.body, "version": note.version})
    if not form.is_bound and not note.is_note:
        messages.warning(request, _("This note was deleted."))
        return back_to(request, note.ticket)
    refusal, status, is_changed = "", 422 if form.is_bound else 200, False
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            edit_note(note, body=data["body"], by=request.user, seen_version=data["version"])
        except ConflictError as error:
            note, refusal, status = _own_note(request, pk), str(error), 409
            if is_changed := isinstance(error, NoteChangedError):
                form = NoteForm(initial={"body": data["body"], "version": note.version})
        else:
            return back_to(request, note.ticket)
    context = {"note": note, "ticket": note.ticket, "form": form, "refusal": refusal, "is_changed": is_changed}
    return render(request, "tickets/composer/edit_note.html", context, status=status)


@agent_required
@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/entries/55/delete/: an own note goes; a line stays."""
    note = _own_note(request, pk)
    try:
        delete_note(note)
    except ConflictError as error:
        messages.warning(request, str(error))
    else:
        messages.info(request, _("Note deleted."))
    return back_to(request, note.ticket)


@agent_required
@require_GET
def versions(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /tickets/entries/55/versions/: what a note said before, for its author and managers."""
    entries = Entry.objects.filter(seen_by(request.user, "ticket"), edited_at__isnull=False)
    if not request.user.is_manager:
        entries = entries.filter(actor=request.user)
    entry = get_object_or_404(entries.select_related("ticket", "actor"), pk=pk)
    context = {"note": entry, "ticket": entry.ticket, "versions": entry.versions.all()}
    return render(request, "tickets/composer/note_versions.html", context)


def _own_note(request: DeskRequest, pk: int) -> Entry:
    """Also one that was deleted meanwhile, so that a page that is open can be told."""
    is_note = Q(kind=Entry.Kind.NOTE) | Q(edited_at__isnull=False)
    notes = Entry.objects.filter(seen_by(request.user, "ticket"), is_note, actor=request.user)
    return get_object_or_404(notes.select_related("ticket"), pk=pk)
