"""During a call and after it: notes, the pause for a card, what came of it. Each person sees and changes their own."""

import json

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from calls import callbacks, recordings, talks
from calls.forms.talks import DispositionFormSet, NotesForm
from calls.models import Leg
from calls.talks.on_call import talks_of
from calls.views.ringing import NOTHING_NEW, is_shown
from escalation.board import offered_dispositions
from escalation.forms.callbacks import OutcomeForm
from escalation.models import Disposition
from helpdesk.accounts.access import DeskRequest, admin_required, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.parameters import get_key, get_texts


@agent_required
@require_GET
def own_talks(request: DeskRequest) -> HttpResponse:
    """GET /calls/talks/?ticket=12 or ?call=7: the own talks on this case, or of this call; mostly there is none."""
    keys = {f"{name}_id": get_key(request.GET, name) for name in ("ticket", "call")}
    wanted = {name: key for name, key in keys.items() if key is not None}
    found = talks_of(request.user, at=timezone.now(), **wanted)
    if is_shown(get_texts(request.GET, "shown"), [talk.state for talk in found]):
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "calls/talks/_talks.html", {"talks": found})


@agent_required
@require_POST
def save_notes(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/7/notes/: what was typed so far."""
    leg, form = _own_leg(request, pk), NotesForm(request.POST)
    if not form.is_valid():
        return _refused(request, leg, form)
    talk = talks.save_notes(leg, at=timezone.now(), **form.cleaned_data)
    if request.htmx:
        return render(request, "calls/talks/_saved.html", {"talk": talk})
    return _answer(request, leg, _("The notes are saved."))


@agent_required
@require_POST
def finish(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/7/finish/: what came of it, or only that this person is ready."""
    leg, at = _own_leg(request, pk), timezone.now()
    is_callback = bool(leg.call.callback_id)
    data, written = request.POST.dict(), NotesForm(request.POST)
    if not written.is_valid():
        return _refused(request, leg, written)
    form = OutcomeForm({**data, "note": data.get("notes", "")}, of_callback=is_callback)
    if not form.is_valid() and "ready" not in request.POST:
        return _refused(request, leg, form)
    if not form.is_valid():
        # The outcome is left to the case, or to the board. Pressed in the bar of a page without the text, it has none.
        said = written.cleaned_data if "notes" in request.POST else {"notes": None}
        talks.finish_talk(leg, disposition=None, at=timezone.now(), **said)
        return _answer(request, leg, _("You're available for calls again."))
    finish_it = callbacks.finish_callback_talk if is_callback else talks.finish_call
    try:
        otherwise = finish_it(leg, revision=written.cleaned_data["revision"], at=at, **form.cleaned_data)
    except ConflictError as error:
        return _answer(request, leg, str(error), level="warning", status=409)
    words = otherwise or _("Outcome recorded. You're available for calls again.")
    return _answer(request, leg, words, level="warning" if otherwise else "success")


@agent_required
@require_POST
def pause(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/7/pause/: card data is about to be spoken."""
    leg = _own_leg(request, pk)
    try:
        recordings.pause_recording(leg.call, by=request.user, at=timezone.now())
    except ConflictError as error:
        return _answer(request, leg, str(error), level="warning")
    return _answer(request, leg)


@agent_required
@require_POST
def resume(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /calls/7/resume/: go on recording."""
    leg = _own_leg(request, pk)
    recordings.resume_recording(leg.call, at=timezone.now())
    return _answer(request, leg)


@admin_required
@require_http_methods(["GET", "POST"])
def dispositions(request: DeskRequest) -> HttpResponse:
    """/settings/outcomes/: what can come of a call, in the words of this desk."""
    offered_dispositions()
    initial = list(Disposition.objects.values("name", "means", "is_active"))
    rows = DispositionFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="rows")
    if request.method == "POST" and rows.is_valid():
        filled = [row for row in rows.cleaned_data if row and not row["DELETE"]]
        talks.configure_dispositions(filled)
        messages.success(request, _("The outcomes are saved."))
        return redirect("calls:dispositions")
    return render(request, "calls/talks/dispositions.html", {"rows": rows}, status=422 if rows.is_bound else 200)


def _own_leg(request: DeskRequest, call_id: int) -> Leg:
    """The phone on which this person answered the call; for anybody else there is no such page."""
    legs = Leg.objects.filter(call=call_id, user=request.user, status=Leg.Status.ACCEPTED)
    leg = legs.select_related("call__ticket", "call__callback", "user").order_by("-pk").first()
    if leg is None:
        raise Http404
    return leg


def _refused(request: DeskRequest, leg: Leg, form: Form) -> HttpResponse:
    words = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return _answer(request, leg, words, level="error", status=422)


def _answer(
    request: DeskRequest, leg: Leg, words: str = "", *, level: str = "success", status: int = NOTHING_NEW
) -> HttpResponse:
    """For a page with live parts, news for them, and by `status` whether it is done; else the page of the call."""
    if not request.htmx:
        if words:
            messages.add_message(request, messages.DEFAULT_LEVELS[level.upper()], words)
        return redirect(leg.call)
    news = {"talk-changed": True} | ({"toast": {"text": words, "level": level}} if words else {})
    return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(news)})
