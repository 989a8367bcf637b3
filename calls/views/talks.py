"""During a call and after it: notes, the pause for a card, what came of it. Each person sees and changes their own."""

import json

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls import callbacks, recordings, talks
from calls.forms.talks import DispositionFormSet, FinishForm, NotesForm
from calls.models import Disposition, Leg
from calls.talks.on_call import talks_of
from calls.views.ringing import NOTHING_NEW, is_shown
from escalation.forms.callbacks import OutcomeForm
from helpdesk.accounts.access import admin_required, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_key, get_texts


@agent_required
@require_GET
def own_talks(request: HttpRequest) -> HttpResponse:
    """GET /calls/talks/?ticket=12 or ?call=7: the own talks on this case, or of this call; mostly there is none."""
    keys = {f"{name}_id": get_key(request.GET, name) for name in ("ticket", "call")}
    wanted = {name: key for name, key in keys.items() if key is not None}
    found = talks_of(request.user, at=timezone.now(), **wanted)
    if is_shown(get_texts(request.GET, "shown"), [talk.state for talk in found]):
        return HttpResponse(status=NOTHING_NEW)
    offered = talks.offered_dispositions() if any(talk.is_over for talk in found) else []
    return render(request, "calls/talks/_talks.html", {"talks": found, "dispositions": offered})


@agent_required
@require_POST
def save_notes(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /calls/7/notes/: what was typed so far."""
    leg, form = _own_leg(request, pk), NotesForm(request.POST)
    if not form.is_valid():
        return _refused(request, leg, form)
    try:
        talk = talks.save_notes(leg, notes=form.cleaned_data["notes"], at=timezone.now())
    except ConflictError as error:
        return _answer(request, leg, str(error), level="warning")
    if request.htmx:
        return render(request, "calls/talks/_saved.html", {"talk": talk})
    return _answer(request, leg, _("The notes are saved."))


@agent_required
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /calls/7/finish/: what came of it, or only that this person is ready."""
    leg, form = _own_leg(request, pk), FinishForm(request.POST)
    if leg.call.callback_id and "ready" not in request.POST:
        return _finish_callback(request, leg)
    if not form.is_valid():
        return _refused(request, leg, form)
    notes = form.cleaned_data["notes"] if "notes" in request.POST else None
    talks.finish_talk(leg, disposition=form.cleaned_data["disposition"], notes=notes, at=timezone.now())
    return _answer(request, leg, _("Your phone rings again."))


def _finish_callback(request: HttpRequest, leg: Leg) -> HttpResponse:
    """The form of the board, filled in where the call was made: it settles both."""
    data = request.POST.dict()
    form = OutcomeForm({**data, "note": data.get("notes", "")})
    if not form.is_valid():
        return _refused(request, leg, form)
    try:
        unsolved = callbacks.finish_callback_talk(leg, at=timezone.now(), **form.cleaned_data)
    except ConflictError as error:
        return _answer(request, leg, str(error), level="warning")
    return _answer(request, leg, unsolved or _("Your phone rings again."), level="warning" if unsolved else "success")


@agent_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /calls/7/pause/: card data is about to be spoken."""
    leg = _own_leg(request, pk)
    try:
        recordings.pause_recording(leg.call, by=request.user, at=timezone.now())
    except ConflictError as error:
        return _answer(request, leg, str(error), level="warning")
    return _answer(request, leg)


@agent_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /calls/7/resume/: go on recording."""
    leg = _own_leg(request, pk)
    recordings.resume_recording(leg.call, at=timezone.now())
    return _answer(request, leg)


@admin_required
@require_http_methods(["GET", "POST"])
def dispositions(request: HttpRequest) -> HttpResponse:
    """/settings/outcomes/: what can come of a call, in the words of this desk."""
    talks.offered_dispositions()
    initial = list(Disposition.objects.values("name", "is_active"))
    rows = DispositionFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="rows")
    if request.method == "POST" and rows.is_valid():
        filled = [row for row in rows.cleaned_data if row and not row["DELETE"]]
        talks.configure_dispositions(filled)
        messages.success(request, _("The outcomes are saved."))
        return redirect("calls:dispositions")
    return render(request, "calls/talks/dispositions.html", {"rows": rows}, status=422 if rows.is_bound else 200)


def _own_leg(request: HttpRequest, call_id: int) -> Leg:
    """The phone on which this person answered the call; for anybody else there is no such page."""
    legs = Leg.objects.filter(call=call_id, user=request.user, status=Leg.Status.ACCEPTED)
    leg = legs.select_related("call__ticket", "call__callback", "user").order_by("-pk").first()
    if leg is None:
        raise Http404
    return leg


def _refused(request: HttpRequest, leg: Leg, form: Form) -> HttpResponse:
    words = " ".join(words for errors in form.errors.values() for words in errors)
    return _answer(request, leg, words, level="error")


def _answer(request: HttpRequest, leg: Leg, words: str = "", *, level: str = "success") -> HttpResponse:
    """For a page with live parts, news for them; else the page of the call."""
    if not request.htmx:
        if words:
            messages.add_message(request, messages.DEFAULT_LEVELS[level.upper()], words)
        return redirect(leg.call)
    news = {"talk-changed": True} | ({"toast": {"text": words, "level": level}} if words else {})
    return HttpResponse(status=NOTHING_NEW, headers={"HX-Trigger": json.dumps(news)})
