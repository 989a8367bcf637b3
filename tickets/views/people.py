"""Customers: all of them, and the page of one: edit, merge, undo."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.keyset import Keyset, write_cursor
from helpdesk.lib.parameters import get_key_or_404, get_text
from helpdesk.lib.toasts import offer_undo
from tickets.cases.timeline import FILTERS
from tickets.forms.people import RequesterForm
from tickets.models import ContactPoint, PersonMerge, Requester
from tickets.people import AddressTakenError, change_requester, deny_claim, find_people, merge_people, undo_person_merge
from tickets.people.profiles import cases_of, history_of, orders_of, perhaps_the_same, with_owners

CHANGES_SHOWN = 10
PAGE_SIZE = 50
NEWEST = Keyset()


@agent_required
@require_GET
def customers(request: DeskRequest) -> HttpResponse:
    """GET /requesters/?after=<cursor>: who wrote or called, the newest first."""
    after = NEWEST.read_or_404(get_text(request.GET, "after"))
    known = Requester.objects.visible_to(request.user).filter(merged_into=None).prefetch_related("contact_points")
    people, _previous, following = NEWEST.page(known, size=PAGE_SIZE, after=after)
    context = {
        "people": people,
        "older_url": f"?{urlencode({'after': write_cursor(following)})}" if following else "",
        "newer_url": request.path if after else "",
    }
    return render(request, "tickets/people/customers.html", context)


@agent_required
@require_GET
def requester(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /requesters/7/?show=calls&before=<entry>&cases=<case>: everything of one person."""
    person = _person(request, pk)
    if person.merged_into:
        _person(request, person.merged_into.pk)
        messages.info(request, _("%(person)s was merged into this person.") % {"person": person})
        return redirect(person.merged_into)
    user, show = request.user, get_text(request.GET, "show")
    history = history_of(person, user=user, show=show, before=get_key_or_404(request.GET, "before"))
    context = {
        "person": person,
        "show": show,
        "filters": [(name, label) for name, (label, _kinds) in FILTERS.items()],
        "history": history,
    }
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        return render(request, "tickets/people/_history.html", context)
    context |= {
        "cases": cases_of(person, user=user, before=get_key_or_404(request.GET, "cases")),
        "orders": orders_of(person, user=user),
        "alike": perhaps_the_same(person, user=user),
        "changes": person.changes.select_related("changed_by")[:CHANGES_SHOWN],
        "merges": person.merges_in.filter(undone_at=None).select_related("source", "merged_by"),
    }
    return render(request, "tickets/people/requester.html", context)


@agent_required
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    """GET and POST /requesters/7/edit/: the name, the addresses, and why they change."""
    person = _person(request, pk)
    form = RequesterForm(request.POST if request.method == "POST" else None, requester=person)
    owner, status = None, 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        changes = {"name": data["name"], "add": form.added, "remove": data.get("remove", []), "reason": data["reason"]}
        try:
            change_requester(person, by=request.user, remark=form.remark, **changes)
        except AddressTakenError as error:
            form.add_error(None, error)
            owner = error.owner
        else:
            messages.success(request, _("Saved."))
            return redirect(person)
    return render(
        request, "tickets/people/requester_form.html", {"person": person, "form": form, "owner": owner}, status=status
    )


@agent_required
@require_GET
def merge(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /requesters/7/merge/?q=ann: who is it the same person as?"""
    person = _person(request, pk)
    asked = get_text(request.GET, "q")
    found = find_people(asked, user=request.user) if asked else perhaps_the_same(person, user=request.user)
    context = {"person": person, "asked": asked, "found": [other for other in found if other.pk != person.pk]}
    return render(request, "tickets/people/_choices.html" if request.htmx else "tickets/people/merge.html", context)


@agent_required
@require_http_methods(["GET", "POST"])
def merge_into(request: DeskRequest, pk: int, into_pk: int) -> HttpResponse:
    """GET /requesters/7/merge/9/: both side by side. POST makes them one person; refused (409) with the reason."""
    person, into = _person(request, pk), _person(request, into_pk)
    refusal = ""
    if request.method == "POST":
        try:
            done = merge_people(person, into=into, by=request.user)
        except ConflictError as error:
            refusal = str(error)
        else:
            words = _("%(person)s and %(other)s are one person now.") % {"person": person, "other": into}
            offer_undo(request, words, "tickets:undo_person_merge", done.pk)
            return redirect(into)
    sides = [{"person": one, "cases": cases_of(one, user=request.user, before=None).rows[:5]} for one in (person, into)]
    context = {"person": person, "into": into, "sides": sides, "refusal": refusal}
    return render(request, "tickets/people/merge_into.html", context, status=409 if refusal else 200)


@agent_required
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /requesters/merges/3/undo/: two people again, or a sentence why not."""
    visible = Requester.objects.visible_to(request.user)
    merges = PersonMerge.objects.filter(survivor__in=visible).select_related("source", "survivor")
    done = get_object_or_404(merges, pk=pk)
    try:
        undo_person_merge(done, by=request.user)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(person)s is a person of their own again.") % {"person": done.source})
    return redirect(done.survivor)


@agent_required
@require_POST
def not_theirs(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /requesters/addresses/7/not-theirs/: another person has this address, and is not who gave it to us."""
    visible = Requester.objects.visible_to(request.user)
    claims = ContactPoint.objects.exclude(claim="").filter(requester__in=visible).select_related("requester")
    claim = get_object_or_404(claims, pk=pk)
    if not with_owners([claim], user=request.user):
        raise Http404
    deny_claim(claim, by=request.user)
    return HttpResponse() if request.htmx else redirect(claim.requester)


def _person(request: DeskRequest, pk: int) -> Requester:
    people = Requester.objects.visible_to(request.user).select_related("merged_into")
    return get_object_or_404(people.prefetch_related("contact_points"), pk=pk)
